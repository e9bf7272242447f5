"""Commands of training about: edition."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.kernel.event import COMMON
from services.training import commands as asks
from services.training.application import reading
from services.training.application.reading import Decision
from services.training.domain import edition


class Editions:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def open_edition(self, ask: asks.OpenEdition, by: Caller) -> Receipt:
        """Give a course."""
        name = by.new_id("edition")

        def decide(read: Reading) -> Decision:
            read.state(f"edition/{name}", edition.evolve, edition.Edition())
            read.project = ask.project or COMMON
            return edition.open_edition(name, ask, by.agency, reading.course_of(read, ask.course))

        return self.ledger.record(ask, by, decide)

    def schedule_session(self, ask: asks.ScheduleSession, by: Caller) -> Receipt:
        """Add a lesson."""
        return self.ledger.record(
            ask, by, lambda read: edition.schedule(reading.edition_of(read, ask.edition, by), by.new_id("session"), ask)
        )

    def cancel_session(self, ask: asks.CancelSession, by: Caller) -> Receipt:
        """Take a lesson out."""

        def decide(read: Reading) -> Decision:
            found, register = reading.edition_of(read, ask.edition, by), reading.registers_of(read, ask.edition).of(ask.session)
            return edition.cancel(found, ask, attended=bool(register.entries))

        return self.ledger.record(ask, by, decide)

    def close_edition(self, ask: asks.CloseEdition, by: Caller) -> Receipt:
        """Close it for good."""

        def decide(read: Reading) -> Decision:
            found, signed = reading.edition_of(read, ask.edition, by), reading.registers_of(read, ask.edition).signed
            return edition.close(found, ask, by.now, reading.day(ask, by), signed=signed)

        return self.ledger.record(ask, by, decide)
