"""Commands of register about: volunteer."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.kernel.event import COMMON
from services.register import commands as asks
from services.register.application import reading
from services.register.application.reading import Decision
from services.register.domain import numbering, volunteer


class Volunteers:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def apply_as_volunteer(self, ask: asks.ApplyAsVolunteer, by: Caller) -> Receipt:
        """Ask to become an active citizen."""

        def decide(read: Reading) -> Decision:
            volunteer.own(ask.person, by.actor, by.role)
            read.project = ask.project or COMMON
            return volunteer.apply(reading.volunteer_of(read, ask.person), ask, by.agency, reading.day(ask, by))

        return self.ledger.record(ask, by, decide)

    def vet_volunteer(self, ask: asks.VetVolunteer, by: Caller) -> Receipt:
        """Record the checks made on an applicant."""
        return self.ledger.record(
            ask, by, lambda read: volunteer.vet(reading.ours(read, ask.person, by), ask, by.actor, reading.day(ask, by))
        )

    def register_volunteer(self, ask: asks.RegisterVolunteer, by: Caller) -> Receipt:
        """Enter a volunteer in the register under the next number of the section."""

        def decide(read: Reading) -> Decision:
            stream = f"numbering/{by.agency}:{ask.section}"
            numbers = read.state(stream, numbering.evolve, numbering.Numbering())
            return volunteer.register(reading.ours(read, ask.person, by), ask, numbers)

        return self.ledger.record(ask, by, decide)

    def declare_skill(self, ask: asks.DeclareSkill, by: Caller) -> Receipt:
        """Say what the volunteer can do."""
        return self.ledger.record(ask, by, lambda read: volunteer.declare_skill(reading.ours(read, ask.person, by), ask))

    def set_availability(self, ask: asks.SetAvailability, by: Caller) -> Receipt:
        """Say when the volunteer can help."""
        return self.ledger.record(ask, by, lambda read: volunteer.set_availability(reading.ours(read, ask.person, by), ask))

    def note_course(self, ask: asks.NoteCourse, by: Caller) -> Receipt:
        """A person, perhaps a volunteer, has completed a course."""

        def decide(read: Reading) -> Decision:
            found = reading.volunteer_of(read, ask.person)
            read.project = found.project or COMMON
            return volunteer.note_course(found, ask)

        return self.ledger.record(ask, by, decide)
