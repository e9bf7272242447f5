"""Commands of intake about: assessment."""

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.codes import assessment_tools
from services.intake.domain import assessment
from services.kernel.command import Caller, Receipt


class Assessments:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.tools = assessment_tools()

    def record_assessment(self, ask: asks.RecordAssessment, by: Caller) -> Receipt:
        """Fill in the self-sufficiency matrix."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            return assessment.record(
                reading.assessments(read, ask.household), by.new_id("assessment"), ask, family,
                case=reading.case_of(read, ask.household), tools=self.tools,
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def revise_assessment(self, ask: asks.ReviseAssessment, by: Caller) -> Receipt:
        """Say the scores of an assessment again."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            known = reading.assessments(read, ask.household)
            reading.recorded_here(read, ask.household, by, known.agency_of(ask.assessment))
            return assessment.revise(known, ask, tools=self.tools)

        return self.ledger.record(ask, by, decide)
