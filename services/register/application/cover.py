"""Commands of register about: cover."""

from uuid import UUID

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.register import commands as asks
from services.register.application import reading
from services.register.application.reading import Decision
from services.register.domain import cover


class Covers:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def start_cover(self, ask: asks.StartCover, by: Caller) -> Receipt:
        """Record an insurance cover."""

        def decide(read: Reading) -> Decision:
            found = reading.ours(read, ask.person, by)
            reading.covers(read, ask.person)
            return cover.start(by.new_id("cover"), ask, found)

        return self.ledger.record(ask, by, decide)

    def renew_cover(self, ask: asks.RenewCover, by: Caller) -> Receipt:
        """Let a cover go on."""
        return self.ledger.record(ask, by, lambda read: cover.renew(self._of(read, ask.person, by), ask))

    def end_cover(self, ask: asks.EndCover, by: Caller) -> Receipt:
        """End a cover before its time."""

        def decide(read: Reading) -> Decision:
            found = self._of(read, ask.person, by)
            served = [fact.day for fact in reading.account(read, ask.person).standing]
            return cover.end(found, ask, served=served, agenda=reading.agenda(read, ask.person))

        return self.ledger.record(ask, by, decide)

    def lapse_cover(self, ask: asks.LapseCover, by: Caller) -> Receipt:
        """Note that a cover is over."""
        return self.ledger.record(ask, by, lambda read: cover.lapse(self._of(read, ask.person, by), ask, by.today))

    def _of(self, read: Reading, person: UUID, by: Caller) -> cover.Covers:
        reading.ours(read, person, by)
        return reading.covers(read, person)
