"""Commands of oversight about: funded projects and agencies."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.oversight import commands as asks
from services.oversight.application import reading
from services.oversight.application.reading import Decision
from services.oversight.domain import known


class Knowledge:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def note_project(self, ask: asks.NoteProject, by: Caller) -> Receipt:
        """Note a funded project."""

        def decide(read: Reading) -> Decision:
            read.project = ask.project
            return known.note_project(reading.known_project(read, ask.project), ask)

        return self.ledger.record(ask, by, decide)

    def note_agency(self, ask: asks.NoteAgency, by: Caller) -> Receipt:
        """Note an agency."""
        return self.ledger.record(ask, by, lambda read: known.note_agency(reading.known_agency(read, ask.agency), ask))
