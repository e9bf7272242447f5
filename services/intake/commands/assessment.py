"""What may be asked of intake about: assessment."""

from typing import Annotated

from pydantic import Field

from services.intake.events import Phase
from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId
from services.kernel.words import Code


class RecordAssessment(Command):
    """Fill in the self-sufficiency matrix."""

    household: HouseholdId
    person: PersonId
    tool: Code = "SSM"
    tool_version: Code = "1"
    phase: Phase
    scores: Annotated[dict[Code, Annotated[int, Field(ge=1, le=5)] | None], Field(min_length=1, max_length=30)]
