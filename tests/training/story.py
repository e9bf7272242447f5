"""One edition with two lessons and a learner, as the tests of training tell it, and how they ask."""

from datetime import UTC, date, datetime, timedelta

from services.training.domain import attendance, certificate, completion, edition, learner
from services.training.events import (
    AttendanceCorrected,
    AttendanceRecorded,
    CertificateIssued,
    CertificateRevoked,
    CompletionRule,
    CourseCompleted,
    CoursePublished,
    EditionClosed,
    EditionOpened,
    LearnerAssessed,
    LearnerEnrolled,
    LearnerWithdrawn,
    RegisterOpened,
    RegisterSigned,
    SessionCancelled,
    SessionScheduled,
)
from tests.spec import an_id, given, recorded

COURSE, EDITION, LESSON, LATER, CERTIFICATE = (an_id(n) for n in ("course", "edition", "lesson", "later lesson", "certificate"))
MARCO, RITA, TEACHER, TUTOR, MARCO_AGAIN = (an_id(n) for n in ("marco", "rita", "teacher", "tutor", "marco again"))
START, UNTIL = date(2026, 3, 1), date(2026, 5, 31)
MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
CODE = "7Q2M-4XKA-9D1C-V8TE"
RULE = CompletionRule(version="2026-1", min_percent=80)
PUBLISHED = CoursePublished(course=COURSE, agency="sds", title="Welcome", field="social work", hours=10)
OPENED = EditionOpened(
    edition=EDITION, course=COURSE, agency="sds", hours=10, seats=2, open_to=("citizen", "public-operator"),
    start=START, until=UNTIL, rule=RULE,
)  # fmt: skip
SCHEDULED = SessionScheduled(session=LESSON, edition=EDITION, starts_at=MORNING, minutes=480, teacher=TEACHER)
SECOND = SCHEDULED.model_copy(update={"session": LATER, "starts_at": MORNING + timedelta(7)})
CANCELLED = SessionCancelled(session=LESSON, edition=EDITION, teacher=TEACHER, cause="no-room")
ENROLLED = LearnerEnrolled(edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen")
WITHDRAWN = LearnerWithdrawn(edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen", withdrawn_on=START)
REGISTER = RegisterOpened(edition=EDITION, session=LESSON, day=MORNING.date(), teacher=TEACHER, tutor=TUTOR)
THERE = AttendanceRecorded(
    edition=EDITION, course=COURSE, session=LESSON, person=MARCO, learner_type="citizen", day=MORNING.date(), minutes=480
)
CORRECTED = AttendanceCorrected(**THERE.model_dump(), corrects_event_id=an_id("entry"), reason="Left early.").model_copy(
    update={"minutes": 479}
)
BY_TEACHER = RegisterSigned(edition=EDITION, session=LESSON, signed_as="teacher", person=TEACHER, signed_on=MORNING.date())
BY_TUTOR = BY_TEACHER.model_copy(update={"signed_as": "tutor", "person": TUTOR})
SIGNED = (BY_TEACHER, BY_TUTOR)
PASSED = LearnerAssessed(
    edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen", test="passed", assessed_on=date(2026, 5, 20)
)
FAILED = PASSED.model_copy(update={"test": "failed"})
COMPLETED = CourseCompleted(
    edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen", minutes=480, percent=80,
    rule_version="2026-1", completed_on=UNTIL,
)  # fmt: skip
CLOSED = EditionClosed(edition=EDITION, course=COURSE, closed_on=UNTIL)
ISSUED = CertificateIssued(
    certificate=CERTIFICATE, edition=EDITION, course=COURSE, agency="sds", person=MARCO, learner_type="citizen", title="Welcome",
    hours=10, minutes=480, percent=80, rule_version="2026-1", completed_on=UNTIL, issued_on=UNTIL, verification_code=CODE,
)  # fmt: skip
REVOKED = CertificateRevoked(
    certificate=CERTIFICATE, edition=EDITION, course=COURSE, person=MARCO, verification_code=CODE, cause="fraud", revoked_on=UNTIL
)
CLASS = (OPENED, SCHEDULED, SECOND, ENROLLED)
"""The edition is prepared, and Marco is in it since its first day."""
HELD = (*CLASS, REGISTER)
"""The first lesson's register is open."""


def told(*facts):
    """The facts as recorded, each on the first day of the edition."""
    return [recorded(fact, n, at=datetime.combine(START, datetime.min.time(), UTC)) for n, fact in enumerate(facts, 1)]


def the_edition(*facts):
    return given(edition.evolve, edition.Edition(), *told(*facts))


def the_learners(*facts):
    return given(learner.evolve, learner.Learners(), *told(*facts))


def the_registers(*facts):
    return given(attendance.evolve, attendance.Registers(), *told(*facts))


def the_completions(*facts):
    return given(completion.evolve, completion.Completions(), *told(*facts))


def the_certificates(*facts):
    return given(certificate.evolve, certificate.Certificates(), *told(*facts))


def standing(*facts, ids=(MARCO,)):
    """Where a human stands after these facts."""
    return completion.Standing(
        the_edition(*facts).state, the_registers(*facts).state, the_completions(*facts).state, frozenset(ids)
    )
