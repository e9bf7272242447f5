"""A course is completed by the attendance recorded, by the rule its edition opened with, and once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some
from pydantic import ValidationError

from services.training.commands import (
    CompleteCourse,
    EnrolLearner,
    OpenEdition,
    PublishCourse,
    RecordAttendance,
    ScheduleSession,
)
from services.training.domain import course, edition
from services.training.domain.course import Course, UnknownCourse
from services.training.domain.edition import Edition, evolve
from services.training.events import (
    AttendanceRecorded,
    CompletionRule,
    CourseCompleted,
    CoursePublished,
    EditionOpened,
    LearnerEnrolled,
    SessionScheduled,
)
from tests.spec import NOW, an_id, decided, given

COURSE, EDITION, LESSON, LATER = an_id("course"), an_id("edition"), an_id("lesson"), an_id("later lesson")
MARCO, RITA, TEACHER = an_id("marco"), an_id("rita"), an_id("teacher")
START, UNTIL = date(2026, 3, 1), date(2026, 5, 31)
MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
RULE = CompletionRule(version="2026-1", min_percent=80)
PUBLISHED = CoursePublished(course=COURSE, agency="sds", title="Welcome", field="social work", hours=10)
OPENED = EditionOpened(
    edition=EDITION, course=COURSE, agency="sds", hours=10, seats=2, open_to=("citizen", "public-operator"),
    start=START, until=UNTIL, rule=RULE,
)  # fmt: skip
SCHEDULED = SessionScheduled(session=LESSON, edition=EDITION, starts_at=MORNING, minutes=480, teacher=TEACHER)
SECOND = SCHEDULED.model_copy(update={"session": LATER, "starts_at": MORNING + timedelta(7)})
ENROLLED = LearnerEnrolled(edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen")
THERE = AttendanceRecorded(
    edition=EDITION, course=COURSE, session=LESSON, person=MARCO, learner_type="citizen", day=MORNING.date(), minutes=480
)
COMPLETED = CourseCompleted(
    edition=EDITION, course=COURSE, person=MARCO, learner_type="citizen", minutes=480, percent=80,
    rule_version="2026-1", completed_on=UNTIL,
)  # fmt: skip
CLASS = (OPENED, SCHEDULED, SECOND, ENROLLED)


def opening(taught=Course(10), **changes):  # noqa: B008 - a frozen value
    fixed = {"course": COURSE, "seats": 2, "open_to": OPENED.open_to, "start": START, "until": UNTIL, "rule": RULE}
    return decided.by(lambda: edition.open_edition(EDITION, OpenEdition(**{**fixed, **changes}), "sds", taught))


def scheduling(*facts, name=LESSON, **changes):
    ask = ScheduleSession(**{"edition": EDITION, "starts_at": MORNING, "minutes": 480, "teacher": TEACHER, **changes})
    return given(evolve, Edition(), *facts).when(edition.schedule, name, ask)


def enrolling(*facts, person=MARCO, kind="citizen", day=START):
    ask = EnrolLearner(edition=EDITION, person=person, learner_type=kind)
    return given(evolve, Edition(), *facts).when(edition.enrol, ask, day)


def attending(*facts, now=NOW, **changes):
    ask = RecordAttendance(**{"edition": EDITION, "session": LESSON, "person": MARCO, "minutes": 480, **changes})
    return given(evolve, Edition(), *facts).when(edition.record_attendance, ask, now)


def completing(*facts, test=None, day=UNTIL, person=MARCO):
    ask = CompleteCourse(edition=EDITION, person=person, test=test)
    return given(evolve, Edition(), *facts).when(edition.complete, ask, day)


def test_a_course_is_published():
    ask = PublishCourse(title="Welcome", field="social work", hours=10)
    decided.by(lambda: course.publish(COURSE, ask, "sds")).then(PUBLISHED)
    assert given(course.evolve, Course(), PUBLISHED).state == Course(10)


def test_an_edition_opens_with_its_completion_rule():
    opening().then(OPENED)


def test_a_course_that_was_not_published_has_no_editions():
    opening(Course()).refuses(UnknownCourse)


def test_an_edition_lasts_a_day_at_least():
    opening(until=START - timedelta(1)).refuses(edition.EditionEndsBeforeStart)


@pytest.mark.parametrize("percent", [0, 101])
def test_a_completion_rule_asks_for_a_share_of_the_hours(percent):
    with pytest.raises(ValidationError):
        CompletionRule(min_percent=percent)


def test_a_lesson_is_scheduled():
    scheduling(OPENED).then(SCHEDULED)


def test_an_edition_that_was_not_opened_is_unknown():
    scheduling().refuses(edition.UnknownEdition)
    enrolling().refuses(edition.UnknownEdition)
    attending().refuses(edition.UnknownEdition)
    completing().refuses(edition.UnknownEdition)


@pytest.mark.parametrize("day", [datetime(2026, 2, 28, 23, 59, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)])
def test_a_lesson_is_held_within_the_edition(day):
    scheduling(OPENED, starts_at=day).refuses(edition.SessionOutsideEdition, until=UNTIL)


@pytest.mark.parametrize("hours", [-7, 0, 7])
def test_lessons_of_an_edition_do_not_overlap(hours):
    at = MORNING + timedelta(hours=hours)
    scheduling(OPENED, SCHEDULED, name=LATER, starts_at=at).refuses(edition.SessionsOverlap, session=LESSON)


@pytest.mark.parametrize("hours", [-8, 8])
def test_lessons_may_follow_each_other(hours):
    at = MORNING + timedelta(hours=hours)
    scheduling(OPENED, SCHEDULED, name=LATER, starts_at=at).then(SCHEDULED.model_copy(update={"session": LATER, "starts_at": at}))


def test_a_person_is_enrolled():
    enrolling(OPENED).then(ENROLLED)


def test_a_person_is_enrolled_once():
    enrolling(OPENED, ENROLLED).refuses(edition.AlreadyLearner)


def test_an_edition_is_for_those_it_was_opened_for():
    enrolling(OPENED, kind="recipient").refuses(edition.NotOpenToThem)


def test_seats_are_not_exceeded():
    full = (OPENED, ENROLLED, ENROLLED.model_copy(update={"person": RITA}))
    enrolling(*full, person=an_id("ugo")).refuses(edition.SeatsTaken, seats=2)


def test_nobody_is_enrolled_after_the_end():
    enrolling(OPENED, day=UNTIL + timedelta(1)).refuses(edition.EditionOver)


def test_attendance_is_recorded():
    attending(*CLASS).then(THERE)


def test_absence_is_recorded_too():
    attending(*CLASS, minutes=0).then(THERE.model_copy(update={"minutes": 0}))


def test_only_learners_attend():
    attending(*CLASS, person=RITA).refuses(edition.LearnerNotEnrolled, person=RITA)


def test_attendance_names_a_lesson_of_the_edition():
    attending(*CLASS, session=an_id("elsewhere")).refuses(edition.UnknownSession)


def test_attendance_is_recorded_once_per_person_and_lesson():
    attending(*CLASS, THERE.model_copy(update={"minutes": 0})).refuses(edition.AttendanceAlreadyRecorded)


def test_nobody_attends_longer_than_the_lesson():
    attending(*CLASS, minutes=481).refuses(edition.MoreThanTheSession, session_minutes=480)


def test_attendance_is_recorded_after_the_lesson():
    attending(*CLASS, now=MORNING + timedelta(minutes=479)).refuses(edition.SessionNotHeldYet)
    attending(*CLASS, now=MORNING + timedelta(minutes=480)).then(THERE)


def test_nothing_is_recorded_after_completion():
    attending(*CLASS, THERE, COMPLETED, session=LATER).refuses(edition.AlreadyCompleted)


def test_who_was_there_for_the_share_asked_completes_the_course():
    completing(*CLASS, THERE).then(COMPLETED)


def test_a_minute_less_is_not_enough():
    completing(*CLASS, THERE.model_copy(update={"minutes": 479})).refuses(edition.AttendanceTooLow, minutes=479)


def test_what_others_attended_does_not_count():
    others = THERE.model_copy(update={"person": RITA})
    rita = ENROLLED.model_copy(update={"person": RITA})
    completing(*CLASS, rita, others).refuses(edition.AttendanceTooLow, minutes=0)


def test_only_learners_complete():
    completing(OPENED).refuses(edition.LearnerNotEnrolled)


def test_a_course_is_completed_once():
    completing(*CLASS, THERE, COMPLETED).refuses(edition.AlreadyCompleted)


def with_test():
    return OPENED.model_copy(update={"rule": RULE.model_copy(update={"test_required": True})}), *CLASS[1:], THERE


def test_a_test_is_taken_where_the_rule_asks_for_one():
    completing(*with_test()).refuses(edition.TestMissing)
    completing(*with_test(), test="failed").refuses(edition.TestFailed)
    completing(*with_test(), test="passed").then(COMPLETED.model_copy(update={"test": "passed"}))


def test_a_course_is_not_completed_before_the_last_lesson_attended():
    completing(*CLASS, THERE, day=MORNING.date() - timedelta(1)).refuses(edition.CompletedBeforeLastLesson)


@for_all(
    some.integers(1, 100), some.integers(1, 40), some.lists(some.tuples(some.integers(1, 600), some.integers(0, 600)), max_size=8)
)
def test_completion_follows_from_recorded_attendance_alone(min_percent, hours, lessons):
    rule = CompletionRule(min_percent=min_percent)
    facts = [OPENED.model_copy(update={"rule": rule, "hours": hours}), ENROLLED]
    attended = 0
    for n, (length, minutes) in enumerate(lessons):
        name, there = an_id(f"lesson {n}"), min(length, minutes)
        at = MORNING + timedelta(n)
        facts.append(SCHEDULED.model_copy(update={"session": name, "starts_at": at, "minutes": length}))
        facts.append(THERE.model_copy(update={"session": name, "minutes": there}))
        attended += there
    outcome = completing(*facts)
    assert outcome.broken == () if attended / (hours * 60) >= min_percent / 100 else outcome.broken
    assert (not outcome.broken) == (attended * 100 >= min_percent * hours * 60)


@for_all(some.lists(some.tuples(some.sampled_from("abcdef"), some.booleans()), max_size=15), some.integers(1, 4))
def test_seats_hold_in_whatever_order_people_ask(asks, seats):
    facts = [OPENED.model_copy(update={"seats": seats})]
    for who, fitting in asks:
        outcome = enrolling(*facts, person=an_id(who), kind="citizen" if fitting else "recipient")
        if not outcome.broken and not outcome.impossible:
            facts += outcome.facts
    enrolled = [fact.person for fact in facts[1:]]
    assert len(enrolled) == len(set(enrolled)) <= seats
