"""Commands of intake about: person."""

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.domain import person
from services.intake.domain.eligibility import Criteria
from services.kernel.command import Caller, Receipt


class Persons:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger, fund: Criteria) -> None:
        self.ledger = ledger
        self.fund = fund

    def register_person(self, ask: asks.RegisterPerson, by: Caller) -> Receipt:
        """Give a human an id."""
        name = by.new_id("person")

        def decide(read: Reading) -> Decision:
            return person.register(reading.person_of(read, name), name, ask, by.today, fund=self.fund)

        return self.ledger.record(ask, by, decide)

    def correct_person(self, ask: asks.CorrectPerson, by: Caller) -> Receipt:
        """Say how something about a person really is."""

        def decide(read: Reading) -> Decision:
            return person.correct(reading.person_of(read, ask.person), ask, by.today, fund=self.fund)

        return self.ledger.record(ask, by, decide)

    def record_residence_permit(self, ask: asks.RecordResidencePermit, by: Caller) -> Receipt:
        """Record a permit to stay."""
        permit = by.new_id("permit")

        def decide(read: Reading) -> Decision:
            return person.record_permit(reading.person_of(read, ask.person), ask, permit, fund=self.fund)

        return self.ledger.record(ask, by, decide)

    def expire_permit(self, ask: asks.ExpirePermit, by: Caller) -> Receipt:
        """Note that a permit to stay has run out."""

        def decide(read: Reading) -> Decision:
            return person.expire_permit(reading.anybody(read, ask.person), ask, by.today)

        return self.ledger.record(ask, by, decide)
