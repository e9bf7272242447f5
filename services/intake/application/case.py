"""Commands of intake about: case."""

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
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

    def close_case(self, ask: asks.CloseCase, by: Caller) -> Receipt:
        """End the charge of a family."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            return case.close(reading.case_of(read, ask.household), ask, enrolled=family.enrolled)

        return self.ledger.record(ask, by, decide)
