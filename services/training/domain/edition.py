"""An edition of a course: its lessons, its learners, who was there, who has completed it by the rule it opened with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown
from services.training.commands import CompleteCourse, EnrolLearner, OpenEdition, RecordAttendance, ScheduleSession
from services.training.domain.course import Course, UnknownCourse
from services.training.events import (
    AttendanceRecorded,
    CourseCompleted,
    EditionOpened,
    LearnerEnrolled,
    LearnerType,
    SessionScheduled,
)


class UnknownEdition(Unknown):
    """There is no such edition, or another agency gives it."""


class UnknownSession(Unknown):
    """The edition has no such lesson."""


class EditionEndsBeforeStart(RuleBroken):
    """An edition lasts one day at least."""


class SessionOutsideEdition(RuleBroken):
    """A lesson is held on a day of the edition."""


class SessionsOverlap(RuleBroken):
    """An edition is one class: its lessons are held one after the other."""


class AlreadyLearner(RuleBroken):
    """A person is enrolled in an edition once."""


class NotOpenToThem(RuleBroken):
    """The edition was not opened for learners of this kind."""


class SeatsTaken(RuleBroken):
    """All seats of the edition are taken."""


class EditionOver(RuleBroken):
    """Nobody is enrolled after the last day of the edition."""


class LearnerNotEnrolled(RuleBroken):
    """The person is not enrolled in this edition."""


class AttendanceAlreadyRecorded(RuleBroken):
    """There is one record per learner and lesson."""


class MoreThanTheSession(RuleBroken):
    """Nobody is there for longer than the lesson takes."""


class SessionNotHeldYet(RuleBroken):
    """Attendance is recorded after the lesson has been held."""


class AlreadyCompleted(RuleBroken):
    """The learner has completed the course; nothing is recorded after it."""


class AttendanceTooLow(RuleBroken):
    """The minutes recorded do not reach the share of the course's hours that the rule asks for."""


class TestMissing(RuleBroken):
    """The completion rule asks for a test."""


class TestFailed(RuleBroken):
    """The completion rule asks for a test that is passed."""


class CompletedBeforeLastLesson(RuleBroken):
    """A course is completed on the day of the last lesson attended at the earliest."""


@dataclass(frozen=True)
class Edition:
    """What rules ask about an edition."""

    opened: EditionOpened | None = None
    sessions: Mapping[UUID, SessionScheduled] = field(default_factory=dict)
    learners: Mapping[UUID, LearnerType] = field(default_factory=dict)
    attended: Mapping[UUID, Mapping[UUID, int]] = field(default_factory=dict)
    """Minutes by person and session."""
    completed: frozenset[UUID] = frozenset()

    def last_lesson_of(self, person: UUID) -> date | None:
        """The day of the last lesson at which the learner was there."""
        there = (self.sessions.get(name) for name, minutes in self.attended.get(person, {}).items() if minutes)
        return max((session.starts_at.date() for session in there if session), default=None)


def open_edition(name: UUID, ask: OpenEdition, agency: str, course: Course) -> Iterator[Event | RuleBroken]:
    """The completion rule is part of the opening, so that nobody changes it afterwards."""
    if course.hours is None:
        raise UnknownCourse("course", course=ask.course)
    if ask.until < ask.start:
        yield EditionEndsBeforeStart("until")
    yield EditionOpened(
        edition=name, course=ask.course, agency=agency, project=ask.project, hours=course.hours, seats=ask.seats,
        open_to=tuple(dict.fromkeys(ask.open_to)), start=ask.start, until=ask.until, rule=ask.rule,
    )  # fmt: skip


def schedule(edition: Edition, name: UUID, ask: ScheduleSession) -> Iterator[Event | RuleBroken]:
    """A lesson within the days of the edition."""
    opened = _opened(edition)
    if not opened.start <= ask.starts_at.date() <= opened.until:
        yield SessionOutsideEdition("starts_at", start=opened.start, until=opened.until)
    planned = SessionScheduled(session=name, edition=ask.edition, starts_at=ask.starts_at, minutes=ask.minutes, teacher=ask.teacher)
    for other in edition.sessions.values():
        if _meet(planned, other):
            yield SessionsOverlap("starts_at", session=other.session)
    yield planned


