"""Commands of register about: need."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.register import commands as asks
from services.register.application import reading
from services.register.application.reading import Decision
from services.register.domain import need


class Needs:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def publish_need(self, ask: asks.PublishNeed, by: Caller) -> Receipt:
        """Ask for help for a household."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            reading.needs(read, ask.household)
            return need.publish(by.new_id("need"), ask, family)

        return self.ledger.record(ask, by, decide)

    def close_need(self, ask: asks.CloseNeed, by: Caller) -> Receipt:
        """Ask nobody more."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            return need.close(reading.needs(read, ask.household), ask)

        return self.ledger.record(ask, by, decide)
