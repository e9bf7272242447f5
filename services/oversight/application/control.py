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
            return control.open_control(name, ask, reading.official(by), reading.day(ask, by))

        return self.ledger.record(ask, by, decide)
