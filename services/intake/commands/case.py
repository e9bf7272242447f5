"""What may be asked of intake about: case."""

from typing import Annotated, Literal

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId, Text
from services.kernel.words import Code, Destination, Note

Outcome = Literal["autonomy-reached", "completed", "moved-away", "withdrawn", "transferred", "joined", "unreachable", "other"]
"""How the charge of a family may end."""


class OpenCase(Command):
    """Take a family in charge; the answer holds the household's id."""

    project: Code
    head: PersonId


class AssignWorker(Command):
    """Say which caseworker answers for the family, by the id of their token."""

    household: HouseholdId
    worker: Annotated[Text, Field(min_length=1, max_length=100)]


class TransferCase(Command):
    """Hand the charge of a family over to another agency."""

    household: HouseholdId
    agency: Code
    reason: Note | None = None


class CloseCase(Command):
    """End the charge of a family."""

    household: HouseholdId
    outcome: Outcome
    destination: Destination | None = None


class ReopenCase(Command):
    """Take a family whose case was closed in charge again."""

    household: HouseholdId
    reason: Note