def enrol(edition: Edition, ask: EnrolLearner, day: date) -> Iterator[Event | RuleBroken]:
    """Once per person, while there are seats."""
    opened = _opened(edition)
    if ask.person in edition.learners:
        raise AlreadyLearner("person", person=ask.person)
    if ask.learner_type not in opened.open_to:
        yield NotOpenToThem("learner_type", open_to=list(opened.open_to))
    if len(edition.learners) >= opened.seats:
        yield SeatsTaken("edition", seats=opened.seats)
    if day > opened.until:
        yield EditionOver("edition", until=opened.until)
    yield LearnerEnrolled(
        edition=ask.edition, course=opened.course, person=ask.person, learner_type=ask.learner_type
    )  # fmt: skip


def record_attendance(edition: Edition, ask: RecordAttendance, now: datetime) -> Iterator[Event | RuleBroken]:
    """For an enrolled learner, after the lesson, at most as long as it took; absence is recorded as 0."""
    opened, learner_type = _opened(edition), _learner(edition, ask.person)
    session = edition.sessions.get(ask.session)
    if session is None:
        raise UnknownSession("session", session=ask.session)
    if ask.session in edition.attended.get(ask.person, {}):
        raise AttendanceAlreadyRecorded("person", person=ask.person)
    if ask.minutes > session.minutes:
        raise MoreThanTheSession("minutes", session_minutes=session.minutes)
    if now - session.starts_at < timedelta(minutes=session.minutes):
        yield SessionNotHeldYet("session", starts_at=session.starts_at)
    yield AttendanceRecorded(
        edition=ask.edition, course=opened.course, session=ask.session, person=ask.person, learner_type=learner_type,
        day=session.starts_at.date(), minutes=ask.minutes,
    )  # fmt: skip


def complete(edition: Edition, ask: CompleteCourse, day: date) -> Iterator[Event | RuleBroken]:
    """Only by the attendance recorded, and once."""
    opened, learner_type = _opened(edition), _learner(edition, ask.person)
    minutes, whole = sum(edition.attended.get(ask.person, {}).values()), opened.hours * 60
    if minutes * 100 < opened.rule.min_percent * whole:
        yield AttendanceTooLow("person", minutes=minutes, min_percent=opened.rule.min_percent, hours=opened.hours)
    if opened.rule.test_required and ask.test is None:
        yield TestMissing("test")
    if opened.rule.test_required and ask.test == "failed":
        yield TestFailed("test")
    last = edition.last_lesson_of(ask.person)
    if last and day < last:
        yield CompletedBeforeLastLesson("occurred_at", day=last)
    yield CourseCompleted(
        edition=ask.edition, course=opened.course, person=ask.person, learner_type=learner_type, minutes=minutes,
        percent=minutes * 100 // whole, test=ask.test, rule_version=opened.rule.version, completed_on=day,
    )  # fmt: skip


def _opened(edition: Edition) -> EditionOpened:
    if edition.opened is None:
        raise UnknownEdition("edition")
    return edition.opened


def _learner(edition: Edition, person: UUID) -> LearnerType:
    learner_type = edition.learners.get(person)
    if learner_type is None:
        raise LearnerNotEnrolled("person", person=person)
    if person in edition.completed:
        raise AlreadyCompleted("person", person=person)
    return learner_type


def _meet(one: SessionScheduled, other: SessionScheduled) -> bool:
    apart = other.starts_at - one.starts_at
    return -timedelta(minutes=other.minutes) < apart < timedelta(minutes=one.minutes)


def evolve(edition: Edition, fact: Recorded) -> Edition:
    """Opened, scheduled, enrolled, attended, completed."""
    match fact.event:
        case EditionOpened() as opened:
            return replace(edition, opened=opened)
        case SessionScheduled() as session:
            return replace(edition, sessions={**edition.sessions, session.session: session})
        case LearnerEnrolled(person=person, learner_type=learner_type):
            return replace(edition, learners={**edition.learners, person: learner_type})
        case AttendanceRecorded(person=person, session=name, minutes=minutes):
            theirs = {**edition.attended.get(person, {}), name: minutes}
            return replace(edition, attended={**edition.attended, person: theirs})
        case CourseCompleted(person=person):
            return replace(edition, completed=edition.completed | {person})
        case _:
            return edition
