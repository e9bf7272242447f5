"""Candidates are ranked by published rules, each with its points and what they follow from; a refused one names the rule."""

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some
from pydantic import ValidationError

from services.kernel.rules import ProcessingRestricted
from services.register.codes import centres
from services.register.commands import AskedWeights, PublishMatchingRules, RankVolunteers
from services.register.domain import matching
from services.register.domain.agenda import Agenda
from services.register.domain.calendar import Days
from services.register.domain.cover import Covers
from services.register.domain.household import Household
from services.register.domain.match import Matches
from services.register.domain.matching import MatchingRules, Surroundings, evolve, kilometres, points, ranked_by
from services.register.domain.need import Needs, UnknownNeed
from services.register.domain.volunteer import Volunteer
from services.register.events import CandidatesRanked, MatchingRulesPublished, Measures, Slot, Weights
from tests.register.examples import (
    CANDIDATE,
    DECEMBER,
    FAMILY,
    HEAD,
    JANUARY,
    MARCO,
    MONDAYS,
    NEED,
    OTHER_MATCH,
    PROPOSED,
    RITA,
    VOLUNTEER,
    cover,
    need,
)
from tests.spec import an_id, decided, given

WEIGHTS = {"skill": 30, "language": 21, "distance": 20, "free_hours": 15, "past_matches": 10, "courses": 4}
RULES = MatchingRulesPublished(
    agency="sds",
    version="2026-1",
    weights=Weights(**WEIGHTS),
    declared_percent=50,
    farthest_km=40,
    free_minutes=240,
    past_matches=5,
)
GROSSETO, ORBETELLO, RIETI = "053011", "053018", "057059"
ASKED = need(language="ar", municipality=GROSSETO, slots=MONDAYS)
AROUND = Surroundings(Household("PROG-2784", "sds", HEAD), Needs({NEED: ASKED}), Matches(), centres())
PUBLISHED = MatchingRules({"2026-1": RULES}, RULES)
COURSE, EDITION = an_id("course"), an_id("edition")
BEST = Measures(skill="verified", level="native", kilometres=0, free_minutes=240, past_matches=5, courses=1)
NOTHING = Measures(skill=None, level=None, kilometres=None, free_minutes=0, past_matches=0, courses=0)


def publishing(*facts, **changes):
    fixed = {"version": "2026-1", "weights": AskedWeights(**WEIGHTS), "farthest_km": 40, "free_minutes": 240, "past_matches": 5}
    return given(evolve, MatchingRules(), *facts).when(matching.publish, PublishMatchingRules(**{**fixed, **changes}), "sds")


def ranking(candidates, rules=PUBLISHED, around=AROUND, shifts=()):
    ask = RankVolunteers(household=FAMILY, need=NEED, candidates=tuple(candidates), shifts=shifts)
    return decided.by(lambda: matching.rank(an_id("ranking"), ask, "sds", rules, around, candidates))


def ranked(candidates, **around) -> CandidatesRanked:
    outcome = ranking(candidates, **around)
    assert (outcome.broken, outcome.impossible) == ((), None)
    return outcome.facts[0]


def candidate(**changes):
    return replace(CANDIDATE, volunteer=replace(VOLUNTEER, **changes))


def measured(one=CANDIDATE, asked=ASKED, rules=RULES, shifts=MONDAYS):
    return matching.measure(one, asked, rules, shifts, centres())


def test_rules_are_published_and_again_only_under_another_version():
    publishing().then(RULES)
    publishing(RULES).then()
    publishing(RULES, past_matches=6).refuses(matching.RulesVersionTaken, version="2026-1")
    newer = RULES.model_copy(update={"version": "2026-2"})
    publishing(RULES, newer).refuses(matching.RulesVersionTaken)
    assert given(evolve, MatchingRules(), RULES, newer).state == MatchingRules({"2026-1": RULES, "2026-2": newer}, newer)


@pytest.mark.parametrize(
    "wrong", [{"farthest_km": 0}, {"free_minutes": 0}, {"past_matches": 0}, {"weights": {**WEIGHTS, "skill": -1}}]
)
def test_rules_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValidationError):
        publishing(**wrong)


def test_who_meets_every_criterion_in_full_has_all_the_points_and_who_meets_none_has_none():
    assert points(RULES, BEST) == Weights(**WEIGHTS)
    assert points(RULES, NOTHING) == Weights(**dict.fromkeys(WEIGHTS, 0))


