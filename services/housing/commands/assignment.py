"""What may be asked of housing about: assignment."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId, Text
from services.kernel.time import Day
from services.kernel.words import Note

Destination = Annotated[Text, Field(min_length=1, max_length=80)]


Reason = Literal["planned-end", "own-home", "transfer", "own-choice", "agreement-ended", "family-exited", "other"]


People = Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)]


class AssignUnit(Command):
    """Let a household live in a unit. Without `members` all who belong to it; only an import may leave out the unit."""

    unit: UUID | None = None
    household: HouseholdId
    members: People | None = None
    starts: Day
    planned_end: Day | None = None


class ReleaseUnit(Command):
    """End a household's stay in its unit."""

    household: HouseholdId
    assignment: UUID
    released: Day
    reason: Reason
    destination: Destination | None = None
    note: Note | None = None


class ReleaseAfterExit(Command):
    """Release whatever a household holds that has left its project; no rule stands against it."""

    household: HouseholdId
    exit: date
    destination: str | None = None
