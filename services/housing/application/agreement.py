"""Commands of housing about: agreement."""

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.application import reading
from services.housing.application.reading import Decision
from services.housing.domain import agreement, dwelling
from services.kernel.command import Caller, Receipt


class Agreements:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def draft_agreement(self, ask: asks.DraftAgreement, by: Caller) -> Receipt:
        """Lay a cohabitation agreement before a household."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            house = reading.dwelling_of(read, ask.dwelling) if ask.dwelling else dwelling.Dwelling()
            unit = reading.unit(read, ask.unit) if ask.unit else dwelling.Unit()
            known = reading.agreements(read, ask.household)
            return agreement.draft(known, by.new_id("agreement"), ask, family, (house, unit))

        return self.ledger.record(ask, by, decide)

    def sign_agreement(self, ask: asks.SignAgreement, by: Caller) -> Receipt:
        """A member of the household signs."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            return agreement.sign(reading.agreements(read, ask.household), ask, family, by.today)

        return self.ledger.record(ask, by, decide)
