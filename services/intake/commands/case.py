"""What may be asked of intake about: case."""

from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId
from services.kernel.words import Code, Destination


class OpenCase(Command):
    """Take a family in charge; the answer holds the household's id."""

    project: Code
    head: PersonId


class CloseCase(Command):
    """End the charge of a family."""

    household: HouseholdId
    outcome: Destination
    destination: Destination | None = None
