"""Dwellings, their units, and who holds a unit when: never two households on one day, unless shared and roomy enough."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.housing.commands import AddDwelling, AddUnit
from services.housing.events import DwellingAdded, UnitAdded, UnitFreed, UnitTaken
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown
from services.kernel.time import Period


class UnknownDwelling(Unknown):
    """No dwelling has this id."""


class UnknownUnit(Unknown):
    """No unit has this id."""


class DwellingAlreadyAdded(RuleBroken):
    """The dwelling id is taken."""


class UnitAlreadyAdded(RuleBroken):
    """The unit id is taken."""


class DwellingOfAnotherAgency(RuleBroken):
    """Units are added by the agency that operates the dwelling, or that brought it in."""


class UnitOccupied(RuleBroken):
    """A unit is never held by two households on the same day, unless it is shared and has room for both."""


class UnitFull(RuleBroken):
    """The household has more people than the unit has places."""


@dataclass(frozen=True)
class Dwelling:
    """The agencies that may add units to it; none as long as it is unknown."""

    agencies: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Unit:
    """How many people it holds, and whether of several households."""

    dwelling: UUID | None = None
    capacity: int = 0
    shared: bool = False


@dataclass(frozen=True)
class Stay:
    """People of one household in a unit. A stay that nobody ended goes on beyond its planned end."""

    household: UUID
    people: int
    starts: date
    planned_end: date | None = None
    released: date | None = None

    def held(self, today: date) -> Period:
        """The days it holds the unit, as far as `today` can tell."""
        planned = self.planned_end if self.planned_end and self.planned_end > today else None
        return Period(self.starts, self.released or planned)


@dataclass(frozen=True)
class Occupancy:
    """The stays in a unit, by assignment."""

    stays: Mapping[UUID, Stay] = field(default_factory=dict)

    def beside(self, household: UUID, period: Period, today: date) -> list[tuple[Stay, Period]]:
        """The stays of other households that share a day with the period."""
        held = [(stay, stay.held(today)) for stay in self.stays.values() if stay.household != household]
        return [(stay, days) for stay, days in held if not is_empty(days) and days.overlaps(period)]


def is_empty(period: Period) -> bool:
    """Whether the period has no night."""
    return period.end is not None and period.end <= period.start


def add_dwelling(dwelling: Dwelling, name: UUID, ask: AddDwelling, agency: str) -> Iterator[Event | RuleBroken]:
    """The address is that of a house, not of a person."""
    if dwelling.agencies:
        raise DwellingAlreadyAdded(dwelling=name)
    yield DwellingAdded(dwelling=name, name=ask.name, address=ask.address, shared=ask.shared, agency=ask.agency or agency)


def add_unit(unit: Unit, name: UUID, ask: AddUnit, dwelling: Dwelling, agency: str) -> Iterator[Event | RuleBroken]:
    """A unit belongs to one dwelling for ever."""
    if not dwelling.agencies:
        raise UnknownDwelling("dwelling", dwelling=ask.dwelling)
    if unit.dwelling:
        raise UnitAlreadyAdded(unit=name)
    if agency not in dwelling.agencies:
        yield DwellingOfAnotherAgency("dwelling", dwelling=ask.dwelling)
    yield UnitAdded(unit=name, dwelling=ask.dwelling, label=ask.label, capacity=ask.capacity, shared=ask.shared)


def without_room(
    unit: Unit, occupancy: Occupancy, unit_id: UUID, wanted: Stay, period: Period, today: date
) -> Iterator[RuleBroken]:
    """What stands against these people holding the unit in the period."""
    if wanted.people > unit.capacity:
        yield UnitFull("unit", unit=unit_id, capacity=unit.capacity, people=wanted.people)
    others = occupancy.beside(wanted.household, period, today)
    if not others or (unit.shared and _most(others, period) + wanted.people <= unit.capacity):
        return
    ends = [days.end for _, days in others]
    yield UnitOccupied("unit", unit=unit_id, until=None if None in ends else max(end for end in ends if end))


def _most(others: list[tuple[Stay, Period]], period: Period) -> int:
    """The most people on any day of the period: the number rises only on days on which somebody comes."""
    days = [max(period.start, days.start) for _, days in others]
    return max(sum(stay.people for stay, held in others if held.contains(day)) for day in days)


def evolve_dwelling(dwelling: Dwelling, fact: Recorded) -> Dwelling:
    """Added once."""
    if isinstance(fact.event, DwellingAdded):
        return Dwelling(frozenset({fact.event.agency, fact.agency}))
    return dwelling


def evolve_unit(unit: Unit, fact: Recorded) -> Unit:
    """Added once."""
    match fact.event:
        case UnitAdded(dwelling=dwelling, capacity=capacity, shared=shared):
            return Unit(dwelling, capacity, shared)
        case _:
            return unit


def evolve_occupancy(occupancy: Occupancy, fact: Recorded) -> Occupancy:
    """Taken, freed."""
    match fact.event:
        case UnitTaken() as taken:
            stay = Stay(taken.household, taken.people, taken.starts, taken.planned_end)
            return Occupancy({**occupancy.stays, taken.assignment: stay})
        case UnitFreed(assignment=name, released=day) if name in occupancy.stays:
            return Occupancy({**occupancy.stays, name: replace(occupancy.stays[name], released=day)})
        case _:
            return occupancy
