"""Commands of oversight about: target."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.oversight import commands as asks
from services.oversight.application import reading
from services.oversight.application.reading import Decision
from services.oversight.domain import target


class Targets:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def set_target(self, ask: asks.SetTarget, by: Caller) -> Receipt:
        """Set a target, or another one."""

        def decide(read: Reading) -> Decision:
            reading.of_project(read, ask.project)
            stream = f"target/{ask.project}/{ask.indicator}/{ask.quarter}"
            return target.set_target(read.state(stream, target.evolve, target.Target()), ask)

        return self.ledger.record(ask, by, decide)
