"""What may be asked of intake about: plan."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.intake.events import Dimension, ReviewOutcome
from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId
from services.kernel.time import Day
from services.kernel.words import Note


class DraftPlan(Command):
    """Draft the family's personalised project, or a new version of it."""

    household: HouseholdId
    summary: Note | None = None


class AgreePlan(Command):
    """Sign the plan, as the worker who asks and for the family: `version` is the one they have read."""

    household: HouseholdId
    version: Annotated[int, Field(ge=1, le=1000)]
    signatories: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)]
    next_review: Day | None = None


class SetGoal(Command):
    """Add a goal to the version of the plan that is being drafted."""

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


class ReviewPlan(Command):
    """Look at the agreed plan with the family. Unless it is concluded, a new version is drafted for them to agree to."""

    household: HouseholdId
    outcome: ReviewOutcome
    next_review: Day | None = None
    note: Note | None = None


class NoteReviewDue(Command):
    """Note that the day of the plan's next review has come."""

    household: HouseholdId
