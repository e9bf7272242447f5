"""The training path over HTTP: what every command promises, the last seat, one human with two ids, completion by what is signed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID, uuid4

from services.intake.events import DuplicateConfirmed, PersonUnlinked
from services.kernel.event import Event
from services.training.reactions import ON
from tests.api.promises import EveryCommand, refused
from tests.api.scenes import Scene, day
from tests.spec import recorded

pytest_plugins = ["tests.api.fixtures"]


class TestTraining(EveryCommand):
    service = "training"


def test_a_course_is_completed_by_what_signed_registers_say(scene: Scene):
    edition = scene.edition()
    session, learner = scene.session_with_register(edition), scene.learner(edition)
    complete = scene.call("CompleteCourse", "trainer", edition=edition, person=learner)
    scene.do("RecordAttendance", "trainer", edition=edition, session=session, person=learner, minutes=48)
    refused(scene.stack.send(complete), 409, "attendance-too-low", "person")
    for signatory in ("teacher", "tutor"):
        scene.do("SignRegister", scene.who("trainer", signatory), edition=edition, session=session, signed_as=signatory)
    assert scene.stack.send(complete).status_code == 201


def test_after_a_signature_attendance_is_only_corrected(scene: Scene):
    session, edition, learner = scene.recorded_attendance()
    scene.do("SignRegister", "trainer", edition=edition, session=session, signed_as="teacher")
    there = {"edition": edition, "session": session, "minutes": 30}
    late = scene.call("RecordAttendance", "trainer", **there, person=scene.learner(edition))
    refused(scene.stack.send(late), 409, "register-is-signed", "session")
    scene.do("CorrectAttendance", "trainer", **there, person=learner, reason="Ritardo.")
    assert scene.stack.types("training", f"edition/{edition}")[-1] == "AttendanceCorrected"


def test_a_human_is_enrolled_once_under_whichever_id(scene: Scene):
    survivor, merged, far = (str(uuid4()) for _ in range(3))
    edition = scene.edition()
    for one, other in ((survivor, merged), (merged, far)):
        _told(scene, DuplicateConfirmed(survivor=UUID(one), merged=UUID(other)))
    scene.learner(edition, survivor)
    again = scene.call("EnrolLearner", "trainer", edition=edition, person=far, learner_type="citizen")
    refused(scene.stack.send(again), 409, "already-learner", "person")
    _told(scene, PersonUnlinked(survivor=UUID(merged), merged=UUID(far)))
    assert scene.stack.send(again).status_code == 201


def test_a_human_is_enrolled_once_however_many_ask_at_once_under_two_ids(scene: Scene):
    ids = [str(uuid4()), str(uuid4())]
    _told(scene, DuplicateConfirmed(survivor=UUID(ids[0]), merged=UUID(ids[1])))
    edition = scene.edition()
    asks = [
        scene.call("EnrolLearner", "trainer", edition=edition, person=ids[n % 2], learner_type="citizen") for n in range(8)
    ]  # fmt: skip
    with ThreadPoolExecutor(8) as racers:
        answers = list(racers.map(scene.stack.send, asks))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


def test_a_certificate_is_issued_once_and_may_be_issued_again_after_its_revocation(scene: Scene):
    edition, learner = scene.course_completed()
    issue = scene.call("IssueCertificate", "trainer", edition=edition, person=learner)
    with ThreadPoolExecutor(4) as racers:
        answers = list(racers.map(lambda _: scene.stack.send(issue), range(4)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 3
    (given,) = [answer.json()["ids"] for answer in answers if answer.status_code == 201]
    revoke = {"edition": edition, "certificate": given["certificate"], "cause": "issued-in-error"}
    refused(scene.stack.send(scene.call("RevokeCertificate", "trainer", **revoke)), 403)
    scene.do("RevokeCertificate", "coordinator", **revoke)
    assert scene.stack.must(issue)["certificate"] != given["certificate"]


def _told(scene: Scene, event: Event) -> None:
    """Let training hear of a fact of intake."""
    reactor = scene.stack.reactors["training"]
    fact = recorded(event, at=datetime.now(UTC), agency=scene.agency, id=uuid4())
    reactor.react(fact, ON[type(event)](fact))


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
