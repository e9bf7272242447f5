"""What the decisions of register read of its record."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from infra.ledger import Reading
from services.kernel.command import Caller, Command
from services.kernel.event import COMMON, Event
from services.kernel.rules import RuleBroken
from services.register.domain import cover, hours, household, match, need, volunteer

Decision = Iterator[Event | RuleBroken]


def day(ask: Command, by: Caller) -> date:
    return (ask.occurred_at or by.now).date()


def ours(read: Reading, person: UUID, by: Caller) -> volunteer.Volunteer:
    """The volunteer, if they applied to the asking agency; a volunteer gets at themself alone."""
    volunteer.own(person, by.actor, by.role)
    found = volunteer_of(read, person)
    if found.agency != by.agency:
        raise volunteer.UnknownVolunteer("person")
    read.project = found.project or COMMON
    return found


def shared(read: Reading, name: UUID, by: Caller) -> household.Household:
    """The household, if the asking agency has it in charge or a live consent names it."""
    family = household_of(read, name)
    if not family.seen_by(by.agency, by.today):
        raise household.UnknownHousehold("household")
    return family


def match_of(read: Reading, name: UUID, which: UUID, by: Caller) -> tuple[household.Household, match.Match]:
    """The match, for who may see the household, for the volunteer's own agency, and for the volunteer themself."""
    family = household_of(read, name)
    found = matches(read, name).by_id.get(which)
    if found is None:
        raise match.UnknownMatch("match")
    ours = volunteer_of(read, found.person).agency == by.agency
    if not ours and not family.seen_by(by.agency, by.today):
        raise match.UnknownMatch("match")
    volunteer.own(found.person, by.actor, by.role)
    return family, found


def household_of(read: Reading, name: UUID) -> household.Household:
    """What is known of the household; the facts are filed under its project."""
    found = read.state(f"known-household/{name}", household.evolve, household.Household())
    read.project = found.project or read.project
    return found


def volunteer_of(read: Reading, person: UUID) -> volunteer.Volunteer:
    return read.state(f"volunteer/{person}", volunteer.evolve, volunteer.Volunteer())


def candidate(read: Reading, person: UUID) -> match.Candidate:
    return match.Candidate(volunteer_of(read, person), covers(read, person), agenda(read, person))


def covers(read: Reading, person: UUID) -> cover.Covers:
    return read.state(f"cover/{person}", cover.evolve, cover.Covers())


def agenda(read: Reading, person: UUID) -> match.Agenda:
    return read.state(f"agenda/{person}", match.evolve_agenda, match.Agenda())


def account(read: Reading, person: UUID) -> hours.Account:
    return read.state(f"hours/{person}", hours.evolve, hours.Account())


def needs(read: Reading, name: UUID) -> need.Needs:
    return read.state(f"needs/{name}", need.evolve, need.Needs())


def matches(read: Reading, name: UUID) -> match.Matches:
    return read.state(f"matches/{name}", match.evolve, match.Matches())
