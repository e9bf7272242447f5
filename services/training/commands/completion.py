"""What may be asked of training about: completion."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.training.events import LanguageLevel, Test


class AssessLearner(Command):
    """Say how a learner did in the final test; who failed may take it again."""

    edition: UUID
    person: PersonId
    test: Test
    score: Annotated[int, Field(ge=0, le=100)] | None = None
    level_before: LanguageLevel | None = None
    level_after: LanguageLevel | None = None


class CompleteCourse(Command):
    """Find that a learner has completed the course by the rule of the edition."""

    edition: UUID
    person: PersonId
