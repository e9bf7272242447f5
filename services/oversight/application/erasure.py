"""Commands of oversight about: forgetting a person."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.oversight import commands as asks
from services.oversight.application import reading, subjects
from services.oversight.application.reading import Decision
from services.oversight.domain import erasure
from services.oversight.domain.erasure import Erasure


class Erasures:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def request_erasure(self, ask: asks.RequestErasure, by: Caller) -> Receipt:
        """Ask that a person be forgotten."""
        name = by.new_id("erasure")

        def decide(read: Reading) -> Decision:
            people = subjects.human(read, ask.person)
            states = subjects.of_each(read, people, erasure.evolve, Erasure())
            against = subjects.against(read, people, ask.what, by.today)
            return erasure.request(name, ask, states, against, by.today)

        return self.ledger.record(ask, by, decide)

    def record_erasure(self, ask: asks.RecordErasure, by: Caller) -> Receipt:
        """Say that the keys are destroyed."""

        def decide(read: Reading) -> Decision:
            state = subjects.erasure_of(read, ask.person)
            for person in state.asked.persons if state.asked else ():
                subjects.erasure_of(read, person)
            return erasure.record(state, ask)

        return self.ledger.record(ask, by, decide)

    def readmit_subject(self, ask: asks.ReadmitSubject, by: Caller) -> Receipt:
        """Let a person be known anew."""

        def decide(read: Reading) -> Decision:
            return erasure.readmit(subjects.erasure_of(read, ask.person), ask, reading.official(by))

        return self.ledger.record(ask, by, decide)
