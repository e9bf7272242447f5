"""An edition of a course: for whom it is given, how it is completed, which lessons it has, and that it is over."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown
from services.training.commands import CancelSession, CloseEdition, OpenEdition, ScheduleSession
from services.training.domain.course import Course, UnknownCourse
from services.training.events import EditionClosed, EditionOpened, SessionCancelled, SessionScheduled


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


class SessionIsCancelled(RuleBroken):
    """The lesson was cancelled."""


class SessionWasHeld(RuleBroken):
    """A lesson at which attendance was recorded was held; it is not cancelled any more."""


class EditionIsClosed(RuleBroken):
    """A closed edition takes no more lessons, learners or attendance."""


class LessonsAhead(RuleBroken):
    """An edition is closed after its last lesson; a lesson that is not held is cancelled first."""


class RegistersNotSigned(RuleBroken):
    """An edition is closed when teacher and tutor have signed for every lesson held, where its rule counts signed registers."""


@dataclass(frozen=True)
class Edition:
    """What rules ask about an edition and its lessons."""

    opened: EditionOpened | None = None
    sessions: Mapping[UUID, SessionScheduled] = field(default_factory=dict)
    cancelled: frozenset[UUID] = frozenset()
    closed: date | None = None

    @property
    def lessons(self) -> list[SessionScheduled]:
        """Those that are not cancelled."""
        return [session for name, session in self.sessions.items() if name not in self.cancelled]


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
    """A lesson within the days of the edition, at a time when no other is held."""
    terms = still_open(edition)
    if not terms.start <= ask.starts_at.date() <= terms.until:
        yield SessionOutsideEdition("starts_at", start=terms.start, until=terms.until)
    planned = SessionScheduled(session=name, edition=ask.edition, starts_at=ask.starts_at, minutes=ask.minutes, teacher=ask.teacher)
    for other in edition.lessons:
        if _meet(planned, other):
            yield SessionsOverlap("starts_at", session=other.session)
    yield planned


def cancel(edition: Edition, ask: CancelSession, *, attended: bool) -> Iterator[Event | RuleBroken]:
    """A lesson that nobody has come to yet is cancelled once."""
    still_open(edition)
    session = lesson(edition, ask.session)
    if attended:
        raise SessionWasHeld("session", session=ask.session)
    yield SessionCancelled(
        session=ask.session, edition=ask.edition, teacher=session.teacher, cause=ask.cause, reason=ask.reason
    )  # fmt: skip


def close(
    edition: Edition, ask: CloseEdition, now: datetime, day: date, *, signed: Collection[UUID]
) -> Iterator[Event | RuleBroken]:
    """After the last lesson; what the registers say is then final but for corrections."""
    terms = still_open(edition)
    ahead = [session.session for session in edition.lessons if not is_over(session, now)]
    if ahead:
        yield LessonsAhead("edition", sessions=ahead)
    unsigned = [session.session for session in edition.lessons if session.session not in signed]
    if terms.rule.signed_registers and unsigned:
        yield RegistersNotSigned("edition", sessions=unsigned)
    yield EditionClosed(edition=ask.edition, course=terms.course, closed_on=day)


def opened(edition: Edition) -> EditionOpened:
    """How it was opened. Raises `UnknownEdition`."""
    if edition.opened is None:
        raise UnknownEdition("edition")
    return edition.opened


def still_open(edition: Edition) -> EditionOpened:
    """How it was opened, unless it is closed."""
    found = opened(edition)
    if edition.closed:
        raise EditionIsClosed("edition", closed=edition.closed)
    return found


def lesson(edition: Edition, name: UUID) -> SessionScheduled:
    """A lesson that is or was to be held."""
    session = edition.sessions.get(name)
    if session is None:
        raise UnknownSession("session", session=name)
    if name in edition.cancelled:
        raise SessionIsCancelled("session", session=name)
    return session


def is_over(session: SessionScheduled, now: datetime) -> bool:
    """Whether the lesson has ended."""
    return now - session.starts_at >= timedelta(minutes=session.minutes)


def _meet(one: SessionScheduled, other: SessionScheduled) -> bool:
    apart = other.starts_at - one.starts_at
    return -timedelta(minutes=other.minutes) < apart < timedelta(minutes=one.minutes)


def evolve(edition: Edition, fact: Recorded) -> Edition:
    """Opened, its lessons scheduled and cancelled, closed."""
    match fact.event:
        case EditionOpened() as event:
            return replace(edition, opened=event)
        case SessionScheduled() as session:
            return replace(edition, sessions={**edition.sessions, session.session: session})
        case SessionCancelled(session=name):
            return replace(edition, cancelled=edition.cancelled | {name})
        case EditionClosed(closed_on=day):
            return replace(edition, closed=day)
        case _:
            return edition
