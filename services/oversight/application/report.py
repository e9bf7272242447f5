"""Commands of oversight about: report."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.oversight import commands as asks
from services.oversight.application import reading
from services.oversight.application.reading import Decision
from services.oversight.domain import report
from services.oversight.events import report_of


class Reports:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def seal_report(self, ask: asks.SealReport, by: Caller) -> Receipt:
        """Seal the figures of a period."""

        def decide(read: Reading) -> Decision:
            reading.of_project(read, ask.project)
            found = reading.sealed(read, report_of(ask.project, ask.kind, ask.start, ask.until))
            return report.seal(found, ask, by.today, uncited=read.uncited(ask.evidence, by.agency))

        return self.ledger.record(ask, by, decide)

    def rectify_report(self, ask: asks.RectifyReport, by: Caller) -> Receipt:
        """Say what of a sealed report has become otherwise."""

        def decide(read: Reading) -> Decision:
            found = reading.sealed(read, ask.report)
            read.project = report.stands(found).project
            return report.rectify(found, ask, uncited=read.uncited(ask.evidence, by.agency))

        return self.ledger.record(ask, by, decide)
