"""One method per command of the register: gather facts, decide, record."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Command, Receipt
from services.kernel.event import COMMON, Event
from services.kernel.rules import RuleBroken
from services.register import commands as asks
from services.register.domain import cover, hours, household, match, need, numbering, volunteer

Decision = Iterator[Event | RuleBroken]


class Register:
    """The application of the register of active citizens."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.internal: dict[type[Command], Callable[[Any, Caller], Receipt]] = {
            asks.NoteHousehold: self.note_household,
            asks.NoteSharing: self.note_sharing,
            asks.NoteCourse: self.note_course,
            asks.EndMatchesAfterExit: self.end_matches_after_exit,
        }

    def apply_as_volunteer(self, ask: asks.ApplyAsVolunteer, by: Caller) -> Receipt:
        """Ask to become an active citizen."""

        def decide(read: Reading) -> Decision:
            volunteer.own(ask.person, by.actor, by.role)
            read.project = ask.project or COMMON
            return volunteer.apply(_volunteer(read, ask.person), ask, by.agency, _day(ask, by))

        return self.ledger.record(ask, by, decide)

    def vet_volunteer(self, ask: asks.VetVolunteer, by: Caller) -> Receipt:
        """Record the checks made on an applicant."""
        return self.ledger.record(ask, by, lambda read: volunteer.vet(_ours(read, ask.person, by), ask, by.actor, _day(ask, by)))

    def register_volunteer(self, ask: asks.RegisterVolunteer, by: Caller) -> Receipt:
        """Enter a volunteer in the register under the next number of the section."""

        def decide(read: Reading) -> Decision:
            stream = f"numbering/{by.agency}:{ask.section}"
            numbers = read.state(stream, numbering.evolve, numbering.Numbering())
            return volunteer.register(_ours(read, ask.person, by), ask, numbers)

        return self.ledger.record(ask, by, decide)

    def start_cover(self, ask: asks.StartCover, by: Caller) -> Receipt:
        """Record an insurance cover."""

        def decide(read: Reading) -> Decision:
            found = _ours(read, ask.person, by)
            _covers(read, ask.person)
            return cover.start(by.new_id("cover"), ask, found)

        return self.ledger.record(ask, by, decide)

    def declare_skill(self, ask: asks.DeclareSkill, by: Caller) -> Receipt:
        """Say what the volunteer can do."""
        return self.ledger.record(ask, by, lambda read: volunteer.declare_skill(_ours(read, ask.person, by), ask))

    def set_availability(self, ask: asks.SetAvailability, by: Caller) -> Receipt:
        """Say when the volunteer can help."""
        return self.ledger.record(ask, by, lambda read: volunteer.set_availability(_ours(read, ask.person, by), ask))

    def publish_need(self, ask: asks.PublishNeed, by: Caller) -> Receipt:
        """Ask for help for a household."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            _needs(read, ask.household)
            return need.publish(by.new_id("need"), ask, family)

        return self.ledger.record(ask, by, decide)

    def propose_match(self, ask: asks.ProposeMatch, by: Caller) -> Receipt:
        """Propose a volunteer, of whatever agency's register, for a need of a household that is shared with us."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            return match.propose(
                _matches(read, ask.household), by.new_id("match"), ask, by.actor,
                household=family, needs=_needs(read, ask.household), candidate=_candidate(read, ask.person),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def confirm_match(self, ask: asks.ConfirmMatch, by: Caller) -> Receipt:
        """Confirm a proposed match."""

        def decide(read: Reading) -> Decision:
            family, found = _match(read, ask.household, ask.match, by)
            return match.confirm(
                _matches(read, ask.household), ask, by.actor, by.role,
                household=family, needs=_needs(read, ask.household), candidate=_candidate(read, found.person),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def end_match(self, ask: asks.EndMatch, by: Caller) -> Receipt:
        """End a match, or drop a proposal."""

        def decide(read: Reading) -> Decision:
            _, found = _match(read, ask.household, ask.match, by)
            _agenda(read, found.person)
            last = _account(read, found.person).last_day(ask.match)
            return match.end(_matches(read, ask.household), ask, last)

        return self.ledger.record(ask, by, decide)

    def log_hours(self, ask: asks.LogHours, by: Caller) -> Receipt:
        """Say how much time was given."""

        def decide(read: Reading) -> Decision:
            _, found = _match(read, ask.household, ask.match, by)
            return hours.log(
                _account(read, found.person), by.new_id("hours"), ask, by.today,
                matches=_matches(read, ask.household), covers=_covers(read, found.person),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def approve_hours(self, ask: asks.ApproveHours, by: Caller) -> Receipt:
        """Confirm the time that somebody else has logged."""

        def decide(read: Reading) -> Decision:
            account = _account(read, ask.person)
            entry = account.logged.get(ask.hours)
            if entry is None:
                raise hours.UnknownHours("hours")
            family = _household(read, entry.fact.household)
            ours = _volunteer(read, ask.person).agency == by.agency
            if not ours and not family.seen_by(by.agency, by.today):
                raise hours.UnknownHours("hours")
            return hours.approve(account, ask, by.actor)

        return self.ledger.record(ask, by, decide)

    def note_household(self, ask: asks.NoteHousehold, by: Caller) -> Receipt:
        """Intake has taken a family in charge, or enrolled it."""

        def decide(read: Reading) -> Decision:
            family = _household(read, ask.household)
            read.project = ask.project
            return household.note(family, ask)

        return self.ledger.record(ask, by, decide)

    def note_sharing(self, ask: asks.NoteSharing, by: Caller) -> Receipt:
        """The family has given a consent or taken it back."""
        return self.ledger.record(ask, by, lambda read: household.note_sharing(_household(read, ask.household), ask))

    def note_course(self, ask: asks.NoteCourse, by: Caller) -> Receipt:
        """A person, perhaps a volunteer, has completed a course."""

        def decide(read: Reading) -> Decision:
            found = _volunteer(read, ask.person)
            read.project = found.project or COMMON
            return volunteer.note_course(found, ask)

        return self.ledger.record(ask, by, decide)

    def end_matches_after_exit(self, ask: asks.EndMatchesAfterExit, by: Caller) -> Receipt:
        """The household has left the project."""

        def decide(read: Reading) -> Decision:
            family, found = _household(read, ask.household), _matches(read, ask.household)
            for name in match.ends_with(found, ask.exit):
                _agenda(read, found.by_id[name].person)
            yield from household.note_exit(family, ask)
            yield from match.end_after_exit(found, ask)

        return self.ledger.record(ask, by, decide)


def _day(ask: Command, by: Caller) -> date:
    return (ask.occurred_at or by.now).date()


def _ours(read: Reading, person: UUID, by: Caller) -> volunteer.Volunteer:
    """The volunteer, if they applied to the asking agency; a volunteer gets at themself alone."""
    volunteer.own(person, by.actor, by.role)
    found = _volunteer(read, person)
    if found.agency != by.agency:
        raise volunteer.UnknownVolunteer("person")
    read.project = found.project or COMMON
    return found


def _shared(read: Reading, name: UUID, by: Caller) -> household.Household:
    """The household, if the asking agency has it in charge or a live consent names it."""
    family = _household(read, name)
    if not family.seen_by(by.agency, by.today):
        raise household.UnknownHousehold("household")
    return family


def _match(read: Reading, name: UUID, which: UUID, by: Caller) -> tuple[household.Household, match.Match]:
    """The match, for who may see the household, for the volunteer's own agency, and for the volunteer themself."""
    family = _household(read, name)
    found = _matches(read, name).by_id.get(which)
    if found is None:
        raise match.UnknownMatch("match")
    ours = _volunteer(read, found.person).agency == by.agency
    if not ours and not family.seen_by(by.agency, by.today):
        raise match.UnknownMatch("match")
    volunteer.own(found.person, by.actor, by.role)
    return family, found


def _household(read: Reading, name: UUID) -> household.Household:
    """What is known of the household; the facts are filed under its project."""
    found = read.state(f"known-household/{name}", household.evolve, household.Household())
    read.project = found.project or read.project
    return found


def _volunteer(read: Reading, person: UUID) -> volunteer.Volunteer:
    return read.state(f"volunteer/{person}", volunteer.evolve, volunteer.Volunteer())


def _candidate(read: Reading, person: UUID) -> match.Candidate:
    return match.Candidate(_volunteer(read, person), _covers(read, person), _agenda(read, person))


def _covers(read: Reading, person: UUID) -> cover.Covers:
    return read.state(f"cover/{person}", cover.evolve, cover.Covers())


def _agenda(read: Reading, person: UUID) -> match.Agenda:
    return read.state(f"agenda/{person}", match.evolve_agenda, match.Agenda())


def _account(read: Reading, person: UUID) -> hours.Account:
    return read.state(f"hours/{person}", hours.evolve, hours.Account())


def _needs(read: Reading, name: UUID) -> need.Needs:
    return read.state(f"needs/{name}", need.evolve, need.Needs())


def _matches(read: Reading, name: UUID) -> match.Matches:
    return read.state(f"matches/{name}", match.evolve, match.Matches())
