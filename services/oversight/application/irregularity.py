"""Commands of oversight about: irregularity."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.oversight import commands as asks
from services.oversight.application import reading
from services.oversight.application.reading import Decision
from services.oversight.domain import irregularity


class Irregularities:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def report_irregularity(self, ask: asks.ReportIrregularity, by: Caller) -> Receipt:
        """Report one."""
        name = by.new_id("irregularity")

        def decide(read: Reading) -> Decision:
            reading.of_project(read, ask.project)
            reading.see_agency(read, ask.agency, "agency")
            reading.irregularity_of(read, name)
            reading.see_control(read, ask.control, ask.finding, ask.project)
            return irregularity.report(name, ask, reading.official(by), by.today)

        return self.ledger.record(ask, by, decide)

    def update_irregularity(self, ask: asks.UpdateIrregularity, by: Caller) -> Receipt:
        """Say what became of it."""

        def decide(read: Reading) -> Decision:
            found = reading.irregularity_of(read, ask.irregularity)
            read.project = found.known_to(by.agency).project
            return irregularity.update(found, ask, by.agency, reading.official(by), by.today)

        return self.ledger.record(ask, by, decide)
