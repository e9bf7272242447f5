"""Commands of register about: registration."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.register import commands as asks
from services.register.application import reading
from services.register.application.reading import Decision
from services.register.domain import registration


class Registrations:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def declare_register(self, ask: asks.DeclareRegister, by: Caller) -> Receipt:
        """Say how the agency keeps its register."""
        return self.ledger.record(ask, by, lambda read: registration.declare(reading.declared(read, by.agency), ask, by.agency))

    def register_volunteer(self, ask: asks.RegisterVolunteer, by: Caller) -> Receipt:
        """Enter a volunteer in the register under the next number of the section."""

        def decide(read: Reading) -> Decision:
            found = reading.ours(read, ask.person, by)
            return registration.register(
                found, ask, reading.numbers(read, by.agency, ask.section),
                declared=reading.declared(read, by.agency), others=reading.other_selves(read, ask.person),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def suspend_volunteer(self, ask: asks.SuspendVolunteer, by: Caller) -> Receipt:
        """Let a volunteer serve nobody for a while."""
        return self.ledger.record(ask, by, lambda read: registration.suspend(reading.ours(read, ask.person, by), ask))

    def resume_volunteer(self, ask: asks.ResumeVolunteer, by: Caller) -> Receipt:
        """Let them serve again."""
        return self.ledger.record(ask, by, lambda read: registration.resume(reading.ours(read, ask.person, by), ask))

    def cancel_registration(self, ask: asks.CancelRegistration, by: Caller) -> Receipt:
        """End an entry."""

        def decide(read: Reading) -> Decision:
            return registration.cancel(reading.ours(read, ask.person, by), ask, reading.agenda(read, ask.person))

        return self.ledger.record(ask, by, decide)

    def void_registration(self, ask: asks.VoidRegistration, by: Caller) -> Receipt:
        """Mark an entry as void."""

        def decide(read: Reading) -> Decision:
            return registration.void(reading.ours(read, ask.person, by), ask, reading.agenda(read, ask.person))

        return self.ledger.record(ask, by, decide)
