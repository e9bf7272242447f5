"""What may be asked of register about: household."""

from datetime import date, datetime
from uuid import UUID

from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId


class NoteHousehold(Command):
    """Intake has taken a family in charge, or enrolled it."""

    household: HouseholdId
    project: str
    agency: str
    head: PersonId


class NoteSharing(Command):
    """Other agencies may ask for help for the household, on this ground."""

    household: HouseholdId
    ground: UUID
    agencies: tuple[str, ...]
    until: datetime | None = None


class EndSharing(Command):
    """They may no longer."""

    household: HouseholdId
    ground: UUID


class EndMatchesAfterExit(Command):
    """The household has left the project: its open matches end."""

    household: HouseholdId
    exit: date
