"""What housing publishes about: proposal. A proposal stands in the stream of the vacancy, where two agencies meet."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId, Personal, PersonId, ProjectCode

DeclineReason = Literal["too-small", "too-far", "not-accessible", "found-own-home", "shared-living", "no-answer", "agency", "other"]


class UnitProposed(Event):
    """Somebody has decided to propose a vacant unit to a household, which answers up to a day.

    Where the choice came from a ranking, `list_agency`, `ranking` and `place` say from which and from what place.
    """

    stream: ClassVar = "vacancy/{unit}"
    about: ClassVar = ("head",)
    proposal: UUID
    vacancy: UUID
    unit: UUID
    household: HouseholdId
    project: ProjectCode
    head: PersonId
    until: date
    list_agency: AgencyCode | None = None
    ranking: UUID | None = None
    place: int | None = None
    reason: Annotated[str | None, Personal("head")] = None


class ProposalAccepted(Event):
    """The household wants to live in the unit; it is kept for it."""

    stream: ClassVar = "vacancy/{unit}"
    about: ClassVar = ("head",)
    happened: ClassVar = "answered"
    proposal: UUID
    unit: UUID
    household: HouseholdId
    head: PersonId
    answered: date


class ProposalDeclined(Event):
    """The household does not come to live in the unit; its vacancy is open again."""

    stream: ClassVar = "vacancy/{unit}"
    about: ClassVar = ("head",)
    happened: ClassVar = "answered"
    proposal: UUID
    unit: UUID
    household: HouseholdId
    head: PersonId
    answered: date
    because: DeclineReason
    note: Annotated[str | None, Personal("head")] = None
