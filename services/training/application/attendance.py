"""Commands of training about: attendance."""

from infra.ledger import Ledger
from services.kernel.command import Caller, Receipt
from services.training import commands as asks
from services.training.application import reading
from services.training.domain import edition


class Attendance:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def record_attendance(self, ask: asks.RecordAttendance, by: Caller) -> Receipt:
        """Say who was there, and how long."""
        return self.ledger.record(
            ask, by, lambda read: edition.record_attendance(reading.edition_of(read, ask.edition, by), ask, by.now)
        )
