"""Commands of oversight about: control."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.oversight import commands as asks
from services.oversight.application import reading
from services.oversight.application.reading import Decision
from services.oversight.domain import control


class Controls:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def open_control(self, ask: asks.OpenControl, by: Caller) -> Receipt:
        """Begin a control."""
        name = by.new_id("control")

        def decide(read: Reading) -> Decision:
            reading.of_project(read, ask.project)
            reading.control_of(read, name)
            return control.open_control(name, ask, reading.acting(ask, by))

        return self.ledger.record(ask, by, decide)

    def raise_finding(self, ask: asks.RaiseFinding, by: Caller) -> Receipt:
        """Say what was found."""
        name = by.new_id("finding")

        def decide(read: Reading) -> Decision:
            found, acting = reading.control_of(read, ask.control), reading.acting(ask, by)
            read.project = control.under_way(found, acting).project
            reading.see_agency(read, ask.agency, "agency")
            return control.raise_finding(found, name, ask, acting)

        return self.ledger.record(ask, by, decide)

    def answer_finding(self, ask: asks.AnswerFinding, by: Caller) -> Receipt:
        """Answer for the agency."""

        def decide(read: Reading) -> Decision:
            found = reading.control_of(read, ask.control)
            opened, _ = control.addressed(found, ask.finding, by.agency)
            read.project = opened.project
            return control.answer(found, ask, reading.acting(ask, by))

        return self.ledger.record(ask, by, decide)

    def close_control(self, ask: asks.CloseControl, by: Caller) -> Receipt:
        """End a control."""

        def decide(read: Reading) -> Decision:
            found, acting = reading.control_of(read, ask.control), reading.acting(ask, by)
            read.project = control.under_way(found, acting).project
            return control.close(found, ask, acting)

        return self.ledger.record(ask, by, decide)