@pytest.mark.parametrize(
    ("change", "criterion", "expected"),
    [
        ({"skill": "declared"}, "skill", 15),
        ({"level": "A1"}, "language", 3),
        ({"level": "B2"}, "language", 12),
        ({"kilometres": 39}, "distance", 0),
        ({"kilometres": 20}, "distance", 10),
        ({"kilometres": 400}, "distance", 0),
        ({"kilometres": None}, "distance", 0),
        ({"free_minutes": 120}, "free_hours", 7),
        ({"free_minutes": 10_080}, "free_hours", 15),
        ({"past_matches": 2}, "past_matches", 4),
        ({"courses": 9}, "courses", 4),
    ],
)
def test_each_criterion_gives_its_share(change, criterion, expected):
    given_ = points(RULES, BEST.model_copy(update=change))
    assert given_ == Weights(**{**WEIGHTS, criterion: expected})


def test_what_is_measured():
    assert measured() == Measures(skill="declared", level=None, kilometres=None, free_minutes=120, past_matches=0, courses=0)
    everything = replace(
        candidate(
            verified=frozenset({"italian"}),
            languages={"ar": "C1", "fr": "native"},
            municipality=ORBETELLO,
            courses={EDITION: COURSE},
        ),
        agenda=Agenda(completed=frozenset({OTHER_MATCH})),
    )
    assert measured(everything) == Measures(
        skill="verified", level="C1", kilometres=38, free_minutes=120, past_matches=1, courses=1
    )  # fmt: skip


def test_only_courses_that_the_rules_name_count_if_they_name_any():
    learned = candidate(courses={EDITION: COURSE})
    assert measured(learned, rules=RULES.model_copy(update={"courses": (an_id("another"),)})).courses == 0
    assert measured(learned, rules=RULES.model_copy(update={"courses": (COURSE,)})).courses == 1


def test_hours_that_are_given_away_on_the_days_of_the_need_are_not_free():
    half = (Slot(weekday=1, start=time(16), end=time(19)),)
    assert measured(replace(CANDIDATE, agenda=Agenda({OTHER_MATCH: (Days(JANUARY, DECEMBER), half)}))).free_minutes == 60
    assert measured(replace(CANDIDATE, agenda=Agenda({OTHER_MATCH: (Days(DECEMBER, DECEMBER), half)}))).free_minutes == 120
    assert measured(shifts=()).free_minutes == 240


def test_the_municipalities_are_those_of_the_province_and_each_lies_in_it():
    assert list(centres()) == [f"053{n:03}" for n in range(1, 29)]
    assert all(42.2 < latitude < 43.2 and 10.7 < longitude < 11.8 for latitude, longitude in centres().values())
    assert all(place == (round(place[0], 2), round(place[1], 2)) for place in centres().values())


@pytest.mark.parametrize(
    ("other", "between"), [("053006", 19), ("053009", 33), ("053015", 36), ("053018", 38), ("053001", 37), ("053026", 50)]
)
def test_distances_from_grosseto_are_those_of_the_map(other, between):
    assert kilometres(GROSSETO, other, centres()) == pytest.approx(between, abs=2)


def test_distance_is_that_between_the_centres_as_the_crow_flies():
    assert len(centres()) == 28
    assert kilometres(GROSSETO, GROSSETO, centres()) == 0
    assert kilometres(GROSSETO, ORBETELLO, centres()) == kilometres(ORBETELLO, GROSSETO, centres()) == 38
    assert kilometres(GROSSETO, RIETI, centres()) is None
    assert kilometres(None, GROSSETO, centres()) is kilometres(GROSSETO, None, centres()) is None


def test_the_better_comes_first_and_both_say_why():
    fact = ranked({MARCO: CANDIDATE, RITA: candidate(verified=frozenset({"italian"}))})
    assert fact.persons == (RITA, MARCO)
    assert (fact.agency, fact.rules_version, fact.need) == ("sds", "2026-1", NEED)
    first, second = fact.candidates
    assert (first.total, second.total) == (37, 22)
    assert first.points == Weights(skill=30, language=0, distance=0, free_hours=7, past_matches=0, courses=0)
    assert second.measures.skill == "declared"
    assert first.refused == second.refused == ()


REFUSED = [
    (replace(CANDIDATE, volunteer=Volunteer()), "UnknownVolunteer"),
    (candidate(inscriptions=()), "VolunteerNotRegistered"),
    (candidate(pauses=(Days(JANUARY, JANUARY),)), "VolunteerIsSuspended"),
    (candidate(skills=frozenset()), "SkillMissing"),
    (candidate(slots=()), "NotAvailable"),
    (replace(CANDIDATE, covers=Covers()), "OutsideCover"),
]


