"""Named example facts of training."""

from datetime import UTC, date, datetime

from services.kernel.event import Event
from services.training import events as training
from tests.examples.amending import amendments
from tests.examples.cast import CERTIFICATE, COURSE, EDITION, GRAZIA, LESSON, MARCO, PROJECT, SDS, TEACHER
from tests.spec import an_id

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
    training.SessionCancelled(
        session=an_id("cancelled lesson"), edition=EDITION, teacher=TEACHER, cause="teacher-away", reason="Influenza."
    ),
    training.LearnerEnrolled(edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen"),
    training.LearnerWithdrawn(
        edition=EDITION, course=COURSE, person=GRAZIA, learner_type="citizen", withdrawn_on=date(2026, 4, 6), reason="Nuovi turni."
    ),
    training.RegisterOpened(edition=EDITION, session=LESSON, day=date(2026, 4, 7), teacher=TEACHER, tutor=an_id("tutor")),
    training.AttendanceRecorded(
        edition=EDITION, course=COURSE, session=LESSON, person=MARCO, learner_type="citizen", day=date(2026, 4, 7), minutes=600,
        came_at=datetime(2026, 4, 7, 15, tzinfo=UTC), left_at=datetime(2026, 4, 8, 1, tzinfo=UTC),
    ),
    training.AttendanceCorrected(
        corrects_event_id=an_id("attendance"), edition=EDITION, course=COURSE, session=LESSON, person=MARCO,
        learner_type="citizen", day=date(2026, 4, 7), minutes=570, reason="È uscito mezz’ora prima.",
    ),
    training.RegisterSigned(
        edition=EDITION, session=LESSON, signed_as="teacher", person=TEACHER, signed_on=date(2026, 4, 8)
    ),
    training.LearnerAssessed(
        edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen", test="passed", score=84,
        assessed_on=date(2026, 4, 29),
    ),
    training.CourseCompleted(
        edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen", minutes=600, percent=100, test="passed",
        rule_version="1", completed_on=date(2026, 4, 30),
    ),
    training.EditionClosed(edition=EDITION, course=COURSE, closed_on=date(2026, 5, 2)),
    training.CertificateIssued(
        certificate=CERTIFICATE, edition=EDITION, course=COURSE, agency=SDS, person=MARCO, learner_type="citizen",
        title="Accompagnare", hours=10, minutes=600, percent=100, test="passed", rule_version="1",
        completed_on=date(2026, 4, 30), issued_on=date(2026, 5, 4), verification_code="7Q2M-4XKA-9D1C-V8TE",
    ),
    training.CertificateRevoked(
        certificate=CERTIFICATE, edition=EDITION, course=COURSE, person=MARCO, verification_code="7Q2M-4XKA-9D1C-V8TE",
        cause="issued-in-error", revoked_on=date(2026, 5, 20), reason="La prova era di un’altra persona.",
    ),
    training.DuplicateNoted(person=MARCO, other=an_id("marco again")),
    training.DuplicateCleared(person=MARCO, other=an_id("marco again")),
    *amendments("AttendanceRecorded", f"edition/{EDITION}", f"edition/{EDITION}"),
)  # fmt: skip
