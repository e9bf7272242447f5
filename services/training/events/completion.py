"""What training publishes about: completion."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import PersonId
from services.training.events.edition import LearnerType

Test = Literal["passed", "failed"]


class LearnerAssessed(Event):
    """The learner has taken the final test."""

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("person",)
    happened: ClassVar = "assessed_on"
    edition: UUID
    course: UUID
    person: PersonId
    learner_type: LearnerType
    test: Test
    score: int | None = None
    assessed_on: date


class CourseCompleted(Event):
    """The learner has met the completion rule by the attendance recorded."""

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("person",)
    happened: ClassVar = "completed_on"
    edition: UUID
    course: UUID
    person: PersonId
    learner_type: LearnerType
    minutes: int
    percent: int
    test: Test | None = None
    result: Literal["completed"] = "completed"
    rule_version: str
    completed_on: date
