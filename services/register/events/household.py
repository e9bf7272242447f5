"""What register publishes about: household."""

from datetime import date
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
    """The family lets these agencies see its file until a date."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    consent: UUID
    recipients: tuple[AgencyCode, ...]
    expires: date


class SharingEnded(Event):
    """The family has taken that consent back."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    consent: UUID


class HouseholdExitNoted(Event):
    """The household has left the project; nobody helps it in the project's name after that day."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    exit: date
