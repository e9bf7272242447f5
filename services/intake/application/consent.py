"""Commands of intake about: consent."""

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.domain import consent, programme
from services.kernel.command import Caller, Receipt


class Consents:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def give_consent(self, ask: asks.GiveConsent, by: Caller) -> Receipt:
        """The family lets other agencies see its file."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            reading.consents(read, ask.household)
            for agency in ask.recipients:
                if reading.agency(read, agency).name is None:
                    raise programme.UnknownAgency("recipients", agency=agency)
            return consent.give(family, by.new_id("consent"), ask, reading.day(ask, by), reading.person_of(read, ask.signatory))

        return self.ledger.record(ask, by, decide)

    def withdraw_consent(self, ask: asks.WithdrawConsent, by: Caller) -> Receipt:
        """The family takes a consent back."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            return consent.withdraw(reading.consents(read, ask.household), ask)

        return self.ledger.record(ask, by, decide)
