"""Commands of register about: household."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.register import commands as asks
from services.register.application import reading
from services.register.application.reading import Decision
from services.register.domain import household


class Households:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def note_household(self, ask: asks.NoteHousehold, by: Caller) -> Receipt:
        """Intake has taken a family in charge, or enrolled it."""

        def decide(read: Reading) -> Decision:
            family = reading.household_of(read, ask.household)
            read.project = ask.project
            return household.note(family, ask)

        return self.ledger.record(ask, by, decide)

    def note_sharing(self, ask: asks.NoteSharing, by: Caller) -> Receipt:
        """Other agencies may ask for help for the household."""
        return self.ledger.record(ask, by, lambda read: household.note_sharing(reading.household_of(read, ask.household), ask))

    def end_sharing(self, ask: asks.EndSharing, by: Caller) -> Receipt:
        """They may no longer."""
        return self.ledger.record(ask, by, lambda read: household.end_sharing(reading.household_of(read, ask.household), ask))
