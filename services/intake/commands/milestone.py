"""What may be asked of intake about: milestone."""

from services.intake.events import Milestone
from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId
from services.kernel.words import Note


class RecordMilestone(Command):
    """Say that somebody has taken a step of integration, or found the activities helpful or not."""

    household: HouseholdId
    person: PersonId
    milestone: Milestone
    note: Note | None = None
