"""A household waits once, is ranked by published rules, and is put elsewhere only by another person, who says why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import ValidationError

from services.housing.commands import ApplyForHousing, OverrideRank, PublishRules, RankCandidates, WithdrawApplication
from services.housing.domain.household import Household, HouseholdHasLeft, UnknownHousehold
from services.housing.domain.household import evolve as evolve_household
from services.housing.domain.ranking import order_sha256
from services.housing.domain.waiting_list import (
    NobodyApplied,
    NoSuchPlace,
    NotRanked,
    Of,
    RankedAsOfEarlierDay,
    RulesNotPublished,
    RulesVersionTaken,
    SameWhoRanked,
    UnknownApplication,
    WaitingList,
    apply,
    evolve,
    off,
    override,
    publish,
    rank_candidates,
    withdraw,
)
from services.housing.events import ApplicationWithdrawn, CandidateExcluded, PlaceShifted, RankOverridden
from services.housing.events.waiting_list import Band, Criterion, Situation
from services.kernel.rules import InTheFuture
from tests.housing.story import (
    AMAL,
    CRITERIA,
    HADDAD,
    KNOWN,
    LIST,
    PUBLISHED,
    RANKING,
    ROSSI,
    SITUATION,
    TODAY,
    applied,
    listed,
    ranked,
)
from tests.spec import an_id, decided, given, recorded

FAMILY = given(evolve_household, Household(), KNOWN).state
BIANCHI = an_id("bianchi")
OF = Of("sds", "PROG-2784")
THREE = (PUBLISHED, ranked(ROSSI, place=1), ranked(BIANCHI, place=2), ranked(HADDAD, place=3), listed())


def publishing(*facts, version="2026"):
    ask = PublishRules(project="PROG-2784", version=version, criteria=CRITERIA)
    return given(evolve, WaitingList(), *facts).when(publish, ask, "sds")


def applying(*facts, on=date(2025, 11, 1), situation=SITUATION, family=FAMILY):
    ask = ApplyForHousing(household=HADDAD, applied=on, situation=situation)
    return given(evolve, WaitingList(), *facts).when(apply, an_id(f"application {HADDAD}"), ask, family, of=OF, today=TODAY)


def withdrawing(*facts, name=f"application {HADDAD}"):
    ask = WithdrawApplication(household=HADDAD, application=an_id(name), because="own-choice")
    return given(evolve, WaitingList(), *facts).when(withdraw, ask)


def ranking(*facts, day=TODAY):
    return given(evolve, WaitingList(), *facts).when(rank_candidates, RANKING, RankCandidates(project="PROG-2784", day=day), TODAY)


def overriding(*facts, place=1, by="marco", household=HADDAD):
    ask = OverrideRank(project="PROG-2784", household=household, place=place, reason="Sfratto anticipato.")
    return given(evolve, WaitingList(), *facts).when(override, ask, by)


def test_rules_are_published_in_versions_that_never_change():
    publishing().then(PUBLISHED)
    publishing(PUBLISHED).refuses(RulesVersionTaken, version="2026")
    publishing(PUBLISHED, version="2027").then(PUBLISHED.model_copy(update={"version": "2027"}))


@pytest.mark.parametrize(
    "criteria",
    [
        (CRITERIA[0], CRITERIA[0]),
        (Criterion(input="minors", bands=()),),
        (Criterion(input="minors", bands=(Band(code="one", points=1),)),),
        (Criterion(input="minors", bands=(Band(at_least=1, code="one", points=1),)),),
        (Criterion(input="income", bands=(Band(at_least=1, points=1),)),),
        (Criterion(input="income", bands=(Band(code="two words", points=1),)),),
        (Criterion(input="income", bands=(Band(code="1", points=1), Band(code="1", points=2))),),
        (Criterion(input="income", weight=1001, bands=(Band(code="1", points=1),)),),
        (),
    ],
)
def test_criteria_that_leave_something_open_are_not_published(criteria):
    with pytest.raises(ValidationError):
        PublishRules(project="PROG-2784", version="1", criteria=criteria)


@pytest.mark.parametrize(
    "situation",
    [
        Situation(members=0, income="1"),
        Situation(members=2, minors=3, income="1"),
        Situation(members=2, disabled=-1, income="1"),
        Situation(members=51, income="1"),
        Situation(members=2, income="fifteen thousand"),
    ],
)
def test_a_situation_that_cannot_be_is_refused(situation):
    with pytest.raises(ValidationError):
        ApplyForHousing(household=HADDAD, applied=TODAY, situation=situation)


def test_a_household_applies():
    applying().then(applied())


def test_applied_again_the_first_day_counts_and_the_new_situation():
    worse = SITUATION.model_copy(update={"eviction": "enforced"})
    applying(applied(), on=TODAY, situation=worse).then(applied(situation=worse))


def test_the_same_told_twice_changes_nothing():
    applying(applied(), on=TODAY).then()


def test_nobody_applies_tomorrow_or_without_being_known():
    applying(on=date(2026, 6, 2)).refuses(InTheFuture, field="applied")
    applying(family=Household()).refuses(UnknownHousehold)


def test_a_household_that_has_left_the_project_waits_for_no_home():
    applying(family=replace(FAMILY, exit=TODAY)).refuses(HouseholdHasLeft, field="household", exit=TODAY)
    assert applying(family=replace(FAMILY, exit=TODAY + timedelta(1))).facts


def test_a_household_comes_off_the_list():
    withdrawing(applied()).then(
        ApplicationWithdrawn(application=an_id(f"application {HADDAD}"), **LIST, household=HADDAD, head=AMAL, because="own-choice")
    )


def test_who_is_not_on_the_list_does_not_come_off_it():
    withdrawing().refuses(UnknownApplication)
    withdrawing(applied(), name="another").refuses(UnknownApplication)
    withdrawing(applied(), *off(given(evolve, WaitingList(), applied()).state, HADDAD, "housed")).refuses(UnknownApplication)


def test_who_applies_anew_after_withdrawing_waits_from_then_on():
    gone = tuple(off(given(evolve, WaitingList(), applied()).state, HADDAD, "own-choice"))
    applying(applied(), *gone, on=TODAY).then(applied(on=TODAY))


def test_everybody_on_the_list_gets_a_place_and_the_order_is_named():
    worse = SITUATION.model_copy(update={"eviction": "enforced"})
    outcome = ranking(PUBLISHED, applied(), applied(ROSSI, on=TODAY, situation=worse), applied(BIANCHI, on=date(2025, 10, 31)))
    *places, complete = outcome.facts
    assert [(fact.household, fact.total, fact.place) for fact in places] == [(ROSSI, 14, 1), (BIANCHI, 11, 2), (HADDAD, 11, 3)]
    assert (complete.candidates, complete.rules_version, complete.refresh_due) == (3, "2026", date(2026, 12, 1))
    assert complete.order_sha256 == order_sha256([ROSSI, BIANCHI, HADDAD])


def test_who_has_left_the_project_comes_off_the_list_when_it_is_ranked():
    state = given(evolve, WaitingList(), PUBLISHED, applied(), applied(ROSSI)).state
    ask = RankCandidates(project="PROG-2784", day=TODAY)
    gone, place, complete = rank_candidates(state, RANKING, ask, TODAY, left=[ROSSI])
    assert (gone.household, gone.because) == (ROSSI, "left-project")
    assert (place.household, place.place, complete.candidates) == (HADDAD, 1, 1)
    decided.by(lambda: rank_candidates(state, RANKING, ask, TODAY, left=[ROSSI, HADDAD])).refuses(NobodyApplied)


def test_who_may_not_be_used_is_left_out_with_the_rule_and_stays_on_the_list():
    state = given(evolve, WaitingList(), PUBLISHED, applied(), applied(ROSSI)).state
    ask = RankCandidates(project="PROG-2784", day=TODAY)
    outcome = decided.by(lambda: rank_candidates(state, RANKING, ask, TODAY, unused=[ROSSI]))
    left_out, place, complete = outcome.facts
    assert isinstance(left_out, CandidateExcluded)
    assert (left_out.household, left_out.rule) == (ROSSI, "ProcessingRestricted")
    assert (place.household, place.place, complete.candidates) == (HADDAD, 1, 1)
    after = given(evolve, state, *outcome.facts).state
    assert set(after.applications) == {HADDAD, ROSSI}
    assert after.ranking.place_of(ROSSI) is None
    nobody = decided.by(lambda: rank_candidates(state, RANKING, ask, TODAY, unused=[ROSSI, HADDAD])).facts
    assert nobody[-1].candidates == 0


def test_the_newest_rules_rank():
    newer = PUBLISHED.model_copy(update={"version": "2027", "criteria": (CRITERIA[0],)})
    assert [fact.rules_version for fact in ranking(PUBLISHED, newer, applied()).facts] == ["2027", "2027"]


def test_a_list_without_rules_or_without_anybody_is_not_ranked():
    ranking(applied()).refuses(RulesNotPublished)
    ranking(PUBLISHED).refuses(NobodyApplied)


def test_a_list_is_ranked_as_of_a_day_on_which_all_had_applied():
    ranking(PUBLISHED, applied(), day=date(2025, 10, 31)).refuses(RankedAsOfEarlierDay, earliest=date(2025, 11, 1))
    ranking(PUBLISHED, applied(), ranked(), listed(day=date(2026, 5, 1)), day=date(2026, 4, 30)).refuses(RankedAsOfEarlierDay)
    ranking(PUBLISHED, applied(), day=date(2026, 6, 2)).refuses(InTheFuture)


def moved(household, before, after):
    return PlaceShifted(ranking=RANKING, **LIST, household=household, head=AMAL, from_place=before, to_place=after)


def put(household, before, after):
    return RankOverridden(
        ranking=RANKING, **LIST, household=household, head=AMAL, from_place=before, to_place=after, reason="Sfratto anticipato."
    )


def test_another_person_puts_a_household_elsewhere_and_every_change_of_place_is_told():
    overriding(*THREE).then(put(HADDAD, 3, 1), moved(ROSSI, 1, 2), moved(BIANCHI, 2, 3))
    overriding(*THREE, household=ROSSI, place=2).then(put(ROSSI, 1, 2), moved(BIANCHI, 2, 1))


def test_who_made_the_ranking_does_not_override_it():
    overriding(*THREE, by="anna").refuses(SameWhoRanked, ranking=RANKING)


def test_a_household_is_put_on_a_place_that_there_is():
    overriding(*THREE, place=4).refuses(NoSuchPlace, last=3)
    overriding(*THREE, place=3).refuses(NoSuchPlace, place=3)


def test_who_has_no_place_is_not_put_elsewhere():
    overriding(PUBLISHED, applied()).refuses(NotRanked)
    overriding(*THREE, household=an_id("nobody")).refuses(NotRanked)


def test_who_comes_off_the_list_leaves_the_places_of_the_others():
    gone = tuple(off(given(evolve, WaitingList(), *THREE, applied(BIANCHI)).state, BIANCHI, "housed"))
    state = given(evolve, WaitingList(), *THREE, applied(BIANCHI), *gone).state
    assert [state.ranking.place_of(name) for name in (ROSSI, BIANCHI, HADDAD)] == [1, None, 3]


FAMILIES = [an_id(f"family {n}") for n in range(5)]
CLERKS = ["anna", "marco"]


class OneList(RuleBasedStateMachine):
    """Five families, two clerks; a plain model that holds a list of names and reads places from the facts alone."""

    @initialize()
    def publish(self):
        self.state, self.today, self.number = given(evolve, WaitingList(), PUBLISHED).state, date(2026, 1, 1), 0
        self.waiting, self.places, self.ranker = set(), {}, None

    @rule(days=some.integers(1, 60))
    def time_passes(self, days):
        self.today += timedelta(days=days)

    @rule(name=some.sampled_from(FAMILIES), minors=some.integers(0, 3))
    def apply(self, name, minors):
        situation = Situation(members=4, minors=minors, income="1")
        ask = ApplyForHousing(household=name, applied=self.today, situation=situation)
        family = Household("PROG-2784", "sds", AMAL)
        self.record(decided.by(lambda: apply(self.state, an_id(f"a {self.today}{name}"), ask, family, of=OF, today=self.today)))
        self.waiting.add(name)

    @precondition(lambda self: self.waiting)
    @rule(data=some.data())
    def withdraw(self, data):
        name = data.draw(some.sampled_from(sorted(self.waiting)))
        ask = WithdrawApplication(household=name, application=self.state.applications[name].application, because="other")
        self.record(decided.by(lambda: withdraw(self.state, ask)))
        self.waiting.discard(name)
        self.places.pop(name, None)

    @rule(by=some.sampled_from(CLERKS))
    def rank(self, by):
        self.number += 1
        ask = RankCandidates(project="PROG-2784", day=self.today)
        outcome = decided.by(lambda: rank_candidates(self.state, an_id(f"ranking {self.number}"), ask, self.today))
        assert bool(outcome.impossible) == (not self.waiting)
        if self.record(outcome, by):
            self.places, self.ranker = {fact.household: fact.place for fact in outcome.facts[:-1]}, by

    @rule(by=some.sampled_from(CLERKS), name=some.sampled_from(FAMILIES), place=some.integers(1, 6))
    def override(self, by, name, place):
        ask = OverrideRank(project="PROG-2784", household=name, place=place, reason="Urgenza.")
        outcome = decided.by(lambda: override(self.state, ask, by))
        allowed = name in self.places and by != self.ranker and place != self.places[name] and place <= max(self.places.values())
        assert self.record(outcome, by) == allowed
        for fact in outcome.facts if allowed else ():
            assert self.places[fact.household] == fact.from_place
        self.places |= {fact.household: fact.to_place for fact in (outcome.facts if allowed else ())}

    def record(self, outcome, by="anna"):
        if outcome.impossible or outcome.broken:
            return False
        for fact in outcome.facts:
            self.state = evolve(self.state, recorded(fact, actor=by))
        return True

    @invariant()
    def the_list_holds_who_waits(self):
        assert set(self.state.applications) == self.waiting

    @invariant()
    def every_place_has_one_household_and_a_fact_that_gave_it(self):
        held = {name: fact.place for name, fact in self.state.ranking.places.items()} if self.state.ranking else {}
        assert held == self.places
        assert len(set(held.values())) == len(held)


OneList.TestCase.settings = settings(max_examples=80, stateful_step_count=20, deadline=None)
test_a_list_tells_every_change_of_place = OneList.TestCase
