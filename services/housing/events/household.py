"""What housing publishes about: household."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId, PersonId, ProjectCode
from services.kernel.time import a_day, end_of


class RulesNoted(Event):
    """Housing has noted what a funded project asks of a stay."""

    stream: ClassVar = "known-programme/{project}"
    project: ProjectCode
    stay_months: int
    stay_cap_months: int
    agreement_required: bool
    case_required: bool
    ranking_required: bool = False
    proposal_days: int = 15


class HouseholdNoted(Event):
    """Housing has noted a household that intake has taken in charge or enrolled."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("members",)
    household: HouseholdId
    project: ProjectCode
    agency: AgencyCode
    head: PersonId
    members: tuple[PersonId, ...]
    adults: tuple[PersonId, ...] = ()
    case_open: bool


class MembersNoted(Event):
    """Housing has noted who joined or left a household, or who heads it now."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("joined", "left", "head")
    household: HouseholdId
    joined: tuple[PersonId, ...] = ()
    adults: tuple[PersonId, ...] = ()
    """Those who joined and are known to be of age."""
    left: tuple[PersonId, ...] = ()
    on: date | None = None
    head: PersonId | None = None


class SharingNoted(Event):
    """Housing has noted which other agencies may act on a household, on which ground, and until when if that is set."""

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
        until = end_of(a_day(data["until"]))
        return {"household": data["household"], "ground": data["consent"], "agencies": data["agencies"], "until": until}


class SharingEnded(Event):
    """Housing has noted that a household is shared on this ground no longer."""

    schema_version: ClassVar = 2
    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    ground: UUID

    @classmethod
    def upcast(cls, data: dict[str, Any], version: int) -> dict[str, Any]:
        """Version 1 knew consents alone."""
        return data if version > 1 else {"household": data["household"], "ground": data["consent"]}


class ChargeNoted(Event):
    """Housing has noted which agency has the family in charge from here."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    agency: AgencyCode


class CaseEndNoted(Event):
    """Housing has noted that nobody has the family in charge any longer."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
