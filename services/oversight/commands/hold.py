"""What may be asked of oversight about: holds."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.time import Day
from services.kernel.words import Code, Note
from services.oversight.events import CountedFrom, Covers, HoldGround

Years = Annotated[int, Field(ge=0, le=100)]


class DeclareFinalPayment(Command):
    """Say when a project was paid for the last time."""

    project: Code
    paid_on: Day


class PlaceHold(Command):
    """Have everything of a person, or of a project, kept; without `until` as long as the hold is not released."""

    person: PersonId | None = None
    project: Code | None = None
    ground: HoldGround
    covers: Covers = "evidence"
    until: Day | None = None
    note: Note | None = None


class ReleaseHold(Command):
    """Say that what a hold was for is over; name the person or project as when it was placed."""

    hold: UUID
    person: PersonId | None = None
    project: Code | None = None


class NoteRetention(Command):
    """Note how long a project keeps its papers."""

    project: Code
    years: Years
    counted_from: CountedFrom
    years_after_recovery: Years
    years_after_case: Years


class NoteParticipation(Command):
    """Note that a person takes part in a project."""

    person: PersonId
    project: Code


class NoteSameHuman(Command):
    """Note that two ids are one human."""

    survivor: PersonId
    merged: PersonId


class ClearSameHuman(Command):
    """Note that two ids are two humans after all."""

    survivor: PersonId
    merged: PersonId
