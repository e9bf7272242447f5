"""Commands of training about: person."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.training import commands as asks
from services.training.application import reading
from services.training.application.reading import Decision
from services.training.domain import person


class Persons:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def note_duplicate(self, ask: asks.NoteDuplicate, by: Caller) -> Receipt:
        """Keep at hand which ids are one human."""

        def decide(read: Reading) -> Decision:
            known, _ = reading.person_of(read, ask.person), reading.person_of(read, ask.other)
            return person.note_duplicate(known, ask)

        return self.ledger.record(ask, by, decide)
