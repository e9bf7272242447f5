"""What housing publishes about: dwelling."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId


class DwellingAdded(Event):
    """A dwelling is offered by the agency that operates it; a shared one is lived in by several households."""

    stream: ClassVar = "dwelling/{dwelling}"
    dwelling: UUID
    name: str
    address: str | None = None
    shared: bool = False
    agency: AgencyCode


class UnitAdded(Event):
    """A dwelling has a unit, the smallest thing that can be assigned; a shared one may be held by several households."""

    stream: ClassVar = "unit/{unit}"
    unit: UUID
    dwelling: UUID
    label: str
    capacity: int
    shared: bool = False


class UnitTaken(Event):
    """So many people of one household hold the unit in these days; this stream is where two agencies meet."""

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
