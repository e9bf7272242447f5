"""Who has completed the course: by the rule that the edition opened with, from its registers and tests alone, once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken
from services.training.commands import AssessLearner, CompleteCourse
from services.training.domain.attendance import AlreadyCompleted, Registers
from services.training.domain.edition import Edition, opened
from services.training.domain.learner import Learners
from services.training.events import CourseCompleted, LearnerAssessed


class AttendanceTooLow(RuleBroken):
    """The minutes that count do not reach the share of the course's hours that the rule asks for."""


class TestMissing(RuleBroken):
    """The completion rule asks for a test."""


class TestFailed(RuleBroken):
    """The completion rule asks for a test that is passed."""


class AlreadyPassed(RuleBroken):
    """Who has passed the test does not take it again."""


class CompletedBeforeLastLesson(RuleBroken):
    """A course is completed on the day of the last lesson attended, or of the test, at the earliest."""


@dataclass(frozen=True)
class Completions:
    """The newest test of each learner, and who has completed the course."""

    assessed: Mapping[UUID, LearnerAssessed] = field(default_factory=dict)
    completed: Mapping[UUID, CourseCompleted] = field(default_factory=dict)

    def any_of(self, ids: Collection[UUID]) -> bool:
        """Whether a human has completed the course, under whichever id."""
        return any(person in self.completed for person in ids)

    def test_of(self, ids: Collection[UUID]) -> LearnerAssessed | None:
        """The test that counts: one that was passed, else the last."""
        taken = [self.assessed[person] for person in ids if person in self.assessed]
        return max(taken, key=lambda test: (test.test == "passed", test.assessed_on), default=None)


@dataclass(frozen=True)
class Standing:
    """What a rule of completion looks at, for one human."""

    edition: Edition
    registers: Registers
    completions: Completions
    ids: frozenset[UUID]

    @property
    def minutes(self) -> int:
        """Those that count."""
        return self.registers.minutes(self.ids, only_signed=opened(self.edition).rule.signed_registers)

    @property
    def percent(self) -> int:
        """Of the hours of the course."""
        return self.minutes * 100 // (opened(self.edition).hours * 60)

    def broken(self) -> Iterator[RuleBroken]:
        """What of the edition's rule is not met."""
        terms, test = opened(self.edition), self.completions.test_of(self.ids)
        if self.minutes * 100 < terms.rule.min_percent * terms.hours * 60:
            yield AttendanceTooLow(
                "person", minutes=self.minutes, min_percent=terms.rule.min_percent, hours=terms.hours,
                recorded=self.registers.minutes(self.ids, only_signed=False),
            )  # fmt: skip
        if terms.rule.test_required and test is None:
            yield TestMissing("person")
        if terms.rule.test_required and test and test.test == "failed":
            yield TestFailed("person", assessed_on=test.assessed_on)


def assess(
    completions: Completions, ask: AssessLearner, day: date, *, edition: Edition, learners: Learners
) -> Iterator[Event | RuleBroken]:
    """A test may be taken again until it is passed."""
    learner, earlier = learners.taking_part(ask.person), completions.assessed.get(ask.person)
    if earlier and earlier.test == "passed":
        raise AlreadyPassed("person", assessed_on=earlier.assessed_on)
    yield LearnerAssessed(
        edition=ask.edition, course=opened(edition).course, person=ask.person, learner_type=learner.kind, test=ask.test,
        score=ask.score, level_before=ask.level_before, level_after=ask.level_after, assessed_on=day,
    )  # fmt: skip


def complete(standing: Standing, ask: CompleteCourse, day: date, *, learners: Learners) -> Iterator[Event | RuleBroken]:
    """Once per human, by what is recorded."""
    learner, terms = learners.taking_part(ask.person), opened(standing.edition)
    if standing.completions.any_of(standing.ids):
        raise AlreadyCompleted("person", person=ask.person)
    yield from standing.broken()
    test = standing.completions.test_of(standing.ids)
    days = (standing.registers.last_day(standing.ids), test.assessed_on if test else None)
    last = max((then for then in days if then), default=None)
    if last and day < last:
        yield CompletedBeforeLastLesson("occurred_at", day=last)
    yield CourseCompleted(
        edition=ask.edition, course=terms.course, person=ask.person, learner_type=learner.kind, minutes=standing.minutes,
        percent=standing.percent, test=test.test if test else None, rule_version=terms.rule.version, completed_on=day,
    )  # fmt: skip


def evolve(completions: Completions, fact: Recorded) -> Completions:
    """Assessed, completed."""
    match fact.event:
        case LearnerAssessed() as test:
            return replace(completions, assessed={**completions.assessed, test.person: test})
        case CourseCompleted() as completed:
            return replace(completions, completed={**completions.completed, completed.person: completed})
        case _:
            return completions
