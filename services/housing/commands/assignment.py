"""What may be asked of housing about: assignment."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.evidence import Evidence
from services.kernel.people import HouseholdId, PersonId
from services.kernel.time import Day
from services.kernel.words import Destination, Note

Reason = Literal["planned-end", "own-home", "transfer", "own-choice", "agreement-ended", "family-exited", "other"]


People = Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)]


class AssignUnit(Command):
    """Let a household live in a unit. Without `members` all who belong to it; only an import may leave out the unit.

    `proposal` is the accepted one it follows, which a programme may require.
    """

    unit: UUID | None = None
    household: HouseholdId
    members: People | None = None
    starts: Day
    planned_end: Day | None = None
    proposal: UUID | None = None


class ExtendAssignment(Command):
    """Let a household stay longer, on evidence that it needs to."""

    household: HouseholdId
    assignment: UUID
    planned_end: Day
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1, max_length=50)]
    reason: Note | None = None


class MoveHousehold(Command):
    """Let a household go on with its stay in another unit."""

    household: HouseholdId
    assignment: UUID
    unit: UUID
    moved: Day
    reason: Note | None = None


class NoteStayDue(Command):
    """Note that the planned end of a stay has come."""

    household: HouseholdId
    assignment: UUID


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


class RecountStay(Command):
    """Count who lives in a household's unit after somebody joined or left it."""

    household: HouseholdId
    joined: tuple[PersonId, ...] = ()
    left: tuple[PersonId, ...] = ()
    on: date
