"""The facts that figures are made of: one row per fact and person, never a counter. `projections.figures` asks it.

Every row says in which service and at which position it was told, and so does what takes a row back: a figure can be asked
as it was known at any cut of the records. Days are those of Italy.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from infra.readmodel import ReadModel, Row, Table
from services.housing import events as housing
from services.intake import events as intake
from services.kernel.event import Recorded
from services.kernel.time import ROME
from services.oversight import events as oversight
from services.register import events as register
from services.training import events as training

TOLD = {"service": 'text collate "C" not null', "position": "bigint not null"}
"""Where it was told."""

COUNTED = Table(
    "counted",
    key=("kind", "event_id", "thing"),
    columns={
        "kind": 'text collate "C"', "event_id": "uuid", "thing": 'text collate "C"', "person": "uuid", "household": "uuid",
        "about": 'text collate "C" not null', "on_day": "date not null", "quantity": "bigint not null",
        "project": 'text collate "C" not null', "agency": 'text collate "C" not null', **TOLD,
    },
    indexes=("(on_day, kind)", "(person)", "(household)"),
)  # fmt: skip
STAY = Table(
    "stay",
    key=("assigned_by", "person"),
    columns={
        "assigned_by": "uuid", "person": "uuid", "assignment": "uuid not null", "household": "uuid", "project": "text",
        "starts": "date", "joined_to": "uuid", **TOLD,
    },
    indexes=("(starts)", "(household)"),
)  # fmt: skip
RELEASE = Table(
    "release",
    key=("released_by",),
    columns={"released_by": "uuid", "assignment": "uuid not null", "household": "uuid", "ends": "date", **TOLD},
    indexes=("(assignment)",),
)
"""The end of a stay is that of everybody who has not left before; also of who, as it turns out, had not left."""
LEAVING = Table(
    "leaving",
    key=("event_id",),
    columns={"event_id": "uuid", "household": "uuid not null", "person": "uuid not null", "left_on": "date not null", **TOLD},
    indexes=("(person, household)",),
)
SCORE = Table(
    "score",
    key=("event_id", "domain"),
    columns={
        "event_id": "uuid", "domain": 'text collate "C"', "assessment": "uuid", "person": "uuid", "household": "uuid",
        "score": "smallint not null", "on_day": "date not null", "project": 'text collate "C" not null', **TOLD,
    },
    indexes=("(person)",),
)  # fmt: skip
PROFILE = Table(
    "profile",
    key=("event_id",),
    columns={
        "event_id": "uuid", "person": "uuid not null", "valid_from": "date not null", "sex": "text", "birth_month": "text",
        "citizenship_group": "text", "eligible": "boolean", "ground": "text", **TOLD,
    },
    indexes=("(person, valid_from, position desc)",),
)  # fmt: skip
"""What counting may know of a person from a day on; of two for one day, the one told later holds."""
COURSE = Table("course", key=("event_id",), columns={"event_id": "uuid", "course": "uuid not null", "teaches": "text", **TOLD})
EDITION = Table(
    "edition", key=("event_id",), columns={"event_id": "uuid", "edition": 'text collate "C" not null', "course": "uuid", **TOLD}
)
DOCUMENT = Table(
    "document",
    key=("event_id", "sha256"),
    columns={"event_id": "uuid", "sha256": 'text collate "C"', **TOLD},
)
TARGET = Table(
    "target",
    key=("event_id",),
    columns={
        "event_id": "uuid", "project": 'text collate "C" not null', "indicator": 'text collate "C" not null',
        "quarter": 'text collate "C" not null', "value": "bigint not null", **TOLD,
    },
    indexes=("(project, quarter)",),
)  # fmt: skip
REPORT = Table(
    "report",
    key=("event_id",),
    columns={
        "event_id": "uuid", "report": "uuid not null", "number": "integer not null", "project": "text not null",
        "told": "jsonb not null", "told_at": "timestamptz not null", "actor": "text", "agency": "text", **TOLD,
    },
    indexes=("(report, number)", "(project)"),
)  # fmt: skip
"""Sealed reports (number 0) and their rectifications (1 …), as they were told."""
SUPERSEDED = Table(
    "superseded",
    key=("event_id", "by_event"),
    columns={"event_id": "uuid", "by_event": "uuid", **TOLD},
    indexes=("(service, position)",),
)

SERVED_AS = (None, "recipient")
"""As whom: an active citizen or an operator who completes a course was trained, not assisted."""


def when(fact: Recorded) -> Iterable[Row]:
    """What a fact adds to figures, and what it takes out of them."""
    event = fact.event
    if corrects := getattr(event, "corrects_event_id", None):
        yield _row("superseded", fact, event_id=corrects, by_event=fact.id)
    yield from _documents(fact)
    for part in (_served, _housed, _learned, _outcome, _scored, _counting, _reported):
        yield from part(fact)


def day_of(fact: Recorded) -> date:
    """The day on which it happened: the one that the fact names, else the day in Italy."""
    named = getattr(fact.event, type(fact.event).happened or "day", None)
    return named if isinstance(named, date) else fact.occurred_at.astimezone(ROME).date()


def _row(table: str, fact: Recorded, **values: Any) -> Row:
    return Row(table, {**values, "service": fact.service, "position": fact.position})


def _counted(
    fact: Recorded, kind: str, person: UUID | None, about: object, *, quantity: int = 1, on: date | None = None, thing: str = ""
) -> Row:
    return _row(
        "counted", fact, kind=kind, event_id=fact.id, thing=thing or str(person or ""), person=person, about=str(about),
        household=getattr(fact.event, "household", None), on_day=on or day_of(fact), quantity=quantity, project=fact.project,
        agency=fact.agency,
    )  # fmt: skip


def _documents(fact: Recorded) -> Iterator[Row]:
    cited = getattr(fact.event, "evidence", None)
    for one in (cited,) if isinstance(cited, str) else cited or ():
        if sha256 := one if isinstance(one, str) else getattr(one, "sha256", None):
            yield _row("document", fact, event_id=fact.id, sha256=sha256)


def _served(fact: Recorded) -> Iterator[Row]:
    """What a family or its members were given, and what was asked of them."""
    match fact.event:
        case intake.ServiceDelivered() | intake.ServiceCorrected() as given:
            for person in given.recipients or (None,):
                yield _counted(fact, "service", person, given.code)
        case register.HoursApproved() as hours:
            yield _counted(fact, "volunteering", hours.person, hours.match, quantity=hours.minutes)
        case register.VolunteerRegistered() as entry:
            yield _counted(fact, "registered", entry.person, entry.section, on=entry.start)
        case housing.BreachReported() as breach:
            yield _counted(fact, "breach", breach.person, breach.kind)
        case housing.RulesPublished() | register.RegisterDeclared() as tool:
            yield _counted(fact, "tool", None, tool.stream_id)
        case _:
            pass


def _housed(fact: Recorded) -> Iterator[Row]:
    match fact.event:
        case housing.UnitAssigned() as event:
            for person in event.members:
                yield _counted(fact, "housed", person, event.assignment)
                yield _stay(fact, person, event.assignment, event.starts, None)
        case housing.OccupantJoined() as joined:
            yield _counted(fact, "housed", joined.person, joined.assignment)
            yield _stay(fact, joined.person, fact.id, joined.joined_on, joined.assignment)
        case housing.UnitReleased() as released:
            yield _row(
                "release", fact, released_by=fact.id, assignment=released.assignment, household=released.household,
                ends=released.released,
            )  # fmt: skip
        case intake.MemberLeft() as left:
            yield _row("leaving", fact, event_id=fact.id, household=left.household, person=left.person, left_on=left.left)
        case _:
            pass


def _stay(fact: Recorded, person: UUID, assignment: UUID, starts: date, joined_to: UUID | None) -> Row:
    """Who joins later has a stay within that of the household, with a row of its own, so that who left may come back."""
    return _row(
        "stay", fact, assigned_by=fact.id, person=person, assignment=assignment, household=getattr(fact.event, "household", None),
        project=fact.project, starts=starts, joined_to=joined_to,
    )  # fmt: skip


def _learned(fact: Recorded) -> Iterator[Row]:
    """Courses: what they teach, who was there as whom, who completed them."""
    match fact.event:
        case training.CoursePublished() as course:
            yield _row("course", fact, event_id=fact.id, course=course.course, teaches=course.teaches)
        case training.EditionOpened() as opened:
            yield _row("edition", fact, event_id=fact.id, edition=str(opened.edition), course=opened.course)
        case training.EditionClosed() as closed:
            yield _counted(fact, "closed", None, closed.edition)
        case training.LearnerEnrolled() as enrolled:
            yield _counted(fact, _as("enrolled", enrolled.learner_type), enrolled.person, enrolled.edition)
        case training.AttendanceRecorded() | training.AttendanceCorrected() as there:
            kind = _as("attended", there.learner_type)
            yield _counted(fact, kind, there.person, there.edition, quantity=there.minutes)
        case training.CourseCompleted() as completed:
            yield _counted(fact, _as("completed", completed.learner_type), completed.person, completed.edition)
        case training.LearnerAssessed() as test if test.gained_level and test.learner_type in SERVED_AS:
            yield _counted(fact, "level", test.person, test.edition)
        case _:
            pass


def _as(what: str, learner_type: str | None) -> str:
    return what if learner_type in SERVED_AS else f"{what}-other"


def _outcome(fact: Recorded) -> Iterator[Row]:
    """Who came into the project, who left it, and what became of them."""
    match fact.event:
        case intake.FamilyEnrolled() as family:
            for member in family.members:
                yield _counted(fact, "entered", member.person, "family", on=family.entry)
        case intake.MemberAdded() as added:
            yield _counted(fact, "entered", added.person, "member", on=added.since)
        case intake.CaseReopened() as again:
            yield _counted(fact, "reopened", again.head, "")
        case intake.FamilyExited() as left:
            for person in left.members:
                yield _counted(fact, "exit", person, left.destination)
        case intake.MilestoneReached() as milestone:
            yield _counted(fact, "milestone", milestone.person, milestone.milestone)
        case _:
            pass


def _scored(fact: Recorded) -> Iterator[Row]:
    """How somebody stands, domain by domain."""
    if not isinstance(fact.event, intake.AssessmentRecorded | intake.AssessmentRevised):
        return
    found = fact.event
    for domain, score in found.scores.items():
        if score is not None:
            yield _row(
                "score", fact, event_id=fact.id, domain=domain, assessment=found.assessment, person=found.person,
                household=found.household, score=score, on_day=day_of(fact), project=fact.project,
            )  # fmt: skip


def _reported(fact: Recorded) -> Iterator[Row]:
    """What was meant to be reached, and what was sealed."""
    match fact.event:
        case oversight.TargetSet() as target:
            yield _row("target", fact, event_id=fact.id, **target.model_dump())
        case oversight.ReportSealed() | oversight.ReportRectified() as told:
            yield _row(
                "report", fact, event_id=fact.id, report=told.report, number=getattr(told, "number", 0), project=told.project,
                told=told.model_dump(mode="json"), told_at=fact.recorded_at, actor=fact.actor, agency=fact.agency,
            )  # fmt: skip
        case _:
            pass


def _counting(fact: Recorded) -> Iterator[Row]:
    """Who somebody is to those who count; and which agency is an authority."""
    match fact.event:
        case intake.CountingProfileSet() as profile:
            yield _row("profile", fact, event_id=fact.id, **profile.model_dump())
        case intake.AgencyRegistered(agency=agency, authority=kind) if kind:
            yield _counted(fact, "authority", None, agency)
        case _:
            pass


MODEL = ReadModel(
    "indicators",
    version=7,
    tables=(COUNTED, STAY, RELEASE, LEAVING, SCORE, PROFILE, COURSE, EDITION, DOCUMENT, TARGET, REPORT, SUPERSEDED),
    when=when,
)
