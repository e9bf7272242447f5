"""Follow-ups (verifiche a distanza): how a family fares some months after it has left the project.

Those of the programme are scheduled by the exit itself (`household.end_enrolment`). A family that has left takes no more
services, but is still asked; its closed case does not stand in the way.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.intake.commands import NoteFollowUpDue, RecordFollowUp, ScheduleFollowUp
from services.intake.domain.assessment import Assessments, UnknownAssessment
from services.intake.domain.household import Household, NotEnrolled
from services.intake.events import FollowUpFellDue, FollowUpRecorded, FollowUpScheduled
from services.kernel.event import Event, Recorded
from services.kernel.rules import Malformed, NotYetDue, RuleBroken, Unknown


class NotLeftYet(RuleBroken):
    """A family is followed up after it has left the project."""


class FollowUpBeforeExit(RuleBroken):
    """A follow-up lies after the day on which the family has left."""


class FollowUpAlreadyScheduled(RuleBroken):
    """For one day one follow-up is scheduled."""


class UnknownFollowUp(Unknown):
    """The household has no such follow-up."""


class FollowUpAlreadyRecorded(RuleBroken):
    """A follow-up is recorded once."""


class UnknownSituation(Malformed):
    """Where a family lives and what work it has are said in the codes of the lists."""


class NotAFollowUpAssessment(RuleBroken):
    """A follow-up cites an assessment of the phase follow-up."""


@dataclass(frozen=True)
class FollowUps:
    """What was scheduled for a household, and what became of it."""

    scheduled: Mapping[UUID, FollowUpScheduled] = field(default_factory=dict)
    recorded: frozenset[UUID] = frozenset()
    noted: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Situations:
    """The codes in which a follow-up is told."""

    housing: Collection[str]
    work: Collection[str]


def schedule(follow_ups: FollowUps, ask: ScheduleFollowUp, name: UUID, household: Household) -> Iterator[Event | RuleBroken]:
    """One more, by hand."""
    if household.head is None:
        raise NotEnrolled("household")
    yield from _after_exit("due", ask.due, household)
    if any(one.due == ask.due for one in follow_ups.scheduled.values()):
        yield FollowUpAlreadyScheduled("due", due=ask.due)
    yield FollowUpScheduled(follow_up=name, household=ask.household, head=household.head, due=ask.due)


def record(
    follow_ups: FollowUps, ask: RecordFollowUp, day: date,
    *, household: Household, assessments: Assessments, situations: Situations,
) -> Iterator[Event | RuleBroken]:  # fmt: skip
    """A family is reached before or after the day it was due, or not at all: that too is recorded."""
    scheduled = _known(follow_ups, ask.follow_up)
    for name, code, known in (
        ("housing_situation", ask.housing_situation, situations.housing),
        ("work_situation", ask.work_situation, situations.work),
    ):
        if code not in known:
            raise UnknownSituation(name, code=code)
    made = assessments.made.get(ask.assessment) if ask.assessment else None
    if ask.assessment and made is None:
        raise UnknownAssessment("assessment", assessment=ask.assessment)
    if ask.follow_up in follow_ups.recorded:
        raise FollowUpAlreadyRecorded("follow_up", follow_up=ask.follow_up)
    yield from _after_exit("occurred_at", day, household)
    if made and made.fact.phase != "follow-up":
        yield NotAFollowUpAssessment("assessment", phase=made.fact.phase)
    yield FollowUpRecorded(
        head=scheduled.head, months=scheduled.months, followed_up_on=day, **ask.model_dump(exclude={"occurred_at", "source"})
    )


def note_due(follow_ups: FollowUps, ask: NoteFollowUpDue, today: date, household: Household) -> Iterator[Event | RuleBroken]:
    """Noted once, unless the family was asked before, or its exit was voided and it is still there."""
    scheduled = _known(follow_ups, ask.follow_up)
    if ask.follow_up in follow_ups.recorded | follow_ups.noted or household.exit is None:
        return
    if today < scheduled.due:
        raise NotYetDue("follow_up", due=scheduled.due)
    yield FollowUpFellDue(follow_up=ask.follow_up, household=ask.household, head=scheduled.head, due=scheduled.due)


def _known(follow_ups: FollowUps, name: UUID) -> FollowUpScheduled:
    if name not in follow_ups.scheduled:
        raise UnknownFollowUp("follow_up", follow_up=name)
    return follow_ups.scheduled[name]


def _after_exit(name: str, day: date, household: Household) -> Iterator[RuleBroken]:
    if household.exit is None:
        yield NotLeftYet("household")
    elif day <= household.exit:
        yield FollowUpBeforeExit(name, exit=household.exit)


def evolve(follow_ups: FollowUps, fact: Recorded) -> FollowUps:
    """Scheduled, fallen due, recorded."""
    match fact.event:
        case FollowUpScheduled(follow_up=name) as event:
            return replace(follow_ups, scheduled={**follow_ups.scheduled, name: event})
        case FollowUpRecorded(follow_up=name):
            return replace(follow_ups, recorded=follow_ups.recorded | {name})
        case FollowUpFellDue(follow_up=name):
            return replace(follow_ups, noted=follow_ups.noted | {name})
        case _:
            return follow_ups
