"""Commands of register about: seal."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.register import commands as asks
from services.register.application import reading
from services.register.application.reading import Decision
from services.register.domain import seal


class Seals:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def seal_register(self, ask: asks.SealRegister, by: Caller) -> Receipt:
        """Seal all entries of a section of the asking agency's register."""

        def decide(read: Reading) -> Decision:
            sealed = read.state(f"seals/{by.agency}:{ask.section}", seal.evolve, seal.Sealed())
            numbers = reading.numbers(read, by.agency, ask.section)
            everybody = reading.volunteers(read, numbers.taken.values())
            return seal.seal(sealed, by.new_id("seal"), ask, by.agency, numbering=numbers, volunteers=everybody)

        return self.ledger.record(ask, by, decide)
