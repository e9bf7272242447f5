"""Commands of intake about: programme."""

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.domain import programme
from services.kernel.command import Caller, Receipt


class Programmes:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def register_agency(self, ask: asks.RegisterAgency, by: Caller) -> Receipt:
        """Let an agency take part."""
        return self.ledger.record(ask, by, lambda read: programme.register_agency(reading.agency(read, ask.agency), ask))

    def declare_programme(self, ask: asks.DeclareProgramme, by: Caller) -> Receipt:
        """Declare a funded project and its rules."""

        def decide(read: Reading) -> Decision:
            read.project = ask.project
            stream = f"programme/{ask.project}"
            return programme.declare(read.state(stream, programme.evolve_programme, programme.Programme()), ask)

        return self.ledger.record(ask, by, decide)
