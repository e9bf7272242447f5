"""The waiting list of an agency for a project: who applied, by which rules it is ranked, and who stands where.

A ranking assigns nothing: a named person proposes, and another than who ranked may override a place, with a reason.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.housing.commands import ApplyForHousing, OverrideRank, PublishRules, RankCandidates, WithdrawApplication
from services.housing.domain.household import Household, HouseholdHasLeft, UnknownHousehold
from services.housing.domain.ranking import Ranked, candidate_of, order_sha256, rank
from services.housing.events import (
    ApplicationWithdrawn,
    CandidateExcluded,
    CandidateRanked,
    HousingApplied,
    ListRanked,
    PlaceShifted,
    RankOverridden,
    RulesPublished,
)
from services.housing.events.waiting_list import OffTheList
from services.kernel.event import Event, Recorded
from services.kernel.rules import InTheFuture, ProcessingRestricted, RuleBroken, Unknown
from services.kernel.time import months_after


class UnknownApplication(Unknown):
    """The household is not on this waiting list by such an application."""


class RulesVersionTaken(RuleBroken):
    """Each version of the rules of a list is published once."""


class RulesNotPublished(RuleBroken):
    """A list is ranked by rules that were published before."""


class NobodyApplied(RuleBroken):
    """A list with nobody on it is not ranked."""


class RankedAsOfEarlierDay(RuleBroken):
    """A list is not ranked as of a day before its last ranking, or before somebody on it applied."""


class NotRanked(RuleBroken):
    """The household has a place in the current ranking of the list."""


class RankingOutOfDate(RuleBroken):
    """A ranking is used for as many months as the rules of the list say; then it is made again."""


class SameWhoRanked(RuleBroken):
    """Who made a ranking does not override it: another person does."""


class NoSuchPlace(RuleBroken):
    """A household is put on a place that the ranking has, and another than its own."""


@dataclass(frozen=True)
class Ranking:
    """The last complete ranking: who made it, when it becomes too old, and who stands where."""

    name: UUID
    actor: str
    day: date
    refresh_due: date
    places: Mapping[UUID, CandidateRanked]

    def place_of(self, household: UUID) -> int | None:
        """The place of a household, if it has one."""
        return self.places[household].place if household in self.places else None


@dataclass(frozen=True)
class WaitingList:
    """Its rules, the newest last; the applications; the ranking."""

    rules: Mapping[str, RulesPublished] = field(default_factory=dict)
    applications: Mapping[UUID, HousingApplied] = field(default_factory=dict)
    ranked: Mapping[UUID, CandidateRanked] = field(default_factory=dict)
    """Places of the ranking that is being told."""
    ranking: Ranking | None = None


@dataclass(frozen=True)
class Of:
    """Whose list it is, and for which project."""

    agency: str
    project: str


def publish(waiting: WaitingList, ask: PublishRules, agency: str) -> Iterator[Event | RuleBroken]:
    """A version never changes."""
    if ask.version in waiting.rules:
        yield RulesVersionTaken("version", version=ask.version)
    yield RulesPublished(
        agency=agency, project=ask.project, version=ask.version, criteria=ask.criteria, tie=ask.tie,
        refresh_months=ask.refresh_months,
    )  # fmt: skip


def apply(
    waiting: WaitingList, name: UUID, ask: ApplyForHousing, household: Household, *, of: Of, today: date
) -> Iterator[Event | RuleBroken]:
    """A household stands on a list once; what it tells anew takes the place of what it told before."""
    if household.head is None:
        raise UnknownHousehold("household")
    if ask.applied > today:
        raise InTheFuture("applied")
    if household.exit and household.exit <= today:
        yield HouseholdHasLeft("household", exit=household.exit)
    before = waiting.applications.get(ask.household)
    told = HousingApplied(
        application=before.application if before else name, agency=of.agency, project=of.project, household=ask.household,
        head=household.head, applied=before.applied if before else ask.applied, situation=ask.situation, note=ask.note,
    )  # fmt: skip
    if told != before:
        yield told


def withdraw(waiting: WaitingList, ask: WithdrawApplication) -> Iterator[Event | RuleBroken]:
    """Whoever is withdrawn may apply again, and waits from then on."""
    application = waiting.applications.get(ask.household)
    if application is None or application.application != ask.application:
        raise UnknownApplication("application", application=ask.application)
    yield from off(waiting, ask.household, ask.because)


def off(waiting: WaitingList, household: UUID, because: OffTheList) -> Iterator[Event]:
    """What takes a household off the list, if it is on it."""
    if known := waiting.applications.get(household):
        yield ApplicationWithdrawn(
            application=known.application, agency=known.agency, project=known.project, household=household, head=known.head,
            because=because,
        )  # fmt: skip


def rank_candidates(
    waiting: WaitingList, name: UUID, ask: RankCandidates, today: date, *,
    left: Collection[UUID] = (), unused: Collection[UUID] = (),
) -> Iterator[Event | RuleBroken]:  # fmt: skip
    """Who has left the project comes off the list; everybody else gets a place, and what it rests on is told for each.

    Households that are `unused`, because the data of somebody is restricted, are left out and stay on the list.
    """
    if not waiting.rules:
        raise RulesNotPublished("project", project=ask.project)
    if ask.day > today:
        raise InTheFuture("day")
    applications = {household: one for household, one in waiting.applications.items() if household not in left}
    if not applications:
        raise NobodyApplied("project", project=ask.project)
    earliest = max(application.applied for application in applications.values())
    earliest = max(earliest, waiting.ranking.day) if waiting.ranking else earliest
    if ask.day < earliest:
        yield RankedAsOfEarlierDay("day", earliest=earliest)
    for household in left:
        yield from off(waiting, household, "left-project")
    rules = list(waiting.rules.values())[-1]
    yield from _left_out(applications, unused, name)
    ranked = rank(rules, (candidate_of(applications[household], ask.day) for household in applications.keys() - unused))
    for one in ranked:
        yield _told(one, applications[one.candidate.household], name, rules)
    yield ListRanked(
        ranking=name, agency=rules.agency, project=rules.project, rules_version=rules.version, day=ask.day,
        refresh_due=months_after(ask.day, rules.refresh_months), candidates=len(ranked),
        order_sha256=order_sha256([one.candidate.household for one in ranked]),
    )  # fmt: skip


def _told(one: Ranked, application: HousingApplied, name: UUID, rules: RulesPublished) -> CandidateRanked:
    candidate = one.candidate
    return CandidateRanked(
        ranking=name, agency=rules.agency, project=rules.project, household=candidate.household, head=application.head,
        rules_version=rules.version, applied=candidate.applied, situation=candidate.situation,
        months_on_list=candidate.months_on_list, inputs_sha256=candidate.sha256, parts=one.parts, total=one.total,
        tie_key=one.tie_key, place=one.place,
    )  # fmt: skip


def _left_out(applications: Mapping[UUID, HousingApplied], unused: Collection[UUID], name: UUID) -> Iterator[Event]:
    for household, application in applications.items():
        if household in unused:
            yield CandidateExcluded(
                ranking=name, agency=application.agency, project=application.project, household=household,
                head=application.head, rule=ProcessingRestricted.__name__,
            )  # fmt: skip


def override(waiting: WaitingList, ask: OverrideRank, actor: str) -> Iterator[Event | RuleBroken]:
    """One household is put elsewhere by another person than who ranked; those between move by one place."""
    ranking = waiting.ranking
    place = ranking.place_of(ask.household) if ranking else None
    if ranking is None or place is None:
        raise NotRanked("household", household=ask.household)
    if actor == ranking.actor:
        yield SameWhoRanked("project", ranking=ranking.name)
    last = max(fact.place for fact in ranking.places.values())
    if ask.place > last or ask.place == place:
        yield NoSuchPlace("place", place=place, last=last)
    moved = ranking.places[ask.household]
    yield RankOverridden(
        ranking=ranking.name, agency=moved.agency, project=moved.project, household=ask.household, head=moved.head,
        from_place=place, to_place=ask.place, reason=ask.reason,
    )  # fmt: skip
    step = 1 if ask.place < place else -1
    for fact in sorted(ranking.places.values(), key=lambda fact: fact.place):
        if fact is not moved and min(place, ask.place) <= fact.place <= max(place, ask.place):
            yield PlaceShifted(
                ranking=ranking.name, agency=fact.agency, project=fact.project, household=fact.household, head=fact.head,
                from_place=fact.place, to_place=fact.place + step,
            )  # fmt: skip


def evolve(waiting: WaitingList, fact: Recorded) -> WaitingList:
    """Published, applied, withdrawn, ranked, put elsewhere."""
    match fact.event:
        case RulesPublished() as rules:
            return replace(waiting, rules={**waiting.rules, rules.version: rules})
        case HousingApplied() as application:
            return replace(waiting, applications={**waiting.applications, application.household: application})
        case ApplicationWithdrawn(household=household):
            return _without(waiting, household)
        case CandidateRanked() as ranked:
            return replace(waiting, ranked={**waiting.ranked, ranked.household: ranked})
        case ListRanked(ranking=name, day=day, refresh_due=due):
            places = {household: one for household, one in waiting.ranked.items() if one.ranking == name}
            return replace(waiting, ranked={}, ranking=Ranking(name, fact.actor, day, due, places))
        case RankOverridden(household=household, to_place=place) | PlaceShifted(household=household, to_place=place):
            return _placed(waiting, household, place)
        case _:
            return waiting


def _without(waiting: WaitingList, household: UUID) -> WaitingList:
    applications = {name: application for name, application in waiting.applications.items() if name != household}
    ranking = waiting.ranking
    if ranking:
        ranking = replace(ranking, places={name: one for name, one in ranking.places.items() if name != household})
    return replace(waiting, applications=applications, ranking=ranking)


def _placed(waiting: WaitingList, household: UUID, place: int) -> WaitingList:
    if waiting.ranking is None or household not in waiting.ranking.places:
        return waiting
    moved = waiting.ranking.places[household].model_copy(update={"place": place})
    return replace(waiting, ranking=replace(waiting.ranking, places={**waiting.ranking.places, household: moved}))
