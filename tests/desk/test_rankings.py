"""Rankings explained: who may read them, each candidate with points, measures and the rule that refuses."""

from collections.abc import Iterator
from datetime import date

import pytest

from infra.settings import Settings
from projections import rankings
from projections.desk.labels import LANGUAGES, catalogue
from projections.families import Viewer
from services.housing.events import CandidateRanked, ListRanked, PlaceShifted, RankOverridden
from services.housing.events.waiting_list import Part, Situation
from services.register.events import CandidatesRanked
from services.register.events.matching import Candidacy, Measures, Weights
from tests.projections.story import AMAL, HADDAD, MARCO, ROSSI, SAMI
from tests.projections.world import World, a_world
from tests.spec import an_id

RANKING, LIST = an_id("a ranking"), {"agency": "sds", "project": "PROG-2784"}
REGISTRAR, HOUSING = Viewer("registrar", "sds"), Viewer("housing", "sds")


@pytest.fixture
def world(stack_servers: Settings) -> Iterator[World]:
    with a_world(stack_servers) as made:
        yield made


def candidate(person, total, refused=()):
    points = Weights(skill=total, language=0, distance=0, free_hours=0, past_matches=0, courses=0)
    measures = Measures(skill="verified", level=None, kilometres=12, free_minutes=120, past_matches=0, courses=0)
    return Candidacy(person=person, total=total, points=points, measures=measures, tie="t", refused=refused)


def volunteers_ranked(world: World, agency="sds"):
    world.tell(
        CandidatesRanked(
            ranking=RANKING, need=an_id("need"), household=HADDAD, agency=agency, rules_version="1", persons=(MARCO, SAMI),
            candidates=(candidate(MARCO, 40), candidate(SAMI, 10, ("OutsideCover",))),
        ),
        agency=agency,
    )  # fmt: skip


def household_ranked(household, head, place, total):
    return CandidateRanked(
        **LIST, ranking=RANKING, household=household, head=head, rules_version="1", applied=date(2026, 1, 1),
        situation=Situation(members=3, income="low"), months_on_list=2, inputs_sha256="0" * 64,
        parts=(Part(input="members", points=total),), total=total, tie_key="k", place=place,
    )  # fmt: skip


def test_each_candidate_has_points_what_they_follow_from_and_the_rule_that_refuses(world: World):
    volunteers_ranked(world)
    world.project()
    (ranking,) = rankings.of_volunteers(world.read, REGISTRAR)
    first, second = ranking.places
    assert (first.place, first.person, first.total, first.points["skill"]) == (1, MARCO, 40, 40)
    assert first.measures["kilometres"] == 12
    assert second.refused == ("OutsideCover",)


def test_a_ranking_of_another_agency_is_not_shown(world: World):
    volunteers_ranked(world, agency="coop")
    world.project()
    assert rankings.of_volunteers(world.read, REGISTRAR) == []
    assert len(rankings.of_volunteers(world.read, Viewer("auditor", "-"))) == 1


def test_a_waiting_list_stands_as_people_have_changed_it(world: World):
    world.tell_all([
        household_ranked(HADDAD, AMAL, 1, 50),
        household_ranked(ROSSI, SAMI, 2, 30),
        ListRanked(
            **LIST, ranking=RANKING, rules_version="1", day=date(2026, 2, 1), refresh_due=date(2026, 8, 1), candidates=2,
            order_sha256="0" * 64,
        ),
    ])  # fmt: skip
    of = {**LIST, "ranking": RANKING}
    world.tell_all([
        RankOverridden(**of, household=ROSSI, head=SAMI, from_place=2, to_place=1, reason="Sfratto"),
        PlaceShifted(**of, household=HADDAD, head=AMAL, from_place=1, to_place=2),
    ])  # fmt: skip
    world.project()
    (ranking,) = rankings.of_households(world.read, HOUSING)
    assert [(place.place, place.household, place.moved_from) for place in ranking.places] == [(1, ROSSI, 2), (2, HADDAD, 1)]
    assert ranking.places[0].points == {"members": 30}
    world.tell_all([
        RankOverridden(**of, household=HADDAD, head=AMAL, from_place=2, to_place=1, reason="Malattia"),
        PlaceShifted(**of, household=ROSSI, head=SAMI, from_place=1, to_place=2),
    ])  # fmt: skip
    world.project()
    (again,) = rankings.of_households(world.read, HOUSING)
    assert [(place.household, place.moved_from) for place in again.places] == [(HADDAD, None), (ROSSI, None)]


def test_every_criterion_and_measure_has_words():
    wanted = {f"criterion.{name}" for name in Weights.model_fields} | {f"measure.{name}" for name in Measures.model_fields}
    wanted |= {f"measure.{name}" for name in (*Situation.model_fields, "months_on_list")}
    wanted |= {f"criterion.{name}" for name in Part.model_fields["input"].annotation.__args__}
    for language in LANGUAGES:
        assert wanted - catalogue(language).keys() == set()
