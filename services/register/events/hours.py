"""What register publishes about: hours."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.kernel.event import Event
from services.kernel.people import HouseholdId, Personal, PersonId


class Entry(BaseModel):
    """One side of a booking: minutes credited (+) to an account, or debited (-) from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str
    minutes: int


class HoursLogged(Event):
    """Time was given to a household. The entries sum to zero: what the volunteer is credited, the household received."""

    stream: ClassVar = "hours/{person}"
    about: ClassVar = ("person",)
    happened: ClassVar = "day"
    hours: UUID
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    day: date
    minutes: int
    entries: tuple[Entry, ...]
    note: Annotated[str | None, Personal("person")] = None


class HoursApproved(Event):
    """Somebody else has confirmed the time; it moves from the logged accounts to the approved ones, and counts."""

    stream: ClassVar = "hours/{person}"
    about: ClassVar = ("person",)
    hours: UUID
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    day: date
    minutes: int
    entries: tuple[Entry, ...]


class HoursRejected(Event):
    """Somebody else has not confirmed the time: it leaves the logged accounts and counts nowhere."""

    stream: ClassVar = "hours/{person}"
    about: ClassVar = ("person",)
    hours: UUID
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    day: date
    minutes: int
    entries: tuple[Entry, ...]
    reason: Annotated[str | None, Personal("person")] = None


class HoursReversed(Event):
    """The booking was wrong and is booked back; what it had counted counts no more. Names the fact it takes back."""

    stream: ClassVar = "hours/{person}"
    about: ClassVar = ("person",)
    corrects_event_id: UUID
    hours: UUID
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    day: date
    minutes: int
    entries: tuple[Entry, ...]
    reason: Annotated[str | None, Personal("person")] = None
