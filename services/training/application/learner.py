"""Commands of training about: learner."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.training import commands as asks
from services.training.application import reading
from services.training.application.reading import Decision
from services.training.domain import learner


class Learning:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def enrol_learner(self, ask: asks.EnrolLearner, by: Caller) -> Receipt:
        """Enrol a person."""

        def decide(read: Reading) -> Decision:
            found, ids = reading.edition_of(read, ask.edition, by), reading.ids_of(read, ask.person)
            learners = reading.learners_of(read, ask.edition)
            return learner.enrol(learners, ask, reading.day(ask, by), edition=found, ids=ids)

        return self.ledger.record(ask, by, decide)

    def withdraw_learner(self, ask: asks.WithdrawLearner, by: Caller) -> Receipt:
        """Free the seat of a learner."""

        def decide(read: Reading) -> Decision:
            found, ids = reading.edition_of(read, ask.edition, by), reading.ids_of(read, ask.person)
            completed = reading.completions_of(read, ask.edition).any_of(ids)
            learners = reading.learners_of(read, ask.edition)
            return learner.withdraw(learners, ask, reading.day(ask, by), edition=found, completed=completed)

        return self.ledger.record(ask, by, decide)
