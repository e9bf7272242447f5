"""The training path over HTTP: what every command promises, the last seat, and completion by recorded attendance."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from tests.api.promises import EveryCommand, refused
from tests.api.scenes import Scene, day

pytest_plugins = ["tests.api.fixtures"]


class TestTraining(EveryCommand):
    service = "training"


def test_a_course_is_completed_by_recorded_attendance(scene: Scene):
    edition = scene.edition()
    session, learner = scene.session(edition), scene.learner(edition)
    complete = scene.call("CompleteCourse", "trainer", edition=edition, person=learner)
    refused(scene.stack.send(complete), 409, "attendance-too-low", "person")
    scene.do("RecordAttendance", "trainer", edition=edition, session=session, person=learner, minutes=48)
    assert scene.stack.send(complete).status_code == 201


def test_the_last_seat_is_taken_once(scene: Scene):
    edition = scene.edition(seats=1)
    ask = {"edition": edition, "learner_type": "citizen"}
    calls = [scene.call("EnrolLearner", "trainer", **ask, person=str(uuid4())) for _ in range(8)]
    with ThreadPoolExecutor(8) as racers:
        answers = list(racers.map(scene.stack.send, calls))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert {answer.json()["type"] for answer in answers if answer.status_code == 409} == {"/problems/seats-taken"}


def test_an_edition_lasts_a_day_at_least(scene: Scene):
    call = scene.call(
        "OpenEdition", "trainer", course=scene.course(), seats=1, open_to=["citizen"], start=day(2), until=day(1),
        rule={"min_percent": 80},
    )  # fmt: skip
    refused(scene.stack.send(call), 409, "edition-ends-before-start", "until")


def test_a_lesson_at_the_edge_of_the_calendar_is_refused(scene: Scene):
    edition = scene.edition()
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30T10:00:00Z", 5, "5"):
        call = scene.call("ScheduleSession", "trainer", edition=edition, starts_at=moment, minutes=60, teacher=str(uuid4()))
        refused(scene.stack.send(call), 422, "does-not-fit", "starts_at")
