"""Assignments: a household lives in a unit for a time (utilizzo autorizzato), at most 24 months, 36 in all.

Where an import names a unit that is unknown or has no room, the stay is recorded as one whose unit is not stated.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from services.housing.commands import AssignUnit, ReleaseAfterExit, ReleaseUnit
from services.housing.domain.agreement import AgreementNotSigned, Agreements
from services.housing.domain.dwelling import Occupancy, Stay, Unit, UnknownUnit, is_empty, without_room
from services.housing.domain.household import Household, NotAMember, UnknownProgramme
from services.housing.events import ExitNoted, RulesNoted, UnitAssigned, UnitFreed, UnitReleased, UnitTaken
from services.kernel.event import Event, Recorded
from services.kernel.rules import InTheFuture, Malformed, RuleBroken, Unknown
from services.kernel.time import Period, months_after

NO_LIMIT = 1200
"""Months from which on (or at zero) a programme is read as setting no limit to a stay."""


class UnknownAssignment(Unknown):
    """The household has no such assignment."""


class MemberNamedTwice(Malformed):
    """Each member is named once."""


class NotTakenInCharge(RuleBroken):
    """No housing without presa in carico: an agency must have the family in charge."""


class HouseholdHasLeft(RuleBroken):
    """A household that has left the project is not assigned a unit from that day on."""


class HouseholdAlreadyHoused(RuleBroken):
    """A household holds one unit at a time."""


class UnitNotStated(RuleBroken):
    """An assignment names its unit; only an import may not know it."""


class EndBeforeStart(RuleBroken):
    """A stay does not end before it starts."""


class PlannedEndMissing(RuleBroken):
    """A stay is for a time: its planned end is said when it is assigned."""


class StayTooLong(RuleBroken):
    """A stay is planned for no longer than the programme allows, all stays of the household together."""


class ReleasedBeforeStart(RuleBroken):
    """A unit is released after the stay has started."""


class AlreadyReleased(RuleBroken):
    """The unit was released before."""


@dataclass(frozen=True)
class Assigned:
    """One assignment and the stay that came of it."""

    fact: UnitAssigned
    stay: Stay


@dataclass(frozen=True)
class Stays:
    """All stays of a household, by assignment."""

    assigned: Mapping[UUID, Assigned] = field(default_factory=dict)

    @property
    def open(self) -> list[Assigned]:
        """Those not released."""
        return [assigned for assigned in self.assigned.values() if assigned.stay.released is None]

    def days(self, today: date) -> int:
        """The nights of all stays together, as far as they are known or planned."""
        ends = [(s.starts, s.released or s.planned_end or today) for s in (a.stay for a in self.assigned.values())]
        return sum(max(0, (end - start).days) for start, end in ends)


@dataclass(frozen=True)
class Circumstances:
    """What an assignment is decided on, beside the household's own stays."""

    household: Household
    rules: RulesNoted | None
    today: date
    decision: UUID
    agreements: Agreements = field(default_factory=Agreements)
    unit: Unit = field(default_factory=Unit)
    occupancy: Occupancy = field(default_factory=Occupancy)


def assign(stays: Stays, name: UUID, ask: AssignUnit, around: Circumstances) -> Iterator[Event | RuleBroken]:
    """A household known, in charge, with a signed agreement, gets a unit that is free; one that has left, up to its exit."""
    family, rules = around.household, around.rules
    if rules is None:
        raise UnknownProgramme("household", project=family.project)
    members = ask.members or family.members_on(ask.starts) or tuple(sorted(family.members))
    if len(set(members)) < len(members):
        raise MemberNamedTwice("members")
    ends = [day for day in (ask.planned_end, family.exit) if day]
    period = Period(ask.starts, min(ends) if ends else None)
    yield from _broken_by_household(stays, ask, members, period, around)
    yield from _broken_by_dates(stays, ask, rules, around.today)
    wanted = Stay(ask.household, len(members), ask.starts, ask.planned_end)
    no_unit = list(_broken_by_unit(ask, wanted, period, around))
    yield from no_unit
    if rules.agreement_required and ask.unit and around.unit.dwelling:
        signers = family.signers_on(ask.starts)
        for person in around.agreements.unsigned(signers, around.unit.dwelling, ask.unit, ask.starts):
            yield AgreementNotSigned("household", person=person)
    unit = None if no_unit else ask.unit
    fact = UnitAssigned(
        assignment=name, unit=unit, household=ask.household, project=family.project or "", members=members,
        starts=ask.starts, planned_end=ask.planned_end, decision=around.decision,
    )  # fmt: skip
    yield fact
    if unit:
        yield UnitTaken(
            unit=unit, assignment=name, household=ask.household, people=wanted.people,
            starts=ask.starts, planned_end=ask.planned_end,
        )  # fmt: skip
    if family.exit:
        yield from _left_after_exit(fact, family.exit, family.destination)


