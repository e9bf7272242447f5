"""Commands of intake about: access."""

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.domain import access
from services.kernel.command import Caller, Receipt


class Access:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def request_emergency_access(self, ask: asks.RequestEmergencyAccess, by: Caller) -> Receipt:
        """Open a file that is not shared, for some hours and with a reason."""

        def decide(read: Reading) -> Decision:
            reading.any_household(read, ask.household)
            open_already = reading.owner_of(read, ask.household) == by.agency or reading.opened_to(read, ask.household, by)
            return access.request(
                by.new_id("access"), ask, reading.head_of(read, ask.household), by.now,
                agency=by.agency, viewer=by.actor, rules=reading.rules(read, read.project), open_already=open_already,
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def record_view(self, ask: asks.RecordView, by: Caller) -> Receipt:
        """Note who has opened a family's file."""

        def decide(read: Reading) -> Decision:
            reading.any_household(read, ask.household)
            return access.view(by.new_id("view"), ask, reading.head_of(read, ask.household))

        return self.ledger.record(ask, by, decide)
