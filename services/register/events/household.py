"""What register publishes about: household."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId, PersonId, ProjectCode


class HouseholdNoted(Event):
    """The register knows of a household: which agency has it in charge, and for which project."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    household: HouseholdId
    project: ProjectCode
    agency: AgencyCode
    head: PersonId


class SharingNoted(Event):
    """These agencies may ask for help for the household, on this ground, until a moment if one is set."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    ground: UUID
    """The consent, the referral or the emergency access."""
    agencies: tuple[AgencyCode, ...]
    until: datetime | None = None


class SharingEnded(Event):
    """The household is shared on this ground no longer."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    ground: UUID


class HouseholdExitNoted(Event):
    """The household has left the project; nobody helps it in the project's name after that day."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    exit: date
