"""AT-04: check the selection. A ranking is made again as of its decision: the same order, the same score parts."""

from uuid import UUID

import pytest

from infra.settings import Settings
from projections.replay.__main__ import ranking
from tests.journeys.audit.controlled import TODAY, Controlled, ago

MINORS = {"input": "minors", "bands": [{"points": 5, "at_least": 1}, {"points": 9, "at_least": 3}]}
EVICTION = {"input": "eviction", "weight": 2, "bands": [{"points": 4, "code": "ordered"}]}
WAITING = {"input": "months_on_list", "bands": [{"points": 1, "at_least": 1}, {"points": 3, "at_least": 2}]}


@pytest.fixture(scope="module")
def project(system: Settings) -> Controlled:
    return Controlled(system, "AT-04", "ente-at04").declare()


def applies(project: Controlled, family: dict, days: int, **situation) -> None:
    body = {"applied": str(ago(days)), "situation": {"members": 4, "income": "low", **situation}}
    project.tell_neighbour("housing", f"/households/{family['household']}/applications", **body)


def test_a_ranking_replays_to_the_same_order_and_score_parts(project: Controlled):
    rules = f"/waiting-lists/{project.project}/rules"
    project.tell("housing", rules, project=project.project, version="1", criteria=[MINORS, EVICTION, WAITING])
    first, second = project.family("Amina"), project.family("Bruno")
    applies(project, first, 70, minors=1)
    applies(project, second, 5, minors=3, eviction="ordered")
    ranked = project.tell("housing", f"/waiting-lists/{project.project}/rankings", role="housing", day=str(TODAY))
    name = ranked["ranking"]
    project.tell("housing", rules, project=project.project, version="2", criteria=[{**MINORS, "weight": 100}])
    applies(project, first, 70, minors=3)
    later = project.tell("housing", f"/waiting-lists/{project.project}/rankings", role="housing", day=str(TODAY))
    project.sealed(ranked["at"], later["at"])

    made, on_page = ranking(project.settings, UUID(name)), project.get(f"/rankings/{name}/replay.json").json()
    assert made.same
    assert on_page["same"]
    told = [(place["household"], place["total"], place["parts"]) for place in on_page["replayed"]["places"]]
    assert told == [
        (second["household"], 17, {"minors": 9, "eviction": 8, "months_on_list": 0}),
        (first["household"], 8, {"minors": 5, "eviction": 0, "months_on_list": 3}),
    ]
    assert [(place["household"], place["total"], place["parts"]) for place in made.places] == told
    assert (made.rules["version"], ranking(project.settings, UUID(later["ranking"])).rules["version"]) == ("1", "2")
    assert "Stesso ordine e stessi punti" in project.get(f"/rankings/{name}/replay").text
