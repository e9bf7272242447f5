"""Commands of intake about: consent."""

from itertools import chain
from uuid import UUID

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.domain import consent, programme, referral
from services.kernel.command import Caller, Receipt


class Consents:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def give_consent(self, ask: asks.GiveConsent, by: Caller) -> Receipt:
        """The family lets other agencies see its file."""

        def decide(read: Reading) -> Decision:
            family, head = reading.owned(read, ask.household, by), _named_by_case(read, ask.household)
            reading.consents(read, ask.household)
            for agency in ask.recipients:
                if reading.agency(read, agency).name is None:
                    raise programme.UnknownAgency("recipients", agency=agency)
            signatory = reading.anybody(read, ask.signatory)
            return consent.give(family, by.new_id("consent"), ask, reading.day(ask, by), signatory, head=head)

        return self.ledger.record(ask, by, decide)

    def renew_consent(self, ask: asks.RenewConsent, by: Caller) -> Receipt:
        """The family signs again before the consent runs out."""

        def decide(read: Reading) -> Decision:
            family, head = reading.owned(read, ask.household, by), _named_by_case(read, ask.household)
            known, signatory = reading.consents(read, ask.household), reading.anybody(read, ask.signatory)
            return consent.renew(known, family, ask, reading.day(ask, by), signatory, head=head)

        return self.ledger.record(ask, by, decide)

    def withdraw_consent(self, ask: asks.WithdrawConsent, by: Caller) -> Receipt:
        """The family takes a consent back, by whichever agency it says so; the referrals that rest on it end."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            referrals = reading.referrals(read, ask.household)
            return chain(
                consent.withdraw(reading.consents(read, ask.household), ask),
                referral.end_without_consent(referrals, ask.consent),
            )

        return self.ledger.record(ask, by, decide)

    def expire_consent(self, ask: asks.ExpireConsent, by: Caller) -> Receipt:
        """Note that the last day of a consent has passed."""

        def decide(read: Reading) -> Decision:
            reading.any_household(read, ask.household)
            return consent.expire(reading.consents(read, ask.household), ask, by.today)

        return self.ledger.record(ask, by, decide)


def _named_by_case(read: Reading, name: UUID) -> UUID | None:
    return reading.case_of(read, name).head
