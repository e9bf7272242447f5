"""The application of housing: one method per command, in the file of its topic."""

from collections.abc import Callable
from typing import Any

from infra.ledger import Ledger
from services.housing import commands as asks
from services.housing.application.agreement import Agreements
from services.housing.application.assignment import Assignments
from services.housing.application.dwelling import Dwellings
from services.housing.application.household import Households
from services.kernel.command import Caller, Command, Receipt


class Housing:
    """The application of the housing service."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.dwellings = Dwellings(ledger)
        self.agreements = Agreements(ledger)
        self.assignments = Assignments(ledger)
        self.households = Households(ledger)

    @property
    def internal(self) -> dict[type[Command], Callable[[Any, Caller], Receipt]]:
        """The commands that reactions give, and what carries them out."""
        return {
            asks.NoteRules: self.households.note_rules,
            asks.NoteHousehold: self.households.note_household,
            asks.NoteMembers: self.households.note_members,
            asks.NoteSharing: self.households.note_sharing,
            asks.EndSharing: self.households.end_sharing,
            asks.NoteCaseEnd: self.households.note_case_end,
            asks.ReleaseAfterExit: self.assignments.release_after_exit,
        }
