"""Stays: how long a household holds a unit, who of it lives there, and how it ends.

Where an import names a unit that is unknown or has no room, the stay is recorded as one whose unit is not stated.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from services.housing.commands import NoteStayDue, ReleaseAfterExit, ReleaseUnit
from services.housing.domain.dwelling import Occupancy, Stay, Unit, without_room
from services.housing.domain.household import Household
from services.housing.events import (
    AssignmentExtended,
    ExitNoted,
    HouseholdMoved,
    OccupantJoined,
    OccupantLeft,
    RulesNoted,
    StayFellDue,
    UnitAssigned,
    UnitFreed,
    UnitReleased,
    UnitTaken,
)
from services.kernel.event import Event, Recorded
from services.kernel.rules import InTheFuture, NotYetDue, RuleBroken, Unknown
from services.kernel.time import Period, months_after

NO_LIMIT = 1200
"""Months from which on (or at zero) a programme is read as setting no limit to a stay."""


class UnknownAssignment(Unknown):
    """The household has no such assignment."""


class ReleasedBeforeStart(RuleBroken):
    """A unit is left after the household has come to it."""


class AlreadyReleased(RuleBroken):
    """The unit was released before."""


@dataclass(frozen=True)
class Assigned:
    """One assignment and the stay that came of it: in which unit since when, and who lived there in which days."""

    fact: UnitAssigned
    stay: Stay
    unit: UUID | None = None
    since: date = date.min
    present: Mapping[UUID, tuple[Period, ...]] = field(default_factory=dict)
    due: date | None = None

    @property
    def members(self) -> tuple[UUID, ...]:
        """Who lives there and has not left."""
        return tuple(person for person, periods in self.present.items() if periods[-1].end is None)

    def people_on(self, day: date) -> int:
        """How many live there on a day of the stay."""
        return sum(any(period.contains(day) for period in periods) for periods in self.present.values())

    def counts(self, since: date) -> list[tuple[date, int]]:
        """How many live there on a day, and from which later days on how many."""
        periods = [period for periods in self.present.values() for period in periods]
        days = {day for period in periods for day in (period.start, period.end) if day and day > since}
        return [(day, self.people_on(day)) for day in (since, *sorted(days))]

    def joined(self, person: UUID, day: date) -> "Assigned":
        """With somebody who lives there from that day on."""
        return replace(self, present={**self.present, person: (*self.present.get(person, ()), Period(day))})

    def left(self, person: UUID, day: date) -> "Assigned":
        """Without somebody who has left on that day."""
        if person not in self.members:
            return self
        *before, last = self.present[person]
        return replace(self, present={**self.present, person: (*before, Period(last.start, day))})


@dataclass(frozen=True)
class Stays:
    """All stays of a household, by assignment."""

    assigned: Mapping[UUID, Assigned] = field(default_factory=dict)

    @property
    def open(self) -> list[Assigned]:
        """Those not released."""
        return [assigned for assigned in self.assigned.values() if assigned.stay.released is None]

    def days(self, today: date, but: UUID | None = None) -> int:
        """The nights of all stays together but one, as far as they are known or planned."""
        stays = (assigned.stay for name, assigned in self.assigned.items() if name != but)
        ends = [(stay.starts, stay.released or stay.planned_end or today) for stay in stays]
        return sum(max(0, (end - start).days) for start, end in ends)

    def held(self, name: UUID) -> Assigned:
        """An assignment that was not released. Raises `UnknownAssignment`, `AlreadyReleased`."""
        if name not in self.assigned:
            raise UnknownAssignment("assignment", assignment=name)
        if released := self.assigned[name].stay.released:
            raise AlreadyReleased("assignment", released=released)
        return self.assigned[name]


def longest_end(stays: Stays, starts: date, rules: RulesNoted, today: date) -> date | None:
    """The last planned end that the programme allows: one stay at most, and all stays together at most."""
    ends = [last_end(stays, starts, rules, today)]
    if 0 < rules.stay_months < NO_LIMIT:
        ends.append(months_after(starts, rules.stay_months))
    return min((end for end in ends if end), default=None)


def last_end(stays: Stays, starts: date, rules: RulesNoted, today: date, but: UUID | None = None) -> date | None:
    """The end of all extensions: all stays together are no longer than the programme's cap."""
    if not 0 < rules.stay_cap_months < NO_LIMIT:
        return None
    return months_after(starts, rules.stay_cap_months) - timedelta(days=stays.days(today, but))


