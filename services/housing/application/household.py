"""Commands of housing about: household."""

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.application import reading
from services.housing.application.reading import Decision
from services.housing.domain import household
from services.kernel.command import Caller, Receipt


class Households:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def note_rules(self, ask: asks.NoteRules, by: Caller) -> Receipt:
        """Note what a funded project asks of a stay."""

        def decide(read: Reading) -> Decision:
            read.project = ask.project
            return household.note_rules(reading.programme(read, ask.project), ask)

        return self.ledger.record(ask, by, decide)

    def note_household(self, ask: asks.NoteHousehold, by: Caller) -> Receipt:
        """Note a household."""

        def decide(read: Reading) -> Decision:
            known = reading.household_of(read, ask.household)
            read.project = ask.project
            return household.note_household(known, ask)

        return self.ledger.record(ask, by, decide)

    def note_members(self, ask: asks.NoteMembers, by: Caller) -> Receipt:
        """Note who joined, left or heads a household."""
        return self.ledger.record(ask, by, lambda read: household.note_members(reading.household_of(read, ask.household), ask))

    def note_sharing(self, ask: asks.NoteSharing, by: Caller) -> Receipt:
        """Note which agencies may act on a household."""
        return self.ledger.record(ask, by, lambda read: household.note_sharing(reading.household_of(read, ask.household), ask))

    def end_sharing(self, ask: asks.EndSharing, by: Caller) -> Receipt:
        """Note that a household is shared on a ground no longer."""
        return self.ledger.record(ask, by, lambda read: household.end_sharing(reading.household_of(read, ask.household), ask))

    def note_charge(self, ask: asks.NoteCharge, by: Caller) -> Receipt:
        """Note which agency has the family in charge."""
        return self.ledger.record(ask, by, lambda read: household.note_charge(reading.household_of(read, ask.household), ask))

    def note_case_end(self, ask: asks.NoteCaseEnd, by: Caller) -> Receipt:
        """Note that nobody has the family in charge."""
        return self.ledger.record(ask, by, lambda read: household.note_case_end(reading.household_of(read, ask.household), ask))
