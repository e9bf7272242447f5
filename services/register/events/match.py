"""What register publishes about: match."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import HouseholdId, Personal, PersonId
from services.register.events.week import Slot

DeclineReason = Literal["volunteer-declined", "household-declined", "other"]
Side = Literal["household", "volunteer"]
EndReason = Literal["completed", "declined", "volunteer-withdrew", "household-withdrew", "family-exited", "other"]


class MatchProposed(Event):
    """A volunteer is proposed for a need, on these days and hours of the week."""

    stream: ClassVar = "matches/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    start: date
    until: date
    shifts: tuple[Slot, ...]


class MatchConfirmed(Event):
    """The volunteer will help the household. `overlaps` names matches at the same hours, allowed with a reason."""

    stream: ClassVar = "matches/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    start: date
    until: date
    shifts: tuple[Slot, ...]
    overlaps: tuple[UUID, ...] = ()
    overlap_reason: Annotated[str | None, Personal("person")] = None


class MatchEnded(Event):
    """The help has ended, or the proposal was dropped; `ended_on` is its last day."""

    stream: ClassVar = "matches/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    ended_on: date
    reason: EndReason
    note: Annotated[str | None, Personal("person")] = None


class MatchDeclined(Event):
    """The proposal was turned down before anybody confirmed it."""

    stream: ClassVar = "matches/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    reason: DeclineReason
    note: Annotated[str | None, Personal("person")] = None


class MatchCompleted(Event):
    """The help was given as agreed, up to that day; it speaks for the volunteer when they are ranked again."""

    stream: ClassVar = "matches/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    happened: ClassVar = "completed_on"
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    completed_on: date
    note: Annotated[str | None, Personal("person")] = None


class FeedbackGiven(Event):
    """The family, or the volunteer, says how the help went: 1 (not well) to 5 (very well)."""

    stream: ClassVar = "matches/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    feedback: UUID
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    side: Side
    rating: int
    comment: Annotated[str | None, Personal("person")] = None


class ShiftsTaken(Event):
    """These hours of the volunteer's week are given to a match; two agencies that want the same hours meet here."""

    stream: ClassVar = "agenda/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    match: UUID
    household: HouseholdId
    start: date
    until: date
    shifts: tuple[Slot, ...]


class ShiftsReleased(Event):
    """The hours of that match are free again after `ended_on`."""

    stream: ClassVar = "agenda/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    match: UUID
    household: HouseholdId
    ended_on: date
    completed: bool = False
