"""Commands of training about: completion."""

from infra.ledger import Ledger
from services.kernel.command import Caller, Receipt
from services.training import commands as asks
from services.training.application import reading
from services.training.domain import edition


class Completions:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def complete_course(self, ask: asks.CompleteCourse, by: Caller) -> Receipt:
        """Find that a learner has completed the course."""
        return self.ledger.record(
            ask, by, lambda read: edition.complete(reading.edition_of(read, ask.edition, by), ask, reading.day(ask, by))
        )
