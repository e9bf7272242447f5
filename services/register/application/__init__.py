"""The application of register: one method per command, in the file of its topic."""

from collections.abc import Callable
from typing import Any

from infra.amending import Amendments
from infra.ledger import Ledger
from services.kernel.command import Caller, Command, Receipt
from services.register import commands as asks
from services.register.application.cover import Covers
from services.register.application.hours import Hours
from services.register.application.household import Households
from services.register.application.match import Matching
from services.register.application.need import Needs
from services.register.application.registration import Registrations
from services.register.application.seal import Seals
from services.register.application.volunteer import Volunteers
from services.register.domain.amending import POLICY


class Register:
    """The application of the register of active citizens."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.volunteers = Volunteers(ledger)
        self.registrations = Registrations(ledger)
        self.seals = Seals(ledger)
        self.covers = Covers(ledger)
        self.needs = Needs(ledger)
        self.matching = Matching(ledger)
        self.hours = Hours(ledger)
        self.households = Households(ledger)
        self.amendments = Amendments(ledger, POLICY, tuple(self.reacting))

    @property
    def internal(self) -> dict[type[Command], Callable[[Any, Caller], Receipt]]:
        """All that reactions ask, and what carries it out."""
        return {**self.reacting, **self.amendments.internal}

    @property
    def reacting(self) -> dict[type[Command], Callable[[Any, Caller], Receipt]]:
        """The commands that reactions give, and what carries them out."""
        return {
            asks.NoteHousehold: self.households.note_household,
            asks.NoteSharing: self.households.note_sharing,
            asks.EndSharing: self.households.end_sharing,
            asks.NoteCourse: self.volunteers.note_course,
            asks.DropCourse: self.volunteers.drop_course,
            asks.NoteRestriction: self.volunteers.note_restriction,
            asks.NoteDuplicate: self.volunteers.note_duplicate,
            asks.ClearDuplicate: self.volunteers.clear_duplicate,
            asks.EndMatchesAfterExit: self.matching.end_matches_after_exit,
        }
