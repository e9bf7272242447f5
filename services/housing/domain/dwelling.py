"""Dwellings, their units, and who holds a unit when: never two households on one day, unless shared and roomy enough."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.housing.commands import AddDwelling, AddUnit, ReturnUnit, TakeUnitOutOfService
from services.housing.events import (
    DwellingAdded,
    UnitAdded,
    UnitFreed,
    UnitListed,
    UnitOutOfService,
    UnitReturned,
    UnitTaken,
)
from services.housing.events.dwelling import UnitKind
from services.kernel.event import Event, Recorded
from services.kernel.rules import InTheFuture, RuleBroken, Unknown
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
    """What is done with a dwelling and its units is said by the agency that operates it, or that brought it in."""


class DwellingIsOneUnit(RuleBroken):
    """A dwelling is lived in as one unit or in parts, never both: nobody is given what is part of another's home."""


class UnitOccupied(RuleBroken):
    """A unit is never held by two households on the same day, unless it is shared and has room for both."""


class UnitFull(RuleBroken):
    """The household has more people than the unit has places."""


class UnitNotInService(RuleBroken):
    """Nobody lives in a unit on days on which it is out of service."""


class UnitIsInService(RuleBroken):
    """A unit that is in service is not returned to it."""


class ReturnedTooEarly(RuleBroken):
    """A unit does not return, nor is expected back, before the day it went out of service."""


@dataclass(frozen=True)
class Dwelling:
    """The agencies that may add units to it; none as long as it is unknown. And what kinds of units it has."""

    agencies: frozenset[str] = frozenset()
    kinds: frozenset[UnitKind] = frozenset()


@dataclass(frozen=True)
class Unit:
    """How many people it holds, and whether of several households."""

    dwelling: UUID | None = None
    capacity: int = 0
    shared: bool = False
    out: tuple[Period, ...] = ()
    """The days on which it is out of service."""

    @property
    def is_out(self) -> bool:
        """Whether it went out of service and has not returned."""
        return bool(self.out) and self.out[-1].end is None

    def out_on(self, day: date) -> bool:
        """Whether it is out of service on that day."""
        return any(period.contains(day) for period in self.out)


@dataclass(frozen=True)
class Stay:
    """People of one household in a unit, `people` of them at first. One that nobody ended goes on beyond its planned end."""

    household: UUID
    people: int
    starts: date
    planned_end: date | None = None
    released: date | None = None
    changes: tuple[tuple[date, int], ...] = ()
    """From which day on they were so many instead."""

    def people_on(self, day: date) -> int:
        """How many of them there are on a day of the stay."""
        return next((people for since, people in reversed(self.changes) if since <= day), self.people)

    def counted(self, day: date, people: int) -> "Stay":
        """The stay of so many people from that day on."""
        return (
            self
            if self.people_on(day) == people
            else replace(self, changes=tuple(sorted({**dict(self.changes), day: people}.items())))
        )

    def held(self, today: date) -> Period:
        """The days it holds the unit, as far as `today` can tell."""
        planned = self.planned_end if self.planned_end and self.planned_end > today else None
        return Period(self.starts, self.released or planned)


@dataclass(frozen=True)
class Occupancy:
    """The stays in a unit, by assignment, and those of assignments that have come back to it."""

    stays: Mapping[UUID, Stay] = field(default_factory=dict)
    before: tuple[Stay, ...] = ()

    @property
    def all(self) -> tuple[Stay, ...]:
        """Every stay, of whichever time."""
        return (*self.stays.values(), *self.before)

    def beside(self, household: UUID, period: Period, today: date) -> list[tuple[Stay, Period]]:
        """The stays of other households that share a day with the period."""
        held = [(stay, stay.held(today)) for stay in self.all if stay.household != household]
        return [(stay, days) for stay, days in held if not is_empty(days) and days.overlaps(period)]

    def inside(self, day: date, today: date) -> int:
        """How many people hold a place on that day."""
        return sum(stay.people_on(day) for stay in self.all if stay.held(today).contains(day))


def is_empty(period: Period) -> bool:
    """Whether the period has no night."""
    return period.end is not None and period.end <= period.start


def add_dwelling(dwelling: Dwelling, name: UUID, ask: AddDwelling, agency: str) -> Iterator[Event | RuleBroken]:
    """The address is that of a house, not of a person."""
    if dwelling.agencies:
        raise DwellingAlreadyAdded(dwelling=name)
    yield DwellingAdded(
        dwelling=name, name=ask.name, address=ask.address, municipality=ask.municipality, shared=ask.shared,
        agency=ask.agency or agency,
    )  # fmt: skip


def add_unit(unit: Unit, name: UUID, ask: AddUnit, dwelling: Dwelling, agency: str) -> Iterator[Event | RuleBroken]:
    """A unit belongs to one dwelling for ever."""
    if not dwelling.agencies:
        raise UnknownDwelling("dwelling", dwelling=ask.dwelling)
    if unit.dwelling:
        raise UnitAlreadyAdded(unit=name)
    yield from run_by_another(dwelling, ask.dwelling, agency)
    if dwelling.kinds and "dwelling" in {ask.kind, *dwelling.kinds}:
        yield DwellingIsOneUnit("kind", dwelling=ask.dwelling)
    yield UnitAdded(unit=name, dwelling=ask.dwelling, label=ask.label, kind=ask.kind, capacity=ask.capacity, shared=ask.shared)
    yield UnitListed(dwelling=ask.dwelling, unit=name, kind=ask.kind)


