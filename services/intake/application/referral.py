"""Commands of intake about: referral."""

from collections.abc import Collection

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.domain import referral
from services.kernel.command import Caller, Receipt


class Referrals:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger, service_codes: Collection[str]) -> None:
        self.ledger = ledger
        self.service_codes = service_codes

    def refer_to_agency(self, ask: asks.ReferToAgency, by: Caller) -> Receipt:
        """Ask another agency to help a family."""

        def decide(read: Reading) -> Decision:
            reading.owned(read, ask.household, by)
            return referral.refer(
                reading.referrals(read, ask.household), by.new_id("referral"), ask, by.agency,
                reading.head_of(read, ask.household), by.today,
                receiver=reading.agency(read, ask.receiver), case=reading.case_of(read, ask.household),
                consents=reading.consents(read, ask.household), codes=self.service_codes,
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def accept_referral(self, ask: asks.AcceptReferral, by: Caller) -> Receipt:
        """The receiver takes the referral up."""

        def decide(read: Reading) -> Decision:
            reading.referred(read, ask.household, by)
            return referral.accept(
                reading.referrals(read, ask.household), ask, by.agency, by.today,
                case=reading.case_of(read, ask.household), consents=reading.consents(read, ask.household),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def reject_referral(self, ask: asks.RejectReferral, by: Caller) -> Receipt:
        """The receiver cannot help."""

        def decide(read: Reading) -> Decision:
            reading.referred(read, ask.household, by)
            return referral.reject(reading.referrals(read, ask.household), ask, by.agency)

        return self.ledger.record(ask, by, decide)

    def complete_referral(self, ask: asks.CompleteReferral, by: Caller) -> Receipt:
        """The receiver has done what it was asked."""

        def decide(read: Reading) -> Decision:
            reading.referred(read, ask.household, by)
            return referral.complete(reading.referrals(read, ask.household), ask, by.agency)

        return self.ledger.record(ask, by, decide)

    def revoke_referral(self, ask: asks.RevokeReferral, by: Caller) -> Receipt:
        """The sender takes a referral back."""

        def decide(read: Reading) -> Decision:
            reading.referred(read, ask.household, by)
            charge = reading.case_of(read, ask.household)
            return referral.revoke(reading.referrals(read, ask.household), ask, by.agency, case=charge)

        return self.ledger.record(ask, by, decide)
