"""Attendance registers: one per lesson, one entry per learner; after a signature entries are only corrected."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import Malformed, NotAllowed, RuleBroken
from services.training.commands import CorrectAttendance, OpenRegister, RecordAttendance, SignRegister
from services.training.domain.edition import Edition, is_over, lesson, opened, still_open
from services.training.domain.learner import LearnerHasWithdrawn, Learners
from services.training.events import (
    AttendanceCorrected,
    AttendanceRecorded,
    RegisterOpened,
    RegisterSigned,
    SessionScheduled,
    Signatory,
)

SIGNATORIES: frozenset[Signatory] = frozenset({"teacher", "tutor"})


class RegisterOpenAlready(RuleBroken):
    """A lesson has one register."""


class TeacherIsTutor(RuleBroken):
    """A register is signed by two people: the tutor is not the teacher."""


class RegisterNotOpen(RuleBroken):
    """The register of the lesson has not been opened."""


class RegisterIsSigned(RuleBroken):
    """After a signature nothing is entered in a register; an entry can only be corrected."""


class RegisterIncomplete(RuleBroken):
    """A register is signed when it says of every learner who takes part how long they were there."""


class SignedAlready(RuleBroken):
    """The teacher signs once, and so does the tutor."""


class AttendanceAlreadyRecorded(RuleBroken):
    """There is one record per person and lesson."""


class AttendanceNotRecorded(RuleBroken):
    """There is nothing to correct: no attendance of this person at this lesson is recorded."""


class SignsForBoth(NotAllowed):
    """Teacher and tutor sign by a login each: one person does not sign for both."""


class CorrectionSaysTheSame(RuleBroken):
    """A correction says something else than the entry that it corrects."""


class AttendanceNotStated(Malformed):
    """Attendance is stated in minutes, or by when somebody came and when they left."""


class OutsideTheSession(RuleBroken):
    """Who attends comes and leaves between start and end of the lesson, in this order."""


class MoreThanTheSession(RuleBroken):
    """Nobody is there for longer than the lesson takes, nor than from coming to leaving."""


class SessionNotHeldYet(RuleBroken):
    """Attendance is recorded, and signed for, after the lesson has been held."""


class AlreadyCompleted(RuleBroken):
    """The person has completed the course, under this id or another; after that attendance is only corrected."""


@dataclass(frozen=True)
class Entry:
    """The newest word on how long somebody was there, and the fact that says it."""

    event_id: UUID
    day: date
    said: "Said"


@dataclass(frozen=True)
class Said:
    """How long somebody was at a lesson."""

    minutes: int
    came_at: datetime | None = None
    left_at: datetime | None = None


@dataclass(frozen=True)
class Register:
    """The register of one lesson; without `opened` an import has recorded attendance and opened none."""

    opened: RegisterOpened | None = None
    signatures: frozenset[Signatory] = frozenset()
    signers: frozenset[str] = frozenset()
    """The logins that have signed."""
    entries: Mapping[UUID, Entry] = field(default_factory=dict)

    @property
    def signed(self) -> bool:
        """By both."""
        return self.signatures == SIGNATORIES


@dataclass(frozen=True)
class Registers:
    """The registers of an edition, by lesson."""

    by_session: Mapping[UUID, Register] = field(default_factory=dict)

    def of(self, session: UUID) -> Register:
        """The register of a lesson, empty where there is none."""
        return self.by_session.get(session, Register())

    @property
    def signed(self) -> frozenset[UUID]:
        """The lessons whose register both have signed."""
        return frozenset(session for session, register in self.by_session.items() if register.signed)

    def minutes(self, ids: Collection[UUID], *, only_signed: bool) -> int:
        """What a human has attended, under whichever id; a lesson counts once."""
        counted = [register for register in self.by_session.values() if register.signed or not only_signed]
        return sum(max((r.entries[person].said.minutes for person in ids if person in r.entries), default=0) for r in counted)

    def last_day(self, ids: Collection[UUID]) -> date | None:
        """The day of the last lesson at which the human was there."""
        found = (r.entries[person] for r in self.by_session.values() for person in ids if person in r.entries)
        return max((entry.day for entry in found if entry.said.minutes), default=None)


def open_register(registers: Registers, ask: OpenRegister, *, edition: Edition) -> Iterator[Event | RuleBroken]:
    """It names who will sign."""
    still_open(edition)
    session = lesson(edition, ask.session)
    if registers.of(ask.session).opened:
        raise RegisterOpenAlready("session", session=ask.session)
    teacher = ask.teacher or session.teacher
    if teacher == ask.tutor:
        yield TeacherIsTutor("tutor")
    yield RegisterOpened(
        edition=ask.edition, session=ask.session, day=session.starts_at.date(), teacher=teacher, tutor=ask.tutor
    )  # fmt: skip


def record(
    registers: Registers, ask: RecordAttendance, now: datetime,
    *, edition: Edition, learners: Learners, completed: bool, ids: Collection[UUID],
) -> Iterator[Event | RuleBroken]:  # fmt: skip
    """For who takes part, after the lesson, at most as long as it took; absence is recorded as 0."""
    terms, learner = still_open(edition), learners.find(ask.person)
    if completed:
        raise AlreadyCompleted("person", person=ask.person)
    session, register = lesson(edition, ask.session), registers.of(ask.session)
    if learner.withdrawn and learner.withdrawn < session.starts_at.date():
        raise LearnerHasWithdrawn("person", person=ask.person, withdrawn=learner.withdrawn)
    if any(person in register.entries for person in ids):
        raise AttendanceAlreadyRecorded("person", person=ask.person)
    said = _said(ask, session)
    if register.opened is None:
        yield RegisterNotOpen("session", session=ask.session)
    if register.signatures:
        yield RegisterIsSigned("session", signatures=sorted(register.signatures))
    if not is_over(session, now):
        yield SessionNotHeldYet("session", starts_at=session.starts_at)
    yield AttendanceRecorded(
        edition=ask.edition, course=terms.course, session=ask.session, person=ask.person, learner_type=learner.kind,
        day=session.starts_at.date(), minutes=said.minutes, came_at=said.came_at, left_at=said.left_at,
    )  # fmt: skip


def correct(registers: Registers, ask: CorrectAttendance, *, edition: Edition, learners: Learners) -> Iterator[Event | RuleBroken]:
    """At any time, with a reason; it corrects the newest word, and both stay readable."""
    terms, learner = opened(edition), learners.find(ask.person)
    session, entry = lesson(edition, ask.session), registers.of(ask.session).entries.get(ask.person)
    if entry is None:
        raise AttendanceNotRecorded("person", person=ask.person)
    said = _said(ask, session)
    if said == entry.said:
        yield CorrectionSaysTheSame("minutes", minutes=said.minutes)
    yield AttendanceCorrected(
        corrects_event_id=entry.event_id, edition=ask.edition, course=terms.course, session=ask.session, person=ask.person,
        learner_type=learner.kind, day=entry.day, minutes=said.minutes, came_at=said.came_at, left_at=said.left_at,
        reason=ask.reason,
    )  # fmt: skip


def sign(
    registers: Registers, ask: SignRegister, actor: str, now: datetime, day: date, *, edition: Edition, learners: Learners
) -> Iterator[Event | RuleBroken]:
    """Teacher and tutor each sign the complete register of a lesson that was held."""
    session, register = lesson(edition, ask.session), registers.of(ask.session)
    if register.opened is None:
        raise RegisterNotOpen("session", session=ask.session)
    if ask.signed_as in register.signatures:
        raise SignedAlready("signed_as", session=ask.session)
    if actor in register.signers:
        yield SignsForBoth("signed_as", session=ask.session)
    if not is_over(session, now):
        yield SessionNotHeldYet("session", starts_at=session.starts_at)
    expected = (person for person, learner in learners.enrolled.items() if learner.takes_part_on(session.starts_at.date()))
    missing = sorted(person for person in expected if person not in register.entries)
    if missing:
        yield RegisterIncomplete("session", persons=missing)
    yield RegisterSigned(
        edition=ask.edition, session=ask.session, signed_as=ask.signed_as, signed_on=day,
        person=register.opened.teacher if ask.signed_as == "teacher" else register.opened.tutor,
    )  # fmt: skip


def _said(ask: RecordAttendance | CorrectAttendance, session: SessionScheduled) -> Said:
    """The minutes as stated, or all from coming to leaving; fewer may be stated, for somebody goes out in between."""
    longest = session.minutes
    match ask.came_at, ask.left_at:
        case None, None:
            if ask.minutes is None:
                raise AttendanceNotStated("minutes")
        case datetime() as came, datetime() as left:
            ends = session.starts_at + timedelta(minutes=session.minutes)
            if not session.starts_at <= came <= left <= ends:
                raise OutsideTheSession("came_at", starts_at=session.starts_at, ends_at=ends)
            longest = (left - came) // timedelta(minutes=1)
        case _:
            raise AttendanceNotStated("came_at" if ask.came_at is None else "left_at")
    minutes = longest if ask.minutes is None else ask.minutes
    if minutes > longest:
        raise MoreThanTheSession("minutes", session_minutes=longest)
    return Said(minutes, ask.came_at, ask.left_at)


def evolve(registers: Registers, fact: Recorded) -> Registers:
    """Opened, filled in, corrected, signed."""
    match fact.event:
        case RegisterOpened(session=session) as event:
            return _with(registers, session, replace(registers.of(session), opened=event))
        case AttendanceRecorded(session=session) | AttendanceCorrected(session=session) as event:
            entry = Entry(fact.id, event.day, Said(event.minutes, event.came_at, event.left_at))
            register = registers.of(session)
            return _with(registers, session, replace(register, entries={**register.entries, event.person: entry}))
        case RegisterSigned(session=session, signed_as=signed_as):
            register = registers.of(session)
            signatures, signers = register.signatures | {signed_as}, register.signers | {fact.actor}
            return _with(registers, session, replace(register, signatures=signatures, signers=signers))
        case _:
            return registers


def _with(registers: Registers, session: UUID, register: Register) -> Registers:
    return Registers({**registers.by_session, session: register})
