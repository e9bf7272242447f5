"""A ranking made again by what an auditor has: equal to what the services do, and whatever was changed is found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

import orjson
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from projections.families import Viewer
from projections.rankings import of_households
from projections.replay import ranked_again
from projections.replay.rankings import replay
from services.housing.commands import ApplyForHousing, PublishRules, RankCandidates
from services.housing.domain import ranking as of_lists
from services.housing.domain import waiting_list
from services.housing.events import CandidateRanked, HousingApplied, RulesPublished
from services.housing.events.waiting_list import Band, Criterion, Situation
from services.register.domain import matching
from services.register.events import CandidatesRanked, MatchingRulesPublished, Measures, Weights
from tests.projections.story import AMAL, HADDAD, MARCO, ROSSI, SAMI, day
from tests.projections.world import World
from tests.spec import an_id

INPUTS = ("members", "minors", "disabled", "eviction", "overcrowding", "income", "months_on_list")
NUMBERS, DAYS = st.integers(0, 9), st.dates(date(2024, 1, 1), date(2026, 1, 1))
BANDS = st.lists(
    st.builds(Band, points=NUMBERS, at_least=st.none() | NUMBERS, code=st.none() | st.sampled_from(["none", "ordered", "low"])),
    max_size=4,
).map(tuple)
RULES = st.builds(
    RulesPublished, agency=st.just("sds"), project=st.just("P-1"), version=st.sampled_from(["1", "2"]),
    criteria=st.lists(
        st.builds(Criterion, input=st.sampled_from(INPUTS), weight=NUMBERS, bands=BANDS), max_size=5,
        unique_by=lambda one: one.input,
    ).map(tuple),
    tie=st.sampled_from(["applied", "lot"]), refresh_months=st.just(6),
)  # fmt: skip
SITUATIONS = st.builds(
    Situation, members=NUMBERS, minors=NUMBERS, disabled=NUMBERS, eviction=st.sampled_from(["none", "ordered"]),
    overcrowding=st.sampled_from(["none", "severe"]), income=st.sampled_from(["low", "high"]),
)  # fmt: skip
CANDIDATES = st.lists(
    st.builds(of_lists.Candidate, household=st.uuids(), applied=DAYS, situation=SITUATIONS, months_on_list=NUMBERS),
    max_size=6, unique_by=lambda one: one.household,
)  # fmt: skip
MATCHING = st.builds(
    MatchingRulesPublished, agency=st.just("sds"), version=st.sampled_from(["1", "2"]),
    weights=st.builds(Weights, **dict.fromkeys(Weights.model_fields, NUMBERS)),
    declared_percent=st.integers(0, 100), farthest_km=NUMBERS, free_minutes=NUMBERS, past_matches=NUMBERS, courses=st.just(()),
)  # fmt: skip
MEASURES = st.builds(
    Measures, skill=st.sampled_from([None, "declared", "verified"]), level=st.sampled_from([None, *ranked_again.LEVELS]),
    kilometres=st.none() | NUMBERS, free_minutes=NUMBERS, past_matches=NUMBERS, courses=NUMBERS,
)  # fmt: skip
MEASURED = st.lists(
    st.tuples(st.uuids(), MEASURES, st.sampled_from([(), ("OutsideCover",)])), max_size=6, unique_by=lambda one: one[0]
)


def wire(event) -> dict:
    return orjson.loads(event.model_dump_json())


@settings(max_examples=60, deadline=None)
@any_of(RULES, CANDIDATES)
def test_a_waiting_list_comes_out_as_the_service_ranks_it(rules, candidates):
    made = of_lists.rank(rules, candidates)
    told = [
        {
            "household": str(c.household), "applied": c.applied.isoformat(), "months_on_list": c.months_on_list,
            "situation": wire(c.situation),
        }
        for c in reversed(candidates)
    ]  # fmt: skip
    again = ranked_again.households(wire(rules), told)
    assert [(one["household"], one["total"], one["tie_key"], list(one["parts"].items())) for one in again] == [
        (str(one.candidate.household), one.total, one.tie_key, [(part.input, part.points) for part in one.parts]) for one in made
    ]
    assert {ranked_again.inputs_sha256(one) for one in told} == {one.sha256 for one in candidates}
    assert ranked_again.order_sha256(one["household"] for one in again) == of_lists.order_sha256(
        [m.candidate.household for m in made]
    )


@settings(max_examples=60, deadline=None)
@any_of(DAYS, DAYS)
def test_months_on_a_list_are_counted_alike(applied, on):
    application = HousingApplied(
        application=an_id("a"), agency="sds", project="P-1", household=HADDAD, head=AMAL, applied=applied,
        situation=Situation(members=1, income="low"),
    )  # fmt: skip
    assert ranked_again.months(applied.isoformat(), on.isoformat()) == of_lists.candidate_of(application, on).months_on_list


@settings(max_examples=60, deadline=None)
@any_of(MATCHING, st.uuids(), MEASURED)
def test_volunteers_come_out_as_the_service_ranks_them(rules, need, measured):
    made = matching.ranked_by(rules, need, measured)
    again = ranked_again.volunteers(wire(rules), str(need), [wire(one) for one in reversed(made)])
    assert [(one["person"], one["parts"], one["total"], one["tie_key"]) for one in again] == [
        (str(one.person), one.points.model_dump(), one.total, one.tie) for one in made
    ]


@dataclass
class Listed:
    """A waiting list told to a world by the service's own decisions."""

    world: World
    state: waiting_list.WaitingList = field(default_factory=waiting_list.WaitingList)

    def tell(self, outcomes, **more) -> list:
        events = [one for one in outcomes if not isinstance(one, Exception)]
        stored = self.world.tell_all(events, **more)
        for fact in stored:
            self.state = waiting_list.evolve(self.state, self.world.codecs["housing"].decode(fact))
        return stored

    def rank(self, name: UUID, on: date, unused: Sequence[UUID] = ()) -> list:
        ask = RankCandidates.model_construct(project="PROG-2784", day=on)
        return self.tell(waiting_list.rank_candidates(self.state, name, ask, on, unused=unused), occurred=day(on.isoformat()))

    def apply(self, household: UUID, head: UUID, **situation) -> None:
        told = Situation(**{"members": 2, "income": "low", **situation})
        ask = ApplyForHousing.model_construct(household=household, applied=date(2026, 1, 1), situation=told, note=None)
        family, of = waiting_list.Household(head=head, project="PROG-2784"), waiting_list.Of("sds", "PROG-2784")
        self.tell(waiting_list.apply(self.state, uuid4(), ask, family, of=of, today=date(2026, 2, 1)))

    def publish(self, version: str, weight: int) -> None:
        criterion = Criterion(input="minors", weight=weight, bands=(Band(points=5, at_least=1), Band(points=9, at_least=3)))
        ask = PublishRules.model_construct(
            project="PROG-2784", version=version, criteria=(criterion,), tie="applied", refresh_months=6
        )
        self.tell(waiting_list.publish(self.state, ask, "sds"))


