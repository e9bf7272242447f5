"""The application of housing: one method per command, in the file of its topic."""

from collections.abc import Callable
from typing import Any

from infra.amending import Amendments
from infra.ledger import Ledger
from services.housing import commands as asks
from services.housing.application.agreement import Agreements
from services.housing.application.assignment import Assignments
from services.housing.application.commitment import Commitments
from services.housing.application.dwelling import Dwellings
from services.housing.application.house import Houses
from services.housing.application.household import Households
from services.housing.application.incident import Incidents
from services.housing.application.meeting import Meetings
from services.housing.application.person import Persons
from services.housing.application.proposal import Proposals
from services.housing.application.vacancy import Vacancies
from services.housing.application.waiting_list import WaitingLists
from services.housing.domain.amending import POLICY
from services.kernel.command import Caller, Command, Receipt


class Housing:
    """The application of the housing service."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.dwellings = Dwellings(ledger)
        self.agreements = Agreements(ledger)
        self.assignments = Assignments(ledger)
        self.households = Households(ledger)
        self.persons = Persons(ledger)
        self.vacancies = Vacancies(ledger)
        self.waiting_lists = WaitingLists(ledger)
        self.proposals = Proposals(ledger)
        self.houses = Houses(ledger)
        self.incidents = Incidents(ledger)
        self.commitments = Commitments(ledger)
        self.meetings = Meetings(ledger)
        self.amendments = Amendments(ledger, POLICY, tuple(self.reacting))

    @property
    def internal(self) -> dict[type[Command], Callable[[Any, Caller], Receipt]]:
        """All that reactions ask, and what carries it out."""
        return {**self.reacting, **self.amendments.internal}

    @property
    def reacting(self) -> dict[type[Command], Callable[[Any, Caller], Receipt]]:
        """The commands that reactions give, and what carries them out."""
        return {
            asks.NoteRules: self.households.note_rules,
            asks.NoteHousehold: self.households.note_household,
            asks.NoteMembers: self.households.note_members,
            asks.NoteSharing: self.households.note_sharing,
            asks.EndSharing: self.households.end_sharing,
            asks.NoteCharge: self.households.note_charge,
            asks.NoteCaseEnd: self.households.note_case_end,
            asks.ReleaseAfterExit: self.assignments.release_after_exit,
            asks.EndPromisesAfterExit: self.commitments.end_promises_after_exit,
            asks.NoteDuplicate: self.persons.note_duplicate,
            asks.NoteRestriction: self.persons.note_restriction,
            asks.RecountStay: self.assignments.recount_stay,
        }
