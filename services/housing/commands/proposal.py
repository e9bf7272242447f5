"""What may be asked of housing about: proposal."""

from uuid import UUID

from services.housing.events.proposal import DeclineReason
from services.kernel.command import Command
from services.kernel.people import HouseholdId
from services.kernel.time import Day
from services.kernel.words import Code, Note


class ProposeUnit(Command):
    """Propose a vacant unit to a household. `list_agency` says from whose waiting list it was chosen, `reason` why this one."""

    unit: UUID
    household: HouseholdId
    until: Day | None = None
    list_agency: Code | None = None
    reason: Note


class AcceptProposal(Command):
    """Say that the household wants to live in the unit."""

    unit: UUID
    proposal: UUID
    household: HouseholdId
    answered: Day


class DeclineProposal(Command):
    """Say that the household will not come to live in the unit, and why."""

    unit: UUID
    proposal: UUID
    household: HouseholdId
    answered: Day
    because: DeclineReason
    note: Note | None = None
