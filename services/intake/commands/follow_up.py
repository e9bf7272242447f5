"""What may be asked of intake about: follow-up."""

from uuid import UUID

from services.kernel.command import Command
from services.kernel.people import HouseholdId
from services.kernel.time import Day
from services.kernel.words import Code, Note


class ScheduleFollowUp(Command):
    """Set a day on which a family that has left is asked how it fares, beside those of the programme."""

    household: HouseholdId
    due: Day


class RecordFollowUp(Command):
    """Say how the family fares. `housing_situation` is a code of destinations, so that it compares with the exit."""

    household: HouseholdId
    follow_up: UUID
    housing_situation: Code
    work_situation: Code
    in_contact: bool
    assessment: UUID | None = None
    note: Note | None = None


class NoteFollowUpDue(Command):
    """Note that the day of a follow-up has come."""

    household: HouseholdId
    follow_up: UUID
