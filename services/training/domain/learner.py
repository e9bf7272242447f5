"""The learners of an edition: enrolled once, as long as there are seats; who withdraws frees one."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken
from services.training.commands import EnrolLearner, WithdrawLearner
from services.training.domain.edition import Edition, opened, still_open
from services.training.events import LearnerEnrolled, LearnerType, LearnerWithdrawn


class AlreadyLearner(RuleBroken):
    """A person is enrolled in an edition once, under whichever id; who has withdrawn comes back to another edition."""


class NotOpenToThem(RuleBroken):
    """The edition was not opened for learners of this kind."""


class SeatsTaken(RuleBroken):
    """All seats of the edition are taken."""


class EditionOver(RuleBroken):
    """Nobody is enrolled after the last day of the edition."""


class LearnerNotEnrolled(RuleBroken):
    """The person is not enrolled in this edition."""


class LearnerHasWithdrawn(RuleBroken):
    """The person has withdrawn from the edition."""


class LearnerHasCompleted(RuleBroken):
    """Who has completed the course does not withdraw from it."""


class WithdrawnBeforeEnrolled(RuleBroken):
    """A learner withdraws after having been enrolled."""


@dataclass(frozen=True)
class Learner:
    """One enrolment."""

    kind: LearnerType
    since: date
    withdrawn: date | None = None

    def takes_part_on(self, day: date) -> bool:
        """Whether a lesson of that day is for them."""
        return self.since <= day and (self.withdrawn is None or day <= self.withdrawn)


@dataclass(frozen=True)
class Learners:
    """Everybody who was ever enrolled in the edition."""

    enrolled: Mapping[UUID, Learner] = field(default_factory=dict)

    @property
    def seats_taken(self) -> int:
        """By those who have not withdrawn."""
        return sum(learner.withdrawn is None for learner in self.enrolled.values())

    def find(self, person: UUID) -> Learner:
        """The enrolment of a person, withdrawn or not. Raises `LearnerNotEnrolled`."""
        learner = self.enrolled.get(person)
        if learner is None:
            raise LearnerNotEnrolled("person", person=person)
        return learner

    def taking_part(self, person: UUID) -> Learner:
        """The enrolment of a person who has not withdrawn."""
        learner = self.find(person)
        if learner.withdrawn:
            raise LearnerHasWithdrawn("person", person=person, withdrawn=learner.withdrawn)
        return learner


def enrol(
    learners: Learners, ask: EnrolLearner, day: date, *, edition: Edition, ids: Collection[UUID]
) -> Iterator[Event | RuleBroken]:
    """Once per human, while there are seats; `ids` are all that the human is known by."""
    terms = still_open(edition)
    if any(person in learners.enrolled for person in ids):
        raise AlreadyLearner("person", person=ask.person)
    if ask.learner_type not in terms.open_to:
        yield NotOpenToThem("learner_type", open_to=list(terms.open_to))
    if learners.seats_taken >= terms.seats:
        yield SeatsTaken("edition", seats=terms.seats)
    if day > terms.until:
        yield EditionOver("edition", until=terms.until)
    yield LearnerEnrolled(edition=ask.edition, course=terms.course, person=ask.person, learner_type=ask.learner_type)


def withdraw(
    learners: Learners, ask: WithdrawLearner, day: date, *, edition: Edition, completed: bool
) -> Iterator[Event | RuleBroken]:
    """What was attended stays recorded; the seat is free."""
    still_open(edition)
    learner = learners.taking_part(ask.person)
    if completed:
        raise LearnerHasCompleted("person", person=ask.person)
    if day < learner.since:
        yield WithdrawnBeforeEnrolled("occurred_at", since=learner.since)
    yield LearnerWithdrawn(
        edition=ask.edition, course=opened(edition).course, person=ask.person, learner_type=learner.kind, withdrawn_on=day,
        reason=ask.reason,
    )  # fmt: skip


def evolve(learners: Learners, fact: Recorded) -> Learners:
    """Enrolled, withdrawn."""
    match fact.event:
        case LearnerEnrolled(person=person, learner_type=kind):
            return Learners({**learners.enrolled, person: Learner(kind, fact.occurred_at.date())})
        case LearnerWithdrawn(person=person, withdrawn_on=day) if person in learners.enrolled:
            return Learners({**learners.enrolled, person: replace(learners.enrolled[person], withdrawn=day)})
        case _:
            return learners
