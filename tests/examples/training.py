"""Named example facts of training."""

from datetime import UTC, date, datetime

from services.kernel.event import Event
from services.training import events as training
from tests.examples.cast import CERTIFICATE, COURSE, EDITION, LESSON, MARCO, PROJECT, SDS, TEACHER

TRAINING: tuple[Event, ...] = (
    training.CoursePublished(course=COURSE, agency=SDS, title="Accompagnare", field="social-work", hours=10),
    training.EditionOpened(
        edition=EDITION, course=COURSE, agency=SDS, project=PROJECT, hours=10, seats=20,
        open_to=("public-operator", "private-operator", "citizen"), start=date(2026, 4, 1), until=date(2026, 4, 30),
        rule=training.CompletionRule(version="1", min_percent=70, test_required=True),
    ),
    training.SessionScheduled(
        session=LESSON, edition=EDITION, starts_at=datetime(2026, 4, 7, 15, tzinfo=UTC), minutes=600, teacher=TEACHER
    ),
    training.LearnerEnrolled(edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen"),
    training.AttendanceRecorded(
        edition=EDITION, course=COURSE, session=LESSON, person=MARCO, learner_type="citizen", day=date(2026, 4, 7), minutes=600
    ),
    training.CourseCompleted(
        edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen", minutes=600, percent=100, test="passed",
        rule_version="1", completed_on=date(2026, 4, 30),
    ),
    training.CertificateIssued(
        certificate=CERTIFICATE, edition=EDITION, course=COURSE, agency=SDS, person=MARCO, learner_type="citizen",
        title="Accompagnare", hours=10, minutes=600, percent=100, test="passed", rule_version="1",
        completed_on=date(2026, 4, 30), issued_on=date(2026, 5, 4), code="7Q2M-4XKA-9D1C-V8TE",
    ),
    training.CertificateRevoked(
        certificate=CERTIFICATE, edition=EDITION, course=COURSE, person=MARCO, code="7Q2M-4XKA-9D1C-V8TE",
        cause="issued-in-error", revoked_on=date(2026, 5, 20), reason="La prova era di un’altra persona.",
    ),
)  # fmt: skip
