"""Commands of housing about: agreement."""

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.application import reading
from services.housing.application.house import house_of
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
            where = ask.dwelling or unit.dwelling
            version = house_of(read, where).version if where else None
            return agreement.draft(known, by.new_id("agreement"), ask, family, (house, unit), version=version)

        return self.ledger.record(ask, by, decide)

    def sign_agreement(self, ask: asks.SignAgreement, by: Caller) -> Receipt:
        """A member of the household signs."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            known = reading.agreements(read, ask.household)
            drafted = known.drafts.get(ask.agreement)
            version = house_of(read, drafted.dwelling).version if drafted else None
            return agreement.sign(known, ask, family, by.today, version=version)

        return self.ledger.record(ask, by, decide)

    def amend_agreement(self, ask: asks.AmendAgreement, by: Caller) -> Receipt:
        """Give the agreement of a house a new version."""
        return self.ledger.record(ask, by, lambda read: agreement.amend(house_of(read, ask.dwelling), ask, by.agency, by.today))

    def add_signatory(self, ask: asks.AddSignatory, by: Caller) -> Receipt:
        """Say that a member has come of age."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            return agreement.add_signatory(reading.agreements(read, ask.household), ask, family, by.today)

        return self.ledger.record(ask, by, decide)

    def report_breach(self, ask: asks.ReportBreach, by: Caller) -> Receipt:
        """Report that somebody has not kept to the agreement."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            known = reading.agreements(read, ask.household)
            return agreement.report_breach(known, by.new_id("breach"), ask, family, by.today)

        return self.ledger.record(ask, by, decide)

    def end_agreement(self, ask: asks.EndAgreement, by: Caller) -> Receipt:
        """End an agreement."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            return agreement.end(reading.agreements(read, ask.household), ask, by.today)

        return self.ledger.record(ask, by, decide)