FIRST, SECOND = an_id("first ranking"), an_id("second ranking")


def listed(world: World) -> Listed:
    """Ranked, then everything changes: other rules, another situation, one more family; and ranked again."""
    told = Listed(world)
    told.publish("1", 1)
    told.apply(HADDAD, AMAL, minors=1)
    told.apply(ROSSI, SAMI, minors=3)
    told.rank(FIRST, date(2026, 2, 1))
    told.publish("2", 3)
    told.apply(HADDAD, AMAL, minors=4)
    told.apply(an_id("third"), MARCO)
    told.rank(SECOND, date(2026, 3, 1))
    return told


def test_a_ranking_comes_out_by_the_rules_and_inputs_of_then(world: World):
    listed(world)
    world.project()
    first, second = replay(world.read, FIRST), replay(world.read, SECOND)
    assert (first.same, [one["household"] for one in first.places], first.rules["version"]) == (
        True,
        [str(ROSSI), str(HADDAD)],
        "1",
    )
    assert (second.same, [one["total"] for one in second.places], second.rules["version"]) == (True, [27, 27, 0], "2")
    assert first.places[0]["parts"] == {"minors": 9}
    assert replay(world.read, an_id("no ranking")) is None


def test_points_order_and_inputs_that_are_not_those_of_then_are_named(world: World):
    told = listed(world)
    ranked = next(told.state.ranking.places[name] for name in (HADDAD,))
    forged = ranked.model_copy(update={"ranking": an_id("forged"), "total": 40, "place": 1})
    world.tell(forged)
    world.tell(
        told.world.codecs["housing"].decode(world.stored("housing")[-2]).event.model_copy(update={"ranking": an_id("forged")})
    )
    world.project()
    found = replay(world.read, an_id("forged"))
    assert not found.same
    named = {(one.who, one.what) for one in found.differences}
    assert {(str(HADDAD), "total"), (str(ROSSI), "left_out"), (str(an_id("third")), "left_out"), (None, "order_sha256")} <= named


def test_who_was_left_out_by_a_rule_that_is_named_is_no_difference_and_stands_on_the_page(world: World):
    told, third = listed(world), an_id("third ranking")
    told.rank(third, date(2026, 4, 1), unused=[ROSSI])
    world.project()
    again = replay(world.read, third)
    assert (again.same, len(again.places)) == (True, 2)
    (page,) = of_households(world.read, Viewer("housing", "sds"))
    assert [(one.place, one.household, one.refused) for one in page.places][2:] == [(None, ROSSI, ("ProcessingRestricted",))]


def test_a_ranking_of_volunteers_comes_out_the_same_and_what_was_changed_is_named(world: World):
    rules = MatchingRulesPublished(
        agency="sds", version="1", weights=Weights(skill=10, language=5, distance=5, free_hours=0, past_matches=0, courses=0),
        declared_percent=50, farthest_km=20, free_minutes=60, past_matches=3,
    )  # fmt: skip
    known = Measures(skill="declared", level=None, kilometres=4, free_minutes=90, past_matches=1, courses=0)
    need = an_id("need")
    ranked = matching.ranked_by(rules, need, [(MARCO, known, ()), (SAMI, known.model_copy(update={"skill": "verified"}), ())])
    said = {
        "need": need,
        "household": HADDAD,
        "agency": "sds",
        "rules_version": "1",
        "persons": tuple(one.person for one in ranked),
    }
    world.tell(rules)
    world.tell(CandidatesRanked(ranking=FIRST, **said, candidates=ranked))
    world.tell(CandidatesRanked(ranking=SECOND, **said, candidates=ranked[::-1]))
    world.tell(CandidatesRanked(ranking=an_id("no rules"), **{**said, "rules_version": "9"}, candidates=ranked))
    world.project()
    first, second, third = (replay(world.read, name) for name in (FIRST, SECOND, an_id("no rules")))
    assert (first.same, [one["person"] for one in first.places]) == (True, [str(SAMI), str(MARCO)])
    assert {one.what for one in second.differences} == {"place"}
    assert "rules" in {one.what for one in third.differences}


def test_candidates_are_facts_of_a_published_language():
    assert {"situation", "months_on_list", "applied", "household"} <= CandidateRanked.model_fields.keys()
