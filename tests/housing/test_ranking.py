"""The same rules and inputs give the same order for ever, whoever asks in whatever order."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as some

from services.housing.commands import RankCandidates
from services.housing.domain.ranking import Candidate, candidate_of, order_sha256, rank, replay, tie_key
from services.housing.domain.waiting_list import WaitingList, evolve, rank_candidates
from services.housing.events import CandidateRanked, ListRanked
from services.housing.events.waiting_list import Band, Criterion, Part, Situation
from tests.housing.story import HADDAD, LIST, PUBLISHED, RANKING, ROSSI, SITUATION, applied
from tests.spec import an_id, given

DAY = date(2026, 5, 1)
FIRST = date(2024, 1, 1)


def candidate(household=HADDAD, situation=SITUATION, on=date(2025, 11, 1), months=6):
    return Candidate(household, on, situation, months)


def points(situation=SITUATION, months=6):
    (only,) = rank(PUBLISHED, [candidate(situation=situation, months=months)])
    return [part.points for part in only.parts]


def test_each_criterion_gives_the_points_of_its_band_times_its_weight():
    assert points() == [2 * 2, 6, 1]


def test_the_highest_band_that_is_reached_counts():
    assert points(Situation(members=6, minors=4, eviction="enforced", income="0"), months=40) == [2 * 5, 10, 2]


def test_what_is_in_no_band_gives_no_points():
    assert points(Situation(members=1, income="0"), months=5) == [0, 0, 0]


def test_a_band_may_start_below_zero_points():
    rules = PUBLISHED.model_copy(update={"criteria": (Criterion(input="members", bands=(Band(at_least=0, points=-3),)),)})
    (only,) = rank(rules, [candidate()])
    assert (only.total, only.parts) == (-3, (Part(input="members", points=-3),))


def test_a_candidate_waits_by_full_months():
    assert [candidate_of(applied(on=date(2026, 1, 31)), day).months_on_list for day in (date(2026, 2, 28), date(2026, 3, 31))] == [
        0,
        2,
    ]
    assert candidate_of(applied(on=DAY), DAY - timedelta(days=40)).months_on_list == 0


def test_among_equals_who_applied_first_comes_first():
    early, late = candidate(ROSSI, on=date(2025, 1, 1)), candidate(HADDAD)
    assert [one.candidate.household for one in rank(PUBLISHED, [late, early])] == [ROSSI, HADDAD]


def test_by_lot_the_day_of_applying_does_not_count():
    lot = PUBLISHED.model_copy(update={"tie": "lot"})
    assert tie_key(lot, candidate(on=FIRST)) == tie_key(lot, candidate(on=DAY))
    assert tie_key(lot, candidate()) != tie_key(lot.model_copy(update={"version": "2027"}), candidate())


def test_the_hash_names_everything_that_was_weighed():
    one = candidate()
    assert one.sha256 == candidate(household=ROSSI).sha256
    others = [candidate(months=7), candidate(on=DAY), candidate(situation=SITUATION.model_copy(update={"disabled": 1}))]
    assert one.sha256 not in {other.sha256 for other in others}


SITUATIONS = some.builds(
    Situation, members=some.integers(1, 9), minors=some.integers(0, 4), disabled=some.integers(0, 2),
    eviction=some.sampled_from(["none", "threatened", "ordered", "enforced"]),
    overcrowding=some.sampled_from(["none", "moderate", "severe"]), income=some.sampled_from(["0", "1", "2"]),
)  # fmt: skip
CODES = {"eviction": ("none", "ordered", "enforced"), "overcrowding": ("moderate", "severe"), "income": ("0", "1", "2")}


@some.composite
def criteria(draw):
    found = []
    for name in draw(some.sets(some.sampled_from(["members", "minors", "eviction", "income", "months_on_list"]), min_size=1)):
        worth = some.integers(-5, 10)
        marks = [{"code": code} for code in CODES[name]] if name in CODES else [{"at_least": n} for n in (1, 3, 12)]
        bands = tuple(Band(points=draw(worth), **mark) for mark in marks)
        found.append(Criterion(input=name, weight=draw(some.integers(0, 3)), bands=bands))
    return tuple(found)


RULES = some.builds(
    lambda criteria, tie: PUBLISHED.model_copy(update={"criteria": criteria, "tie": tie}),
    criteria(),
    some.sampled_from(["applied", "lot"]),
)
CANDIDATES = some.lists(
    some.builds(
        Candidate, some.uuids(), some.integers(0, 3).map(lambda n: FIRST + timedelta(days=n)), SITUATIONS, some.integers(0, 30)
    ),
    max_size=12, unique_by=lambda one: one.household,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@generated(RULES, CANDIDATES, some.randoms())
def test_the_order_of_asking_never_matters(rules, candidates, random):
    shuffled = random.sample(candidates, len(candidates))
    order = rank(rules, candidates)
    assert rank(rules, shuffled) == order
    assert [one.place for one in order] == list(range(1, len(candidates) + 1))
    assert [one.total for one in order] == sorted((one.total for one in order), reverse=True)
    assert len({one.tie_key for one in order}) == len(order)


@settings(max_examples=60, deadline=None)
@generated(RULES, some.lists(some.tuples(some.uuids(), SITUATIONS, some.integers(0, 500)), min_size=1, max_size=8))
def test_a_ranking_is_made_again_from_its_own_facts(rules, families):
    asked = [applied(name, on=FIRST + timedelta(days=days), situation=said) for name, said, days in families]
    state = given(evolve, WaitingList(), rules, *asked).state
    *told, complete = rank_candidates(state, RANKING, RankCandidates(project=LIST["project"], day=DAY), DAY)
    again = replay(rules, reversed(told))
    assert [(one.candidate.household, one.total, one.parts, one.tie_key, one.place) for one in again] == [
        (fact.household, fact.total, fact.parts, fact.tie_key, fact.place) for fact in told
    ]
    assert [one.candidate.sha256 for one in again] == [fact.inputs_sha256 for fact in told]
    assert complete.order_sha256 == order_sha256([one.candidate.household for one in again])
    assert all(isinstance(fact, CandidateRanked) for fact in told)
    assert isinstance(complete, ListRanked)


def test_the_fact_of_one_candidate_is_small_however_many_there_are():
    families = [applied(UUID(int=n)) for n in range(2000)]
    state = given(evolve, WaitingList(), PUBLISHED, *families).state
    told = list(rank_candidates(state, RANKING, RankCandidates(project=LIST["project"], day=DAY), DAY))
    assert len(told) == 2001
    assert max(len(fact.model_dump_json()) for fact in told) < 2000


def test_an_order_of_others_has_another_hash():
    assert order_sha256([HADDAD, ROSSI]) != order_sha256([ROSSI, HADDAD])
    assert order_sha256([an_id("a")]) == order_sha256([an_id("a")])
