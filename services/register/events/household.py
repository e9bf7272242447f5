"""What register publishes about: household."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId, PersonId, ProjectCode
from services.kernel.time import a_day, end_of


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

    schema_version: ClassVar = 2
    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    ground: UUID
    """The consent, the referral or the emergency access."""
    agencies: tuple[AgencyCode, ...]
    until: datetime | None = None

    @classmethod
    def upcast(cls, data: dict[str, Any], version: int) -> dict[str, Any]:
        """Version 1 knew consents alone, up to their last day."""
        if version > 1:
            return data
        until = end_of(a_day(data["expires"]))
        return {"household": data["household"], "ground": data["consent"], "agencies": data["recipients"], "until": until}


class SharingEnded(Event):
    """The household is shared on this ground no longer."""

    schema_version: ClassVar = 2
    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    ground: UUID

    @classmethod
    def upcast(cls, data: dict[str, Any], version: int) -> dict[str, Any]:
        """Version 1 knew consents alone."""
        return data if version > 1 else {"household": data["household"], "ground": data["consent"]}


class HouseholdExitNoted(Event):
    """The household has left the project; nobody helps it in the project's name after that day."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    exit: date
