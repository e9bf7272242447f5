"""What changes during a stay: it is extended, moves to another unit, and people join or leave it."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce
from uuid import UUID

from services.housing.commands import ExtendAssignment, MoveHousehold, RecountStay
from services.housing.domain.assignment import (
    Circumstances,
    StayTooLong,
    filled,
    housed_already,
    kept_for_others,
    without_agreement,
)
from services.housing.domain.dwelling import Occupancy, Stay, Unit, UnknownUnit, without_room
from services.housing.domain.household import UnknownProgramme
from services.housing.domain.stay import Assigned, ReleasedBeforeStart, Stays, last_end, taken
from services.housing.events import AssignmentExtended, HouseholdMoved, OccupantJoined, OccupantLeft, UnitFreed
from services.kernel.event import Event
from services.kernel.rules import InTheFuture, RuleBroken
from services.kernel.time import Period


class ExtensionNotLater(RuleBroken):
    """An extension ends later than the stay was planned to."""


class AlreadyThere(RuleBroken):
    """A household moves to another unit than the one it lives in."""


def extend(stays: Stays, ask: ExtendAssignment, around: Circumstances) -> Iterator[Event | RuleBroken]:
    """On evidence, up to the cap of the programme, and where nobody else comes after."""
    assigned, rules = stays.held(ask.assignment), around.rules
    if rules is None:
        raise UnknownProgramme("household", project=around.household.project)
    before = assigned.stay.planned_end
    if before is None or ask.planned_end <= before:
        yield ExtensionNotLater("planned_end", before=before)
    longest = last_end(stays, assigned.stay.starts, rules, around.today, but=ask.assignment)
    if longest and ask.planned_end > longest:
        yield StayTooLong("planned_end", longest=longest)
    longer = Period(before or assigned.since, ask.planned_end)
    yield from housed_already(stays, longer, around.today, but=ask.assignment)
    if assigned.unit:
        yield from _without_room(assigned, assigned.unit, longer, around.unit, around.occupancy, around.today)
    yield from kept_for_others(assigned.unit, ask.household, around)
    yield AssignmentExtended(
        assignment=ask.assignment, unit=assigned.unit, household=ask.household, members=assigned.members,
        planned_end=ask.planned_end, before=before, evidence=ask.evidence, reason=ask.reason,
    )  # fmt: skip
    if assigned.unit:
        yield from taken(assigned, assigned.unit, ask.planned_end, assigned.counts(assigned.since))
        if around.vacancy.opens and around.vacancy.opens < ask.planned_end and not around.unit.shared:
            yield from filled(around.vacancy, assigned.unit)


def move(stays: Stays, ask: MoveHousehold, around: Circumstances) -> Iterator[Event | RuleBroken]:
    """Out of one unit and into another on one day; the months of the stay count on."""
    assigned, today = stays.held(ask.assignment), around.today
    if around.unit.dwelling is None:
        raise UnknownUnit("unit", unit=ask.unit)
    if ask.moved > today:
        raise InTheFuture("moved")
    if ask.moved < assigned.since:
        yield ReleasedBeforeStart("moved", starts=assigned.since)
    if ask.unit == assigned.unit:
        yield AlreadyThere("unit", unit=ask.unit)
    yield from kept_for_others(ask.unit, ask.household, around)
    period = Period(ask.moved, assigned.stay.held(today).end)
    yield from _without_room(assigned, ask.unit, period, around.unit, around.occupancy, today)
    yield from without_agreement(ask.unit, ask.moved, around)
    yield HouseholdMoved(
        assignment=ask.assignment, household=ask.household, members=assigned.members, from_unit=assigned.unit, unit=ask.unit,
        moved=ask.moved, reason=ask.reason,
    )  # fmt: skip
    if assigned.unit:
        yield UnitFreed(unit=assigned.unit, assignment=ask.assignment, household=ask.household, released=ask.moved)
    yield from taken(assigned, ask.unit, assigned.stay.planned_end, assigned.counts(ask.moved))
    yield from filled(around.vacancy, ask.unit)


def recount(
    stays: Stays, ask: RecountStay, places: Mapping[UUID, tuple[Unit, Occupancy]], today: date
) -> Iterator[Event | RuleBroken]:
    """Who joined a household lives with it where there is room, who left it does not; the unit is told what it was not."""
    for assigned in stays.open:
        day = max(ask.on, assigned.since)
        joined = [person for person in ask.joined if person not in assigned.members]
        left = [person for person in ask.left if person in assigned.members]
        after = reduce(lambda now, person: now.joined(person, day), joined, assigned)
        after = reduce(lambda now, person: now.left(person, day), left, after)
        name, home = assigned.fact.assignment, assigned.unit
        if joined and home:
            unit, occupancy = places[home]
            period = Period(day, assigned.stay.held(today).end)
            yield from _without_room(after, home, period, unit, occupancy, today)
        for person in joined:
            yield OccupantJoined(assignment=name, unit=home, household=ask.household, person=person, joined_on=day)
        for person in left:
            yield OccupantLeft(assignment=name, unit=home, household=ask.household, person=person, left_on=day)
        if home:
            told = places[home][1].stays.get(name)
            yield from taken(assigned, home, assigned.stay.planned_end, _counted_anew(after, day, told))


def _counted_anew(after: Assigned, day: date, told: Stay | None) -> list[tuple[date, int]]:
    """How many live there from that day on; nothing where the unit was told the same."""
    days = {since for since, _ in (*after.counts(day), *(told.changes if told else ())) if since >= day}
    counts = [(since, after.people_on(since)) for since in sorted(days)]
    return [] if told and all(told.people_on(since) == people for since, people in counts) else counts


def _without_room(
    assigned: Assigned, unit_id: UUID, period: Period, unit: Unit, occupancy: Occupancy, today: date
) -> Iterator[RuleBroken]:
    most = max(people for _, people in assigned.counts(period.start))
    wanted = Stay(assigned.fact.household, most, period.start)
    yield from without_room(unit, occupancy, unit_id, wanted, period, today)
