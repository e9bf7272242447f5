"""Commands of oversight about: restrictions and objections."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.kernel.people import PersonId
from services.oversight import commands as asks
from services.oversight.application import subjects
from services.oversight.application.reading import Decision
from services.oversight.domain import restriction
from services.oversight.domain.restriction import Restriction


class Restrictions:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def restrict_processing(self, ask: asks.RestrictProcessing, by: Caller) -> Receipt:
        """Keep and do not use."""

        def decide(read: Reading) -> Decision:
            return restriction.restrict(self._human(read, ask.person), ask)

        return self.ledger.record(ask, by, decide)

    def lift_restriction(self, ask: asks.LiftRestriction, by: Caller) -> Receipt:
        """Use again."""

        def decide(read: Reading) -> Decision:
            return restriction.lift(self._human(read, ask.person), ask)

        return self.ledger.record(ask, by, decide)

    def raise_objection(self, ask: asks.RaiseObjection, by: Caller) -> Receipt:
        """Write it down."""
        name = by.new_id("objection")

        def decide(read: Reading) -> Decision:
            subjects.restriction_of(read, ask.person)
            return restriction.raise_objection(name, ask)

        return self.ledger.record(ask, by, decide)

    def decide_objection(self, ask: asks.DecideObjection, by: Caller) -> Receipt:
        """Decide."""
        return self.ledger.record(ask, by, lambda read: restriction.decide(subjects.restriction_of(read, ask.person), ask))

    @staticmethod
    def _human(read: Reading, person: PersonId) -> dict[PersonId, Restriction]:
        return subjects.of_each(read, subjects.human(read, person), restriction.evolve, Restriction())
