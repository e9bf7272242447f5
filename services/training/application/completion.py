"""Commands of training about: completion."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.training import commands as asks
from services.training.application import reading
from services.training.application.reading import Decision
from services.training.domain import completion


class Completions:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def assess_learner(self, ask: asks.AssessLearner, by: Caller) -> Receipt:
        """Say how the final test went."""

        def decide(read: Reading) -> Decision:
            found, learners = reading.edition_of(read, ask.edition, by), reading.learners_of(read, ask.edition)
            completions = reading.completions_of(read, ask.edition)
            return completion.assess(completions, ask, reading.day(ask, by), edition=found, learners=learners)

        return self.ledger.record(ask, by, decide)

    def complete_course(self, ask: asks.CompleteCourse, by: Caller) -> Receipt:
        """Find that a learner has completed the course."""

        def decide(read: Reading) -> Decision:
            standing = reading.standing_of(read, ask.edition, ask.person, by)
            learners = reading.learners_of(read, ask.edition)
            return completion.complete(standing, ask, reading.day(ask, by), learners=learners)

        return self.ledger.record(ask, by, decide)
