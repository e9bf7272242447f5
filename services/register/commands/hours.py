"""What may be asked of register about: hours."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId
from services.kernel.time import Day
from services.kernel.words import Note


class LogHours(Command):
    """Say how much time was given on a day."""

    household: HouseholdId
    match: UUID
    day: Day
    minutes: Annotated[int, Field(ge=1, le=1440)]
    note: Note | None = None


class ApproveHours(Command):
    """Confirm the time that somebody else has logged."""

    person: PersonId
    hours: UUID


class RejectHours(Command):
    """Do not confirm the time that somebody else has logged."""

    person: PersonId
    hours: UUID
    reason: Note


class ReverseHours(Command):
    """Book hours back that were logged or approved in error."""

    person: PersonId
    hours: UUID
    reason: Note
