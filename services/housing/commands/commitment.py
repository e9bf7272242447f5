"""What may be asked of housing about: commitment."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.housing.events.commitment import Pace
from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId
from services.kernel.time import Day

Help = Literal["childcare", "cooking", "cleaning", "shopping", "company", "garden", "repairs", "translation", "other"]
CommitmentEnd = Literal["done", "moved-out", "own-choice", "not-kept", "other"]
DAY = 24 * 60
Minutes = Annotated[int, Field(ge=1, le=DAY)]


class MakeCommitment(Command):
    """Promise help to those who share the dwelling. Without `person` the head promises it for the household."""

    household: HouseholdId
    dwelling: UUID
    person: PersonId | None = None
    kind: Help
    minutes: Annotated[int, Field(ge=1, le=7 * DAY)]
    every: Pace = "week"
    starts: Day
    until: Day | None = None


class LogHelp(Command):
    """State that promised help was given on a day."""

    household: HouseholdId
    commitment: UUID
    day: Day
    minutes: Minutes


class ConfirmHelp(Command):
    """Confirm help that another has logged."""

    household: HouseholdId
    help: UUID


class RejectHelp(Command):
    """State that help that another has logged was not given so."""

    household: HouseholdId
    help: UUID


class EndCommitment(Command):
    """End a promise of help."""

    household: HouseholdId
    commitment: UUID
    ended: Day
    reason: CommitmentEnd


class EndPromisesAfterExit(Command):
    """End the agreements and the promises of help of a household that has left its project; no rule stands against it."""

    household: HouseholdId
    exit: date
