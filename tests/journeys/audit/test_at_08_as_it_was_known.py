"""AT-08: know the state as it was known on any date. A late entry shows as late, and changes no old answer by a byte."""

import hashlib
from datetime import datetime
from uuid import UUID

import orjson
import pytest

from infra.settings import Settings
from projections.cuts import cut_at
from projections.replay.__main__ import replay
from projections.replay.state import Question
from projections.reporting.sealing import check
from tests.journeys.audit.controlled import Controlled, ago
from tests.journeys.audit.reported import Reported


@pytest.fixture(scope="module")
def project(system: Settings) -> Controlled:
    return Controlled(system, "AT-08", "ente-at08").declare()


def served(project: Controlled, family: dict, days: int, minutes: int) -> dict:
    return project.tell(
        "intake", f"/households/{family['household']}/services", role="caseworker", code="A2.20", delivered_on=str(ago(days)),
        minutes=minutes, recipients=[family["head"]], provider=project.agency,
    )  # fmt: skip


def test_a_state_reads_the_same_for_ever_and_what_came_late_says_so(project: Controlled):
    family = project.family("Carla")
    before = project.sealed(served(project, family, 60, 30)["at"])
    asked = {"as_of": str(ago(30)), "known_at": before.isoformat()}
    of_one, of_all = asked | {"household": family["household"]}, asked | {"project": project.project}
    answers = [project.get("/replay.json", **query).content for query in (of_one, of_all)]
    assert orjson.loads(answers[1])["figures"]["persons_served"][""] == 1

    late = served(project, project.family("Dario"), 40, 45)
    again = served(project, family, 50, 60)
    after = project.sealed(late["at"], again["at"])
    assert [project.get("/replay.json", **query).content for query in (of_one, of_all)] == answers
    question = Question(ago(30), before, project=project.project)
    assert replay(project.settings, question, cut_at(project.settings, before)) == answers[1], "from the record alone"

    now = orjson.loads(project.get("/replay.json", **of_one | {"known_at": after.isoformat()}).content)
    told = {line["event_id"]: (line["late"], line["after_the_day"]) for line in now["lines"]}
    assert told.keys() - {line["event_id"] for line in orjson.loads(answers[0])["lines"]} == {again["events"][0]["id"]}
    assert told[again["events"][0]["id"]] == (True, True)
    figures = orjson.loads(project.get("/replay.json", **of_all | {"known_at": after.isoformat()}).content)["figures"]
    assert figures["persons_served"][""] == 2
    page = project.get(f"/families/{family['household']}", as_of=str(ago(30)), known_at=before.isoformat()).text
    assert f"line-{again['events'][0]['id']}" not in page


def test_a_sealed_report_keeps_its_bytes_and_what_came_late_is_a_dated_rectification(reported: Reported):
    before = reported.project.get(f"/reports/{reported.name}/document").content
    reported.tell_late()
    after, told = reported.project.get(f"/reports/{reported.name}/document").content, reported.report()
    assert after == before
    assert hashlib.sha256(after).hexdigest() == told["sealed"]["sha256"]
    (rectified,) = told["rectifications"]
    assert datetime.fromisoformat(rectified["told_at"]) > datetime.fromisoformat(told["sealed"]["told_at"])
    assert {cause for change in rectified["changes"] for cause in change["causes"]} == {reported.late}
    assert check(reported.project.settings, UUID(reported.name)) is None, "from the record alone, at the report's own cut"