@pytest.mark.parametrize(("one", "rule"), REFUSED, ids=[rule for _, rule in REFUSED])
def test_whom_a_proposal_would_refuse_comes_last_and_names_the_rule(one, rule):
    fact = ranked({MARCO: replace(one, agenda=Agenda(completed=frozenset({OTHER_MATCH}))), RITA: CANDIDATE})
    assert fact.persons == (RITA, MARCO)
    assert fact.candidates[1].refused == (rule,)


def test_who_is_matched_with_the_need_already_says_so_and_so_does_a_need_for_minors_or_a_level():
    asked = need(with_minors=True, language="ar", level="B1", slots=MONDAYS)
    fact = ranked({MARCO: CANDIDATE}, around=replace(AROUND, needs=Needs({NEED: asked}), matches=PROPOSED))
    assert fact.candidates[0].refused == ("AlreadyMatched", "LanguageMissing", "MinorsNotCleared")


def test_shifts_that_are_asked_for_stand_in_for_those_of_the_need():
    evening = (Slot(weekday=1, start=time(20), end=time(22)),)
    (one,) = ranked({MARCO: CANDIDATE}, shifts=evening).candidates
    assert (one.measures.free_minutes, one.refused) == (0, ("NotAvailable",))


def test_nobody_is_ranked_without_rules_nor_for_a_need_that_is_not_there():
    ranking({MARCO: CANDIDATE}, rules=MatchingRules()).refuses(matching.NoMatchingRules)
    ranking({MARCO: CANDIDATE}, around=replace(AROUND, needs=Needs())).refuses(UnknownNeed)


PEOPLE = [an_id(f"volunteer {n}") for n in range(8)]
CANDIDATES = some.builds(
    lambda verified, level, place, completed, insured, taken: replace(
        candidate(
            verified=frozenset({"italian"} if verified else ()), languages={"ar": level} if level else {}, municipality=place
        ),
        agenda=Agenda({OTHER_MATCH: (Days(JANUARY, DECEMBER), MONDAYS)} if taken else {}, frozenset(PEOPLE[:completed])),
        covers=Covers((cover(),)) if insured else Covers(),
    ),
    some.booleans(), some.sampled_from([None, "A1", "B2"]), some.sampled_from([None, GROSSETO, ORBETELLO]),
    some.integers(0, 3), some.booleans(), some.booleans(),
)  # fmt: skip


@for_all(some.dictionaries(some.sampled_from(PEOPLE), CANDIDATES, min_size=1, max_size=6), some.randoms())
def test_the_order_is_total_and_does_not_depend_on_who_is_named_first(candidates, random):
    names = list(candidates)
    random.shuffle(names)
    fact, again = ranked(candidates), ranked({name: candidates[name] for name in names})
    assert fact == again
    assert sorted(fact.persons) == sorted(candidates)
    keys = [(bool(one.refused), -one.total, one.tie) for one in fact.candidates]
    assert keys == sorted(set(keys))


@for_all(some.dictionaries(some.sampled_from(PEOPLE), CANDIDATES, min_size=1, max_size=6))
def test_an_auditor_computes_the_same_order_from_what_was_recorded(candidates):
    fact = CandidatesRanked.model_validate(ranked(candidates).model_dump(mode="json"))
    again = ranked_by(RULES, fact.need, ((one.person, one.measures, one.refused) for one in reversed(fact.candidates)))
    assert again == fact.candidates


def test_fifty_candidates_fit_into_one_event():
    assert len(ranked({an_id(f"{n}"): candidate(skills=frozenset(), slots=()) for n in range(50)}).model_dump_json()) < 30_000


def test_who_may_not_be_used_is_refused_by_that_rule_and_nothing_of_them_is_weighed():
    told = ranked({MARCO: CANDIDATE, RITA: replace(CANDIDATE, restricted=True)})
    hidden = told.candidates[-1]
    assert (hidden.person, hidden.refused, hidden.total) == (RITA, ("ProcessingRestricted",), 0)
    assert hidden.measures == NOTHING


def test_for_a_household_of_somebody_whose_data_is_restricted_nobody_is_ranked():
    hidden = replace(AROUND, household=replace(AROUND.household, restricted=True))
    ranking({MARCO: CANDIDATE}, around=hidden).refuses(ProcessingRestricted, field="household")
