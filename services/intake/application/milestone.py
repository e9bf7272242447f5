"""Commands of intake about: milestone."""

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.domain import milestone
from services.kernel.command import Caller, Receipt


class Milestones:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def record_milestone(self, ask: asks.RecordMilestone, by: Caller) -> Receipt:
        """Say that somebody has reached a milestone."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            reached = reading.milestones(read, ask.household)
            return milestone.record(reached, ask, reading.day(ask, by), household=family)

        return self.ledger.record(ask, by, decide)
