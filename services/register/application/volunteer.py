"""Commands of register about: volunteer."""

from uuid import UUID

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.kernel.event import COMMON
from services.register import commands as asks
from services.register.application import reading
from services.register.application.reading import Decision
from services.register.domain import heard, offer, volunteer


class Volunteers:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def apply_as_volunteer(self, ask: asks.ApplyAsVolunteer, by: Caller) -> Receipt:
        """Ask to become an active citizen."""

        def decide(read: Reading) -> Decision:
            volunteer.own(ask.person, by.actor, by.role)
            read.project = ask.project or COMMON
            found = reading.volunteer_of(read, ask.person)
            return volunteer.apply(found, ask, by.agency, reading.day(ask, by), others=reading.other_selves(read, ask.person))

        return self.ledger.record(ask, by, decide)

    def vet_volunteer(self, ask: asks.VetVolunteer, by: Caller) -> Receipt:
        """Record the checks made on an applicant."""

        def decide(read: Reading) -> Decision:
            found, ids = reading.ours(read, ask.person, by), reading.ids_of(read, ask.person)
            return volunteer.vet(found, ask, by.actor, reading.day(ask, by), ids=ids)

        return self.ledger.record(ask, by, decide)

    def declare_skill(self, ask: asks.DeclareSkill, by: Caller) -> Receipt:
        """Say what the volunteer can do."""
        return self.ledger.record(ask, by, lambda read: volunteer.declare_skill(reading.ours(read, ask.person, by), ask))

    def verify_skill(self, ask: asks.VerifySkill, by: Caller) -> Receipt:
        """Say that the volunteer can do what they have declared."""

        def decide(read: Reading) -> Decision:
            found, ids = reading.ours(read, ask.person, by), reading.ids_of(read, ask.person)
            return volunteer.verify_skill(found, ask, by.actor, ids=ids)

        return self.ledger.record(ask, by, decide)

    def declare_language(self, ask: asks.DeclareLanguage, by: Caller) -> Receipt:
        """Say how well the volunteer speaks a language."""
        return self.ledger.record(ask, by, lambda read: volunteer.declare_language(reading.ours(read, ask.person, by), ask))

    def set_availability(self, ask: asks.SetAvailability, by: Caller) -> Receipt:
        """Say when the volunteer can help."""
        return self.ledger.record(ask, by, lambda read: volunteer.set_availability(reading.ours(read, ask.person, by), ask))

    def set_zone(self, ask: asks.SetZone, by: Caller) -> Receipt:
        """Say from which municipality the volunteer sets out."""
        return self.ledger.record(ask, by, lambda read: volunteer.set_zone(reading.ours(read, ask.person, by), ask))

    def make_offer(self, ask: asks.MakeOffer, by: Caller) -> Receipt:
        """Offer something that nobody has asked for."""

        def decide(read: Reading) -> Decision:
            found = reading.ours(read, ask.person, by)
            return offer.make(reading.offers(read, ask.person), by.new_id("offer"), ask, found)

        return self.ledger.record(ask, by, decide)

    def note_course(self, ask: asks.NoteCourse, by: Caller) -> Receipt:
        """A person, perhaps a volunteer, has completed a course."""
        return self.ledger.record(ask, by, lambda read: heard.note_course(self._anybody(read, ask.person), ask))

    def drop_course(self, ask: asks.DropCourse, by: Caller) -> Receipt:
        """The certificate of a course was revoked."""
        return self.ledger.record(ask, by, lambda read: heard.drop_course(self._anybody(read, ask.person), ask))

    def note_restriction(self, ask: asks.NoteRestriction, by: Caller) -> Receipt:
        """What is known of a person is not used, or is used again."""
        return self.ledger.record(ask, by, lambda read: heard.note_restriction(self._anybody(read, ask.person), ask))

    def note_duplicate(self, ask: asks.NoteDuplicate, by: Caller) -> Receipt:
        """Two ids are one human."""

        def decide(read: Reading) -> Decision:
            return heard.note_duplicate(self._anybody(read, ask.survivor), self._anybody(read, ask.merged), ask)

        return self.ledger.record(ask, by, decide)

    def clear_duplicate(self, ask: asks.ClearDuplicate, by: Caller) -> Receipt:
        """They are two after all."""

        def decide(read: Reading) -> Decision:
            return heard.clear_duplicate(self._anybody(read, ask.survivor), self._anybody(read, ask.merged), ask)

        return self.ledger.record(ask, by, decide)

    def _anybody(self, read: Reading, person: UUID) -> volunteer.Volunteer:
        """Whoever it is, of whatever agency, if a volunteer at all."""
        found = reading.volunteer_of(read, person)
        read.project = found.project or read.project
        return found