def _broken_by_household(
    stays: Stays, ask: AssignUnit, members: tuple[UUID, ...], period: Period, around: Circumstances
) -> Iterator[RuleBroken]:
    family = around.household
    if around.rules and around.rules.case_required and not family.case_open:
        yield NotTakenInCharge("household", household=ask.household)
    if family.exit and ask.starts >= family.exit:
        yield HouseholdHasLeft("starts", exit=family.exit)
    belonging = family.members_on(ask.starts)
    for person in members:
        if person not in belonging:
            yield NotAMember("members", person=person)
    for assigned in stays.assigned.values():
        held = assigned.stay.held(around.today)
        if not is_empty(held) and held.overlaps(period):
            yield HouseholdAlreadyHoused("household", assignment=assigned.fact.assignment, until=held.end)


def _broken_by_dates(stays: Stays, ask: AssignUnit, rules: RulesNoted, today: date) -> Iterator[RuleBroken]:
    longest = longest_end(stays, ask.starts, rules, today)
    if ask.planned_end is None:
        if longest:
            yield PlannedEndMissing("planned_end", longest=longest)
        return
    if ask.planned_end < ask.starts:
        yield EndBeforeStart("planned_end", starts=ask.starts)
    if longest and ask.planned_end > longest:
        yield StayTooLong("planned_end", longest=longest)


def longest_end(stays: Stays, starts: date, rules: RulesNoted, today: date) -> date | None:
    """The last planned end that the programme allows: one stay at most, and all stays together at most."""
    ends = []
    if 0 < rules.stay_months < NO_LIMIT:
        ends.append(months_after(starts, rules.stay_months))
    if 0 < rules.stay_cap_months < NO_LIMIT:
        ends.append(months_after(starts, rules.stay_cap_months) - timedelta(days=stays.days(today)))
    return min(ends, default=None)


def _broken_by_unit(ask: AssignUnit, wanted: Stay, period: Period, around: Circumstances) -> Iterator[RuleBroken]:
    if ask.unit is None:
        yield UnitNotStated("unit")
    elif around.unit.dwelling is None:
        yield UnknownUnit("unit", unit=ask.unit)
    else:
        yield from without_room(around.unit, around.occupancy, ask.unit, wanted, period, around.today)


def release(stays: Stays, ask: ReleaseUnit, today: date, *, unit: Unit, occupancy: Occupancy) -> Iterator[Event | RuleBroken]:
    """A stay ends once. One that lasted longer than planned must not reach into another household's."""
    assigned = stays.assigned.get(ask.assignment)
    if assigned is None:
        raise UnknownAssignment("assignment", assignment=ask.assignment)
    if assigned.stay.released:
        raise AlreadyReleased("assignment", released=assigned.stay.released)
    if ask.released > today:
        yield InTheFuture("released")
    if ask.released < assigned.stay.starts:
        yield ReleasedBeforeStart("released", starts=assigned.stay.starts)
    planned = assigned.stay.planned_end
    if assigned.fact.unit and planned and ask.released > planned:
        longer = Period(planned, ask.released)
        yield from without_room(unit, occupancy, assigned.fact.unit, assigned.stay, longer, today)
    yield from _released(assigned.fact, ask.released, ask.reason, ask.destination, ask.note)


def release_after_exit(stays: Stays, ask: ReleaseAfterExit, household: Household) -> Iterator[Event | RuleBroken]:
    """Who has left the project has left its units; noted also where there is no stay, for one that is reported later."""
    if household.exit is None:
        yield ExitNoted(household=ask.household, exit=ask.exit, destination=ask.destination)
    for assigned in stays.open:
        yield from _left_after_exit(assigned.fact, ask.exit, ask.destination)


def _left_after_exit(fact: UnitAssigned, exit_day: date, destination: str | None) -> Iterator[Event]:
    return _released(fact, max(fact.starts, exit_day), "family-exited", destination, None)


def _released(fact: UnitAssigned, day: date, reason: str, destination: str | None, note: str | None) -> Iterator[Event]:
    yield UnitReleased(
        assignment=fact.assignment, unit=fact.unit, household=fact.household, members=fact.members,
        released=day, reason=reason, destination=destination, note=note,
    )  # fmt: skip
    if fact.unit:
        yield UnitFreed(unit=fact.unit, assignment=fact.assignment, household=fact.household, released=day)


def evolve(stays: Stays, fact: Recorded) -> Stays:
    """Assigned, released."""
    match fact.event:
        case UnitAssigned() as event:
            stay = Stay(event.household, len(event.members), event.starts, event.planned_end)
            return Stays({**stays.assigned, event.assignment: Assigned(event, stay)})
        case UnitReleased(assignment=name, released=day) if name in stays.assigned:
            assigned = stays.assigned[name]
            return Stays({**stays.assigned, name: replace(assigned, stay=replace(assigned.stay, released=day))})
        case _:
            return stays
