"""Commands of oversight about: disclosures."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.oversight import commands as asks
from services.oversight.application import reading, subjects
from services.oversight.application.reading import Decision
from services.oversight.domain import disclosure
from services.oversight.domain.disclosure import Disclosure


class Disclosures:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def disclose_data(self, ask: asks.DiscloseData, by: Caller) -> Receipt:
        """Write down to whom data is given."""
        name = by.new_id("disclosure")

        def decide(read: Reading) -> Decision:
            if ask.project:
                reading.of_project(read, ask.project)
            read.state(f"disclosure/{name}", disclosure.evolve, Disclosure())
            return disclosure.disclose(name, ask, by.today)

        return self.ledger.record(ask, by, decide)

    def tell_recipient(self, ask: asks.TellRecipient, by: Caller) -> Receipt:
        """Write down that they were told."""

        def decide(read: Reading) -> Decision:
            subjects.held(read, ask.person)
            given = read.state(f"disclosure/{ask.disclosure}", disclosure.evolve, Disclosure())
            return disclosure.tell(given, ask, by.today)

        return self.ledger.record(ask, by, decide)
