"""What may be asked of register about: match."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId
from services.kernel.time import Day
from services.kernel.words import Note
from services.register.commands.week import Slots
from services.register.events import DeclineReason, EndReason, Side


class ProposeMatch(Command):
    """Propose a volunteer for a need; without days the whole period of the need is meant."""

    household: HouseholdId
    need: UUID
    person: PersonId
    start: Day | None = None
    until: Day | None = None
    shifts: Slots


class ConfirmMatch(Command):
    """Confirm a proposed match. A coordinator may allow shifts that overlap another match, with a reason."""

    household: HouseholdId
    match: UUID
    overlap_reason: Note | None = None


class DeclineMatch(Command):
    """Turn a proposal down."""

    household: HouseholdId
    match: UUID
    reason: DeclineReason
    note: Note | None = None


class CompleteMatch(Command):
    """Say that the help was given as agreed; `completed_on` is its last day."""

    household: HouseholdId
    match: UUID
    completed_on: Day
    note: Note | None = None


class EndMatch(Command):
    """End a match, or drop a proposal."""

    household: HouseholdId
    match: UUID
    ended_on: Day
    reason: EndReason
    note: Note | None = None


class GiveFeedback(Command):
    """Say how the help went, for the family or as the volunteer."""

    household: HouseholdId
    match: UUID
    side: Side
    rating: Annotated[int, Field(ge=1, le=5)]
    comment: Note | None = None
