"""What training publishes about: completion."""

from datetime import date
from typing import ClassVar, Literal, get_args
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import PersonId
from services.training.events.edition import LearnerType

Test = Literal["passed", "failed"]
LanguageLevel = Literal["none", "A1", "A2", "B1", "B2", "C1", "C2"]
"""Of the Common European Framework, lowest first."""
LEVELS: tuple[LanguageLevel, ...] = get_args(LanguageLevel)


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
    level_before: LanguageLevel | None = None
    """Of the language, on coming to the course."""
    level_after: LanguageLevel | None = None
    assessed_on: date

    @property
    def gained_level(self) -> bool:
        """Whether the learner leaves a language course at least one level above where they came in."""
        if self.level_before is None or self.level_after is None:
            return False
        return LEVELS.index(self.level_after) > LEVELS.index(self.level_before)


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
