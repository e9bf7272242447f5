"""What may be asked of intake about: assessment."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.intake.events import Phase
from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId
from services.kernel.words import Code, Note

Scores = Annotated[dict[Code, Annotated[int, Field(ge=1, le=5, strict=True)] | None], Field(min_length=1, max_length=30)]


class RecordAssessment(Command):
    """Fill in the self-sufficiency matrix."""

    household: HouseholdId
    person: PersonId
    tool: Code = "SSM"
    tool_version: Code = "1"
    phase: Phase
    scores: Scores
    note: Note | None = None


class ReviseAssessment(Command):
    """Say all scores of an assessment again, as they should have been."""

    household: HouseholdId
    assessment: UUID
    scores: Scores
    reason: Note
