"""Commands of oversight about: claim."""

from itertools import chain

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Command, Receipt
from services.oversight import commands as asks
from services.oversight.application import reading
from services.oversight.application.reading import Decision
from services.oversight.domain import claim


class Claims:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def open_account(self, ask: asks.OpenAccount, by: Caller) -> Receipt:
        """Open an account of a project."""

        def decide(read: Reading) -> Decision:
            reading.of_project(read, ask.project)
            return claim.open_account(reading.account_of(read, by.agency, ask.account), ask, by.agency)

        return self.ledger.record(ask, by, decide)

    def claim_expense(self, ask: asks.ClaimExpense, by: Caller) -> Receipt:
        """Claim an expense."""
        name = by.new_id("claim")

        def decide(read: Reading) -> Decision:
            reading.of_project(read, ask.project)
            reading.claim_of(read, name)
            if ask.receiver not in (None, by.agency):
                reading.see_agency(read, ask.receiver or "", "receiver")
            account = reading.account_of(read, by.agency, ask.account)
            cited = read.uncited(ask.evidence, by.agency)
            return chain(cited, claim.claim_expense(name, ask, by.agency, reading.official(by), by.today, account=account))

        return self.ledger.record(ask, by, decide)

    def accept_expense(self, ask: asks.AcceptExpense, by: Caller) -> Receipt:
        """Find it in order."""
        return self.ledger.record(ask, by, lambda read: claim.accept(self._claim(read, ask, by), ask, _decider(ask, by)))

    def reject_expense(self, ask: asks.RejectExpense, by: Caller) -> Receipt:
        """Find that it is not paid."""
        return self.ledger.record(ask, by, lambda read: claim.reject(self._claim(read, ask, by), ask, _decider(ask, by)))

    @staticmethod
    def _claim(read: Reading, ask: asks.AcceptExpense | asks.RejectExpense, by: Caller) -> claim.Claim:
        found = reading.claim_of(read, ask.claim)
        read.project = found.before(by.agency).project
        return found


def _decider(ask: Command, by: Caller) -> claim.Decider:
    return claim.Decider(by.actor, by.agency, reading.official(by), reading.day(ask, by))
