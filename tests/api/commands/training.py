"""For every command of training one call that is accepted, in a scene where it may be given."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

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


def _complete(scene: Scene) -> Call:
    edition, learner = scene.attended()
    return scene.call("CompleteCourse", "trainer", "edition", edition=edition, person=learner)


TRAINING: Mapping[str, Row] = {
    "PublishCourse": lambda s: s.call("PublishCourse", "trainer", None, title="Accogliere", field="reception", hours=40),
    "OpenEdition": _open_edition,
    "ScheduleSession": _edition("ScheduleSession", starts_at=f"{day(1)}T10:00:00+01:00", minutes=90, teacher=str(uuid4())),
    "EnrolLearner": _edition("EnrolLearner", person=str(uuid4()), learner_type="citizen"),
    "RecordAttendance": _edition(
        "RecordAttendance", session=lambda s, e: s.session(e), person=lambda s, e: s.learner(e), minutes=45
    ),
    "CompleteCourse": _complete,
}
