"""Commands of register about: cover."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.register import commands as asks
from services.register.application import reading
from services.register.application.reading import Decision
from services.register.domain import cover


class Covers:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def start_cover(self, ask: asks.StartCover, by: Caller) -> Receipt:
        """Record an insurance cover."""

        def decide(read: Reading) -> Decision:
            found = reading.ours(read, ask.person, by)
            reading.covers(read, ask.person)
            return cover.start(by.new_id("cover"), ask, found)

        return self.ledger.record(ask, by, decide)
