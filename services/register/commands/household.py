"""What may be asked of register about: household."""

from datetime import date
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
    """The family has given a consent, or (without `expires`) taken it back."""

    household: HouseholdId
    consent: UUID
    recipients: tuple[str, ...]
    expires: date | None = None


class EndMatchesAfterExit(Command):
    """The household has left the project: its open matches end."""

    household: HouseholdId
    exit: date