def release(stays: Stays, ask: ReleaseUnit, today: date, *, unit: Unit, occupancy: Occupancy) -> Iterator[Event | RuleBroken]:
    """A stay ends once. One that lasted longer than planned must not reach into another household's."""
    assigned = stays.held(ask.assignment)
    if ask.released > today:
        yield InTheFuture("released")
    if ask.released < assigned.since:
        yield ReleasedBeforeStart("released", starts=assigned.since)
    planned = assigned.stay.planned_end
    if assigned.unit and planned and ask.released > planned:
        longer = Period(planned, ask.released)
        yield from without_room(unit, occupancy, assigned.unit, assigned.stay, longer, today)
    yield from released(assigned, ask.released, ask.reason, ask.destination, ask.note)


def release_after_exit(stays: Stays, ask: ReleaseAfterExit, household: Household) -> Iterator[Event | RuleBroken]:
    """Who has left the project has left its units; noted also where there is no stay, for one that is reported later."""
    if household.exit is None:
        yield ExitNoted(household=ask.household, exit=ask.exit, destination=ask.destination)
    for assigned in stays.open:
        yield from left_after_exit(assigned, ask.exit, ask.destination)


def left_after_exit(assigned: Assigned, exit_day: date, destination: str | None) -> Iterator[Event]:
    """The release of a unit whose household has left the project."""
    return released(assigned, max(assigned.since, exit_day), "family-exited", destination, None)


def released(assigned: Assigned, day: date, reason: str, destination: str | None, note: str | None) -> Iterator[Event]:
    """What ends a stay: in the story of the household, and where the unit is held."""
    fact = assigned.fact
    yield UnitReleased(
        assignment=fact.assignment, unit=assigned.unit, household=fact.household, members=assigned.members,
        released=day, reason=reason, destination=destination, note=note,
    )  # fmt: skip
    if assigned.unit:
        yield UnitFreed(unit=assigned.unit, assignment=fact.assignment, household=fact.household, released=day)


def taken(assigned: Assigned, unit: UUID, planned_end: date | None, counts: Sequence[tuple[date, int]]) -> Iterator[Event]:
    """How many hold the unit from which day on."""
    for day, people in counts:
        yield UnitTaken(
            unit=unit, assignment=assigned.fact.assignment, household=assigned.fact.household, people=people, starts=day,
            planned_end=planned_end,
        )  # fmt: skip


def note_due(stays: Stays, ask: NoteStayDue, today: date) -> Iterator[Event | RuleBroken]:
    """Once for each planned end that comes while the unit is held."""
    assigned = stays.assigned.get(ask.assignment)
    if assigned is None:
        raise UnknownAssignment("assignment", assignment=ask.assignment)
    due = assigned.stay.planned_end
    if assigned.stay.released or (due and assigned.due == due):
        return
    if due is None or today < due:
        raise NotYetDue("assignment", due=due)
    yield StayFellDue(assignment=ask.assignment, unit=assigned.unit, household=ask.household, members=assigned.members, due=due)


def evolve(stays: Stays, fact: Recorded) -> Stays:
    """Assigned; then whatever happens to the stay."""
    match fact.event:
        case UnitAssigned() as event:
            return Stays({**stays.assigned, event.assignment: begun(event)})
        case (
            UnitReleased(assignment=name) | AssignmentExtended(assignment=name) | HouseholdMoved(assignment=name)
            | OccupantJoined(assignment=name) | OccupantLeft(assignment=name) | StayFellDue(assignment=name)
        ) if name in stays.assigned:  # fmt: skip
            return Stays({**stays.assigned, name: _changed(stays.assigned[name], fact.event)})
        case _:
            return stays


def begun(fact: UnitAssigned) -> Assigned:
    """The stay on its first day."""
    stay = Stay(fact.household, len(fact.members), fact.starts, fact.planned_end)
    present = {person: (Period(fact.starts),) for person in fact.members}
    return Assigned(fact, stay, fact.unit, fact.starts, present)


def _changed(assigned: Assigned, event: Event) -> Assigned:
    match event:
        case UnitReleased(released=day):
            return replace(assigned, stay=replace(assigned.stay, released=day))
        case AssignmentExtended(planned_end=day):
            return replace(assigned, stay=replace(assigned.stay, planned_end=day))
        case HouseholdMoved(unit=unit, moved=day):
            return replace(assigned, unit=unit, since=day)
        case OccupantJoined(person=person, joined_on=day):
            return assigned.joined(person, day)
        case OccupantLeft(person=person, left_on=day):
            return assigned.left(person, day)
        case StayFellDue(due=day):
            return replace(assigned, due=day)
        case _:
            return assigned
