"""What may be asked of intake about: plan."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.intake.events import Dimension
from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId
from services.kernel.time import Day
from services.kernel.words import Note


class DraftPlan(Command):
    """Draft the family's personalised project."""

    household: HouseholdId
    summary: Note | None = None


class SetGoal(Command):
    """Add a goal to the plan."""

    household: HouseholdId
    person: PersonId
    dimension: Dimension
    text: Note
    due: Day | None = None


class RecordGoalProgress(Command):
    """Say how far a goal has come; 100 percent is reached."""

    household: HouseholdId
    goal: UUID
    percent: Annotated[int, Field(ge=0, le=100)]
    note: Note | None = None
