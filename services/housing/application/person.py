"""Commands of housing about: person."""

from infra.ledger import Ledger
from services.housing import commands as asks
from services.housing.application import reading
from services.housing.domain import person
from services.kernel.command import Caller, Receipt


class Persons:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def note_duplicate(self, ask: asks.NoteDuplicate, by: Caller) -> Receipt:
        """Note which id stands for two."""
        return self.ledger.record(ask, by, lambda read: person.note_duplicate(reading.persons(read, [ask.merged])[0], ask))

    def note_restriction(self, ask: asks.NoteRestriction, by: Caller) -> Receipt:
        """Note whether what is known of a person may be used."""
        return self.ledger.record(ask, by, lambda read: person.note_restriction(reading.persons(read, [ask.person])[0], ask))
