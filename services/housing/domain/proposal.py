"""Proposals: a person proposes a vacant unit to a household, which accepts or declines. A ranking advises, it never decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.housing.commands import AcceptProposal, DeclineProposal, ProposeUnit
from services.housing.domain.assignment import NotTakenInCharge, RankingRequired
from services.housing.domain.dwelling import Unit, UnitNotInService, UnknownUnit
from services.housing.domain.household import Household, HouseholdHasLeft, UnknownProgramme
from services.housing.domain.vacancy import Offer, UnitIsProposed, UnknownProposal, Vacancy
from services.housing.domain.waiting_list import NotRanked, Ranking, RankingOutOfDate, WaitingList
from services.housing.events import ProposalAccepted, ProposalDeclined, RulesNoted, UnitProposed
from services.kernel.event import Event
from services.kernel.rules import InTheFuture, ProcessingRestricted, RuleBroken


class UnitNotVacant(RuleBroken):
    """A unit is proposed while it has an open vacancy."""


class AnswerDayPassed(RuleBroken):
    """The last day for answering a proposal has not passed when it is made."""


class ProposalExpired(RuleBroken):
    """A proposal is accepted up to its last day; after it the unit may be proposed to others."""


class ProposalAlreadyAccepted(RuleBroken):
    """A proposal is accepted once."""


@dataclass(frozen=True)
class Proposing:
    """What a proposal is decided on, beside the vacancy."""

    household: Household
    rules: RulesNoted | None
    unit: Unit
    waiting: WaitingList | None
    today: date
    restricted: bool = False
    """Whether what is known of somebody of the household is kept and not used."""


def propose(vacancy: Vacancy, name: UUID, ask: ProposeUnit, around: Proposing) -> Iterator[Event | RuleBroken]:
    """To one household at a time, in charge and still in the project; from a list only by a ranking that is not too old."""
    family, rules, today = around.household, around.rules, around.today
    if rules is None or family.project is None or family.head is None:
        raise UnknownProgramme("household", project=family.project)
    if around.unit.dwelling is None:
        raise UnknownUnit("unit", unit=ask.unit)
    if vacancy.open is None:
        raise UnitNotVacant("unit", unit=ask.unit)
    until = ask.until or today + timedelta(days=rules.proposal_days)
    if around.restricted:
        yield ProcessingRestricted("household", household=ask.household)
    yield from _broken(vacancy, ask, until, around)
    ranking = around.waiting.ranking if around.waiting else None
    yield UnitProposed(
        proposal=name, vacancy=vacancy.open, unit=ask.unit, household=ask.household, project=family.project, head=family.head,
        until=until, list_agency=ask.list_agency, ranking=ranking.name if ranking else None,
        place=ranking.place_of(ask.household) if ranking else None, reason=ask.reason,
    )  # fmt: skip


def _broken(vacancy: Vacancy, ask: ProposeUnit, until: date, around: Proposing) -> Iterator[RuleBroken]:
    family, today = around.household, around.today
    if kept := vacancy.kept(today):
        yield UnitIsProposed("unit", unit=ask.unit, until=kept.until)
    if around.unit.out_on(today):
        yield UnitNotInService("unit", unit=ask.unit)
    if until < today:
        yield AnswerDayPassed("until", today=today)
    if family.exit and family.exit <= today:
        yield HouseholdHasLeft("household", exit=family.exit)
    if around.rules and around.rules.case_required and not family.case_open:
        yield NotTakenInCharge("household", household=ask.household)
    if around.waiting is None:
        if around.rules and around.rules.ranking_required:
            yield RankingRequired("list_agency", project=family.project)
    else:
        yield from _without_rank(around.waiting.ranking, ask.household, today)


def _without_rank(ranking: Ranking | None, household: UUID, today: date) -> Iterator[RuleBroken]:
    if ranking is None or ranking.place_of(household) is None:
        yield NotRanked("household", household=household)
    elif today > ranking.refresh_due:
        yield RankingOutOfDate("list_agency", ranking=ranking.name, refresh_due=ranking.refresh_due)


def accept(vacancy: Vacancy, ask: AcceptProposal, today: date) -> Iterator[Event | RuleBroken]:
    """Once, and not after its last day."""
    offer = _of(vacancy, ask, today)
    if offer.accepted:
        raise ProposalAlreadyAccepted("proposal", proposal=ask.proposal)
    if ask.answered > offer.fact.until:
        yield ProposalExpired("answered", until=offer.fact.until)
    yield ProposalAccepted(
        proposal=ask.proposal, unit=ask.unit, household=ask.household, head=offer.fact.head, answered=ask.answered
    )


def decline(vacancy: Vacancy, ask: DeclineProposal, today: date) -> Iterator[Event | RuleBroken]:
    """At any time before the unit is assigned, also after having accepted; the vacancy is open again."""
    offer = _of(vacancy, ask, today)
    yield ProposalDeclined(
        proposal=ask.proposal, unit=ask.unit, household=ask.household, head=offer.fact.head, answered=ask.answered,
        because=ask.because, note=ask.note,
    )  # fmt: skip


def _of(vacancy: Vacancy, ask: AcceptProposal | DeclineProposal, today: date) -> Offer:
    offer = vacancy.offer
    if offer is None or (offer.fact.proposal, offer.fact.household) != (ask.proposal, ask.household):
        raise UnknownProposal("proposal", proposal=ask.proposal)
    if ask.answered > today:
        raise InTheFuture("answered")
    return offer
