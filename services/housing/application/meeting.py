"""Commands of housing about: meeting."""

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.application.house import house_of, residents
from services.housing.application.reading import Decision
from services.housing.domain import meeting
from services.kernel.command import Caller, Receipt


class Meetings:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def hold_meeting(self, ask: asks.HoldMeeting, by: Caller) -> Receipt:
        """State that those who share a dwelling have met."""

        def decide(read: Reading) -> Decision:
            home = house_of(read, ask.dwelling)
            known = read.state(f"meetings/{ask.dwelling}", meeting.evolve, meeting.Meetings())
            there = residents(read, home, ask.held, by.today)
            return meeting.hold(known, by.new_id("meeting"), ask, home, there, agency=by.agency, today=by.today)

        return self.ledger.record(ask, by, decide)