def run_by_another(dwelling: Dwelling, name: UUID, agency: str) -> Iterator[RuleBroken]:
    """What stands against this agency doing something with the dwelling."""
    if agency not in dwelling.agencies:
        yield DwellingOfAnotherAgency("dwelling", dwelling=name)


def take_out_of_service(unit: Unit, ask: TakeUnitOutOfService, occupancy: Occupancy, today: date) -> Iterator[Event | RuleBroken]:
    """Only once nobody holds it any longer."""
    if unit.is_out:
        yield UnitNotInService("unit", since=unit.out[-1].start)
    if ask.expected and ask.expected < ask.since:
        yield ReturnedTooEarly("expected", since=ask.since)
    held = [stay.held(today) for stay in occupancy.all]
    if any(not is_empty(days) and days.overlaps(Period(ask.since)) for days in held):
        yield UnitOccupied("unit", unit=ask.unit)
    yield UnitOutOfService(unit=ask.unit, since=ask.since, expected=ask.expected, reason=ask.reason)


def return_unit(unit: Unit, ask: ReturnUnit, today: date) -> Iterator[Event | RuleBroken]:
    """Once, and not before it went."""
    if not unit.is_out:
        raise UnitIsInService("unit", unit=ask.unit)
    if ask.returned > today:
        yield InTheFuture("returned")
    if ask.returned < unit.out[-1].start:
        yield ReturnedTooEarly("returned", since=unit.out[-1].start)
    yield UnitReturned(unit=ask.unit, returned=ask.returned)


def without_room(
    unit: Unit, occupancy: Occupancy, unit_id: UUID, wanted: Stay, period: Period, today: date
) -> Iterator[RuleBroken]:
    """What stands against these people holding the unit in the period."""
    if any(out.overlaps(period) for out in unit.out if not is_empty(out)):
        yield UnitNotInService("unit", unit=unit_id)
    if wanted.people > unit.capacity:
        yield UnitFull("unit", unit=unit_id, capacity=unit.capacity, people=wanted.people)
    others = occupancy.beside(wanted.household, period, today)
    if not others or (unit.shared and _most(others, period) + wanted.people <= unit.capacity):
        return
    ends = [days.end for _, days in others]
    yield UnitOccupied("unit", unit=unit_id, until=None if None in ends else max(end for end in ends if end))


def _most(others: list[tuple[Stay, Period]], period: Period) -> int:
    """The most people on any day of the period: the number rises only on days on which somebody comes."""
    days = [day for stay, held in others for day in (held.start, *(since for since, _ in stay.changes))]
    days = [max(period.start, day) for day in days if period.end is None or day < period.end]
    return max(sum(stay.people_on(day) for stay, held in others if held.contains(day)) for day in days)


def evolve_dwelling(dwelling: Dwelling, fact: Recorded) -> Dwelling:
    """Added once; units listed."""
    match fact.event:
        case DwellingAdded(agency=agency):
            return replace(dwelling, agencies=frozenset({agency, fact.agency}))
        case UnitListed(kind=kind):
            return replace(dwelling, kinds=dwelling.kinds | {kind})
        case _:
            return dwelling


def evolve_unit(unit: Unit, fact: Recorded) -> Unit:
    """Added once; out of service and back."""
    match fact.event:
        case UnitAdded(dwelling=dwelling, capacity=capacity, shared=shared):
            return Unit(dwelling, capacity, shared)
        case UnitOutOfService(since=since):
            return replace(unit, out=(*unit.out, Period(since)))
        case UnitReturned(returned=day) if unit.is_out:
            return replace(unit, out=(*unit.out[:-1], Period(unit.out[-1].start, day)))
        case _:
            return unit


def evolve_occupancy(occupancy: Occupancy, fact: Recorded) -> Occupancy:
    """Taken, counted anew, freed."""
    match fact.event:
        case UnitTaken() as taken:
            return _taken(occupancy, taken)
        case UnitFreed(assignment=name, released=day) if name in occupancy.stays:
            return replace(occupancy, stays={**occupancy.stays, name: replace(occupancy.stays[name], released=day)})
        case _:
            return occupancy


def _taken(occupancy: Occupancy, taken: UnitTaken) -> Occupancy:
    stay = occupancy.stays.get(taken.assignment)
    if stay and stay.released is None:
        now = replace(stay.counted(taken.starts, taken.people), planned_end=taken.planned_end)
        return replace(occupancy, stays={**occupancy.stays, taken.assignment: now})
    before = (*occupancy.before, stay) if stay else occupancy.before
    first = Stay(taken.household, taken.people, taken.starts, taken.planned_end)
    return Occupancy({**occupancy.stays, taken.assignment: first}, before)
