"""Commands of intake about: person."""

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.domain import person
from services.kernel.command import Caller, Receipt


class Persons:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def register_person(self, ask: asks.RegisterPerson, by: Caller) -> Receipt:
        """Give a human an id."""
        name = by.new_id("person")

        def decide(read: Reading) -> Decision:
            return person.register(reading.person_of(read, name), name, ask, by.today)

        return self.ledger.record(ask, by, decide)
