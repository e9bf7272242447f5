"""For every command of training one call that is accepted, in a scene where it may be given."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.api.commands.amending import assess_learner, complete, rows
from tests.api.commands.row import Row
from tests.api.scenes import Scene, day
from tests.api.stack import Call


def _edition(command: str, **fields: Any) -> Row:
    def row(scene: Scene) -> Call:
        edition = scene.edition()
        made = {name: value(scene, edition) if callable(value) else value for name, value in fields.items()}
        return scene.call(command, "trainer", "edition", edition=edition, **made)

    return row


def _open_edition(scene: Scene) -> Call:
    return scene.call(
        "OpenEdition", "trainer", None, course=scene.course(), project=scene.project, seats=20, open_to=["citizen"],
        start=day(-1), until=day(30), rule={"min_percent": 80, "test_required": False},
    )  # fmt: skip


def _cancel(scene: Scene) -> Call:
    edition = scene.edition()
    session = scene.session(edition)
    return scene.call("CancelSession", "trainer", "edition", edition=edition, session=session, cause="no-room", reason="Tetto.")


def _open_register(scene: Scene) -> Call:
    edition = scene.edition()
    session = scene.session(edition)
    return scene.call("OpenRegister", "trainer", "edition", edition=edition, session=session, tutor=str(uuid4()))


def _record(scene: Scene) -> Call:
    edition = scene.edition()
    session, learner = scene.session_with_register(edition), scene.learner(edition)
    return scene.call("RecordAttendance", "trainer", "edition", edition=edition, session=session, person=learner, minutes=45)


def _correct(scene: Scene) -> Call:
    session, edition, learner = scene.recorded_attendance()
    fields = {"edition": edition, "session": session, "person": learner, "minutes": 30, "reason": "Entrata in ritardo."}
    return scene.call("CorrectAttendance", "trainer", "edition", **fields)


def _sign(scene: Scene) -> Call:
    session, edition, _ = scene.recorded_attendance()
    return scene.call("SignRegister", "trainer", "edition", edition=edition, session=session, signed_as="tutor")


def _complete(scene: Scene) -> Call:
    edition, learner = scene.attended()
    return scene.call("CompleteCourse", "trainer", "edition", edition=edition, person=learner)


def _close(scene: Scene) -> Call:
    edition, _ = scene.attended()
    return scene.call("CloseEdition", "trainer", "edition", edition=edition)


def _certify(scene: Scene) -> Call:
    edition, learner = scene.course_completed()
    return scene.call("IssueCertificate", "trainer", "edition", edition=edition, person=learner)


def _revoke(scene: Scene) -> Call:
    edition, certificate = scene.certificate()
    fields = {"edition": edition, "certificate": certificate, "cause": "fraud", "reason": "Firma altrui."}
    return scene.call("RevokeCertificate", "coordinator", "edition", **fields)


TRAINING: Mapping[str, Row] = {
    **rows("training", "trainer", assess_learner, {"score": 80}, complete),
    "PublishCourse": lambda s: s.call("PublishCourse", "trainer", None, title="Accogliere", field="reception", hours=40),
    "OpenEdition": _open_edition,
    "CloseEdition": _close,
    "ScheduleSession": _edition("ScheduleSession", starts_at=f"{day(1)}T10:00:00+01:00", minutes=90, teacher=str(uuid4())),
    "CancelSession": _cancel,
    "EnrolLearner": _edition("EnrolLearner", person=str(uuid4()), learner_type="citizen"),
    "WithdrawLearner": _edition("WithdrawLearner", person=lambda s, e: s.learner(e), reason="Nuovi turni."),
    "OpenRegister": _open_register,
    "RecordAttendance": _record,
    "CorrectAttendance": _correct,
    "SignRegister": _sign,
    "AssessLearner": _edition("AssessLearner", person=lambda s, e: s.learner(e), test="passed", score=90),
    "CompleteCourse": _complete,
    "IssueCertificate": _certify,
    "RevokeCertificate": _revoke,
}
