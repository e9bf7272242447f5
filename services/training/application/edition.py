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

    def enrol_learner(self, ask: asks.EnrolLearner, by: Caller) -> Receipt:
        """Enrol a person."""
        return self.ledger.record(
            ask, by, lambda read: edition.enrol(reading.edition_of(read, ask.edition, by), ask, reading.day(ask, by))
        )
