"""Assignments: a household gets a unit for a time (utilizzo autorizzato), at most 24 months, 36 in all.

Where an import names a unit that is unknown or has no room, the stay is recorded as one whose unit is not stated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.housing.commands import AssignUnit
from services.housing.domain.agreement import Agreements, Party, not_signed
from services.housing.domain.dwelling import Occupancy, Stay, Unit, UnknownUnit, is_empty, without_room
from services.housing.domain.household import Household, HouseholdHasLeft, NotAMember, UnknownProgramme
from services.housing.domain.stay import Assigned, Stays, begun, left_after_exit, longest_end, taken
from services.housing.domain.vacancy import UnitIsProposed, UnknownProposal, Vacancy
from services.housing.domain.waiting_list import WaitingList, off
from services.housing.events import RulesNoted, UnitAssigned, VacancyClosed
from services.kernel.event import Event
from services.kernel.rules import Malformed, RuleBroken
from services.kernel.time import Period


class MemberNamedTwice(Malformed):
    """Each member is named once."""


class NotTakenInCharge(RuleBroken):
    """No housing without presa in carico: an agency must have the family in charge."""


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


class RankingRequired(RuleBroken):
    """Where the programme asks for a ranking, a unit is assigned on an accepted proposal that was made from one."""


class ProposalNotAccepted(RuleBroken):
    """A unit is assigned on a proposal that the household has accepted."""


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
    neighbours: tuple[Party, ...] = ()
    """Who lives in the shared dwelling when the household enters."""
    version: str | None = None
    """The version that the agreement of the house is in."""
    vacancy: Vacancy = field(default_factory=Vacancy)
    waiting: WaitingList = field(default_factory=WaitingList)
    """The list from which the unit was proposed."""


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
    yield from _broken_by_proposal(ask, rules, around)
    wanted = Stay(ask.household, len(members), ask.starts, ask.planned_end)
    no_unit = list(_broken_by_unit(ask, wanted, period, around))
    yield from no_unit
    if ask.unit:
        yield from without_agreement(ask.unit, ask.starts, around)
    unit = None if no_unit else ask.unit
    fact = UnitAssigned(
        assignment=name, unit=unit, household=ask.household, project=family.project or "", members=members,
        starts=ask.starts, planned_end=ask.planned_end, decision=around.decision, proposal=ask.proposal,
    )  # fmt: skip
    yield fact
    yield from _settled(begun(fact), around)


def _settled(assigned: Assigned, around: Circumstances) -> Iterator[Event]:
    """What follows: the unit is held and vacant no longer, the household waits no longer; who has left before leaves it."""
    fact, family = assigned.fact, around.household
    if fact.unit:
        yield from taken(assigned, fact.unit, fact.planned_end, [(fact.starts, assigned.stay.people)])
        yield from filled(around.vacancy, fact.unit)
    if fact.proposal:
        yield from off(around.waiting, fact.household, "housed")
    if family.exit:
        yield from left_after_exit(assigned, family.exit, family.destination)


def filled(vacancy: Vacancy, unit: UUID) -> Iterator[Event]:
    """Who comes to live in a unit closes its vacancy."""
    if vacancy.open:
        yield VacancyClosed(vacancy=vacancy.open, unit=unit, because="assigned")


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
    yield from housed_already(stays, period, around.today)


def housed_already(stays: Stays, period: Period, today: date, but: UUID | None = None) -> Iterator[RuleBroken]:
    """What stands against the household holding a unit in the period, beside the one assignment that this is about."""
    for name, assigned in stays.assigned.items():
        held = assigned.stay.held(today)
        if name != but and not is_empty(held) and held.overlaps(period):
            yield HouseholdAlreadyHoused("household", assignment=name, until=held.end)


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


def _broken_by_unit(ask: AssignUnit, wanted: Stay, period: Period, around: Circumstances) -> Iterator[RuleBroken]:
    if ask.unit is None:
        yield UnitNotStated("unit")
    elif around.unit.dwelling is None:
        yield UnknownUnit("unit", unit=ask.unit)
    else:
        yield from without_room(around.unit, around.occupancy, ask.unit, wanted, period, around.today)


def _broken_by_proposal(ask: AssignUnit, rules: RulesNoted, around: Circumstances) -> Iterator[RuleBroken]:
    offer = around.vacancy.offer
    if ask.proposal is None:
        if rules.ranking_required:
            yield RankingRequired("proposal", project=rules.project)
    elif offer is None or (offer.fact.proposal, offer.fact.household) != (ask.proposal, ask.household):
        raise UnknownProposal("proposal", proposal=ask.proposal)
    elif not offer.accepted:
        yield ProposalNotAccepted("proposal", proposal=ask.proposal)
    elif rules.ranking_required and offer.fact.ranking is None:
        yield RankingRequired("proposal", project=rules.project)
    yield from kept_for_others(ask.unit, ask.household, around)


def kept_for_others(unit: UUID | None, household: UUID, around: Circumstances) -> Iterator[RuleBroken]:
    """What stands against a household living in a unit that is proposed to another."""
    kept = around.vacancy.kept(around.today)
    if kept and kept.household != household:
        yield UnitIsProposed("unit", unit=unit, until=kept.until)


def without_agreement(unit: UUID, day: date, around: Circumstances) -> Iterator[RuleBroken]:
    """What stands against entry where the programme asks that all have signed."""
    dwelling = around.unit.dwelling
    if around.rules and around.rules.agreement_required and dwelling:
        entering = Party(around.household, around.agreements, unit)
        yield from not_signed(entering, around.neighbours, dwelling, around.version, day)
