"""Commands of intake about: case."""

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.codes import codes
from services.intake.domain import case
from services.kernel.command import Caller, Receipt


class Cases:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def open_case(self, ask: asks.OpenCase, by: Caller) -> Receipt:
        """Take a family in charge."""
        name = by.new_id("household")

        def decide(read: Reading) -> Decision:
            reading.rules(read, ask.project)
            return case.open_case(reading.case_of(read, name), name, ask, reading.person_of(read, ask.head), by.agency)

        return self.ledger.record(ask, by, decide)

    def assign_worker(self, ask: asks.AssignWorker, by: Caller) -> Receipt:
        """Say which caseworker answers for the family."""

        def decide(read: Reading) -> Decision:
            reading.owned(read, ask.household, by)
            return case.assign_worker(reading.case_of(read, ask.household), ask)

        return self.ledger.record(ask, by, decide)

    def transfer_case(self, ask: asks.TransferCase, by: Caller) -> Receipt:
        """Hand the charge of a family over to another agency."""

        def decide(read: Reading) -> Decision:
            reading.owned(read, ask.household, by)
            return case.transfer(reading.case_of(read, ask.household), ask, receiver=reading.agency(read, ask.agency))

        return self.ledger.record(ask, by, decide)

    def close_case(self, ask: asks.CloseCase, by: Caller) -> Receipt:
        """End the charge of a family."""

        def decide(read: Reading) -> Decision:
            family = reading.owned(read, ask.household, by)
            return case.close(
                reading.case_of(read, ask.household), ask, enrolled=family.enrolled, destinations=codes("destinations")
            )

        return self.ledger.record(ask, by, decide)

    def reopen_case(self, ask: asks.ReopenCase, by: Caller) -> Receipt:
        """Take the family in charge again."""

        def decide(read: Reading) -> Decision:
            reading.owned(read, ask.household, by)
            return case.reopen(reading.case_of(read, ask.household), ask)

        return self.ledger.record(ask, by, decide)
