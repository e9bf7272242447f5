"""What housing publishes about: dwelling."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId

UnitKind = Literal["dwelling", "unit", "room", "bed"]
OutReason = Literal["maintenance", "unfit", "given-back", "other"]
Municipality = Annotated[str, "the ISTAT or cadastral code of a municipality, e.g. E202"]


class DwellingAdded(Event):
    """A dwelling is offered by the agency that operates it; a shared one is lived in by several households."""

    stream: ClassVar = "dwelling/{dwelling}"
    dwelling: UUID
    name: str
    address: str | None = None
    municipality: Municipality | None = None
    shared: bool = False
    agency: AgencyCode


class UnitAdded(Event):
    """A dwelling has a unit, the smallest thing that can be assigned; a shared one may be held by several households."""

    stream: ClassVar = "unit/{unit}"
    unit: UUID
    dwelling: UUID
    label: str
    kind: UnitKind = "unit"
    capacity: int
    shared: bool = False


class UnitOutOfService(Event):
    """From this day on nobody can live in the unit."""

    stream: ClassVar = "unit/{unit}"
    happened: ClassVar = "since"
    unit: UUID
    since: date
    expected: date | None = None
    reason: OutReason


class UnitReturned(Event):
    """From this day on the unit can be lived in again."""

    stream: ClassVar = "unit/{unit}"
    happened: ClassVar = "returned"
    unit: UUID
    returned: date


class UnitTaken(Event):
    """So many people of one household hold the unit from a day on; this stream is where two agencies meet.

    Told again for the same assignment, the number of people or the planned end is another from `starts` on.
    """

    stream: ClassVar = "occupancy/{unit}"
    unit: UUID
    assignment: UUID
    household: HouseholdId
    people: int
    starts: date
    planned_end: date | None = None


class UnitFreed(Event):
    """From this day on the assignment holds the unit no longer."""

    stream: ClassVar = "occupancy/{unit}"
    unit: UUID
    assignment: UUID
    household: HouseholdId
    released: date
