"""Commands of training about: attendance."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.training import commands as asks
from services.training.application import reading
from services.training.application.reading import Decision
from services.training.domain import attendance


class Attendance:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def open_register(self, ask: asks.OpenRegister, by: Caller) -> Receipt:
        """Open the register of a lesson."""

        def decide(read: Reading) -> Decision:
            found = reading.edition_of(read, ask.edition, by)
            return attendance.open_register(reading.registers_of(read, ask.edition), ask, edition=found)

        return self.ledger.record(ask, by, decide)

    def record_attendance(self, ask: asks.RecordAttendance, by: Caller) -> Receipt:
        """Say who was there, and how long."""

        def decide(read: Reading) -> Decision:
            found, ids = reading.edition_of(read, ask.edition, by), reading.ids_of(read, ask.person)
            return attendance.record(
                reading.registers_of(read, ask.edition), ask, by.now, edition=found, ids=ids,
                learners=reading.learners_of(read, ask.edition),
                completed=reading.completions_of(read, ask.edition).any_of(ids),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def correct_attendance(self, ask: asks.CorrectAttendance, by: Caller) -> Receipt:
        """Say how long somebody really was there."""

        def decide(read: Reading) -> Decision:
            found, learners = reading.edition_of(read, ask.edition, by), reading.learners_of(read, ask.edition)
            return attendance.correct(reading.registers_of(read, ask.edition), ask, edition=found, learners=learners)

        return self.ledger.record(ask, by, decide)

    def sign_register(self, ask: asks.SignRegister, by: Caller) -> Receipt:
        """Sign as teacher or tutor."""

        def decide(read: Reading) -> Decision:
            found, learners = reading.edition_of(read, ask.edition, by), reading.learners_of(read, ask.edition)
            registers = reading.registers_of(read, ask.edition)
            return attendance.sign(registers, ask, by.actor, by.now, reading.day(ask, by), edition=found, learners=learners)

        return self.ledger.record(ask, by, decide)
