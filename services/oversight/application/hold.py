"""Commands of oversight about: holds."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.oversight import commands as asks
from services.oversight.application import reading, subjects
from services.oversight.application.reading import Decision
from services.oversight.domain import hold


class Holds:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def declare_final_payment(self, ask: asks.DeclareFinalPayment, by: Caller) -> Receipt:
        """Say when a project was paid for the last time."""

        def decide(read: Reading) -> Decision:
            reading.of_project(read, ask.project)
            return hold.declare_final_payment(subjects.retention(read, ask.project), ask, by.today)

        return self.ledger.record(ask, by, decide)

    def place_hold(self, ask: asks.PlaceHold, by: Caller) -> Receipt:
        """Have it kept."""
        name = by.new_id("hold")

        def decide(read: Reading) -> Decision:
            erasing = False
            if ask.project:
                reading.of_project(read, ask.project)
                subjects.retention(read, ask.project)
            elif ask.person:
                erasing = subjects.erasure_of(read, ask.person).asked is not None
            return hold.place(name, ask, reading.official(by), by.today, erasing=erasing)

        return self.ledger.record(ask, by, decide)

    def release_hold(self, ask: asks.ReleaseHold, by: Caller) -> Receipt:
        """What it was for is over."""

        def decide(read: Reading) -> Decision:
            retention = subjects.retention(read, ask.project or "")
            holds = subjects.held(read, ask.person).holds if ask.person else retention.holds
            return hold.release(holds, ask, retention, by.today)

        return self.ledger.record(ask, by, decide)

    def note_retention(self, ask: asks.NoteRetention, by: Caller) -> Receipt:
        """Note how long a project keeps its papers."""

        def decide(read: Reading) -> Decision:
            read.project = ask.project
            return hold.note_retention(subjects.retention(read, ask.project), ask)

        return self.ledger.record(ask, by, decide)

    def note_participation(self, ask: asks.NoteParticipation, by: Caller) -> Receipt:
        """Note that a person takes part in a project."""

        def decide(read: Reading) -> Decision:
            read.project = ask.project
            return hold.note_participation(subjects.held(read, ask.person), ask.person, ask.project)

        return self.ledger.record(ask, by, decide)

    def note_same_human(self, ask: asks.NoteSameHuman, by: Caller) -> Receipt:
        """Note it on either id."""

        def decide(read: Reading) -> Decision:
            for one, other in ((ask.survivor, ask.merged), (ask.merged, ask.survivor)):
                yield from hold.note_same(subjects.held(read, one), one, other)

        return self.ledger.record(ask, by, decide)

    def clear_same_human(self, ask: asks.ClearSameHuman, by: Caller) -> Receipt:
        """Clear it on either id."""

        def decide(read: Reading) -> Decision:
            for one, other in ((ask.survivor, ask.merged), (ask.merged, ask.survivor)):
                yield from hold.clear_same(subjects.held(read, one), one, other)

        return self.ledger.record(ask, by, decide)
