"""What the decisions of register read of its record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from infra.ledger import Reading
from services.kernel.command import Caller, Command
from services.kernel.event import COMMON, Event
from services.kernel.rules import RuleBroken
from services.register.domain import agenda as agendas
from services.register.domain import (
    cover,
    fitness,
    hours,
    household,
    match,
    matching,
    need,
    numbering,
    offer,
    registration,
    volunteer,
)
from services.register.events import Section

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
    """The household, if the asking agency has it in charge or it is shared with that agency."""
    family = household_of(read, name)
    if not family.seen_by(by.agency, by.now):
        raise household.UnknownHousehold("household")
    return family


def used(read: Reading, family: household.Household) -> household.Household:
    """The household, where what is known of it is to be weighed: with whether that is restricted."""
    heads = volunteers(read, ids_of(read, family.head)) if family.head else {}
    return replace(family, restricted=any(head.restricted for head in heads.values()))


def match_of(read: Reading, name: UUID, which: UUID, by: Caller) -> tuple[household.Household, match.Match]:
    """The match, for who may see the household, for the volunteer's own agency, and for the volunteer themself."""
    family = household_of(read, name)
    found = matches(read, name).by_id.get(which)
    if found is None:
        raise match.UnknownMatch("match")
    ours = volunteer_of(read, found.person).agency == by.agency
    if not ours and not family.seen_by(by.agency, by.now):
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


def volunteers(read: Reading, persons: Iterable[UUID]) -> Mapping[UUID, volunteer.Volunteer]:
    """Several volunteers, in one call to the record."""
    names = tuple(dict.fromkeys(persons))
    return dict(
        zip(names, read.states([f"volunteer/{name}" for name in names], volunteer.evolve, volunteer.Volunteer()), strict=True)
    )


def ids_of(read: Reading, person: UUID) -> frozenset[UUID]:
    """Every id of the same human: this one, those it was found to be the same as, and theirs."""
    found, new = {person}, {person}
    while new:
        new = {other for known in volunteers(read, sorted(new)).values() for other in known.same_as} - found
        found |= new
    return frozenset(found)


def other_selves(read: Reading, person: UUID) -> Mapping[UUID, volunteer.Volunteer]:
    """What is known of the other ids of the same human."""
    return volunteers(read, sorted(ids_of(read, person) - {person}))


def candidate(read: Reading, person: UUID) -> fitness.Candidate:
    return candidates(read, [person])[person]


def candidates(read: Reading, persons: Iterable[UUID]) -> Mapping[UUID, fitness.Candidate]:
    """Several candidates, in three calls to the record; whoever is known by several ids is busy under each."""
    names = sorted(set(persons))
    selves = {name: ids_of(read, name) for name in names}
    everybody = sorted(frozenset[UUID]().union(*selves.values()))
    known = volunteers(read, everybody)
    insured = read.states([f"cover/{name}" for name in names], cover.evolve, cover.Covers())
    busy = read.states([f"agenda/{name}" for name in everybody], agendas.evolve, agendas.Agenda())
    taken = dict(zip(everybody, busy, strict=True))
    return {
        name: fitness.Candidate(
            known[name],
            covered,
            agendas.together(taken[one] for one in sorted(selves[name])),
            restricted=any(known[one].restricted for one in selves[name]),
        )
        for name, covered in zip(names, insured, strict=True)
    }


def declared(read: Reading, agency: str) -> registration.Declared:
    return read.state(f"register/{agency}", registration.evolve, registration.Declared())


def numbers(read: Reading, agency: str, section: Section) -> numbering.Numbering:
    return read.state(f"numbering/{agency}:{section}", numbering.evolve, numbering.Numbering())


def matching_rules(read: Reading, agency: str) -> matching.MatchingRules:
    return read.state(f"matching-rules/{agency}", matching.evolve, matching.MatchingRules())


def covers(read: Reading, person: UUID) -> cover.Covers:
    return read.state(f"cover/{person}", cover.evolve, cover.Covers())


def agenda(read: Reading, person: UUID) -> agendas.Agenda:
    return read.state(f"agenda/{person}", agendas.evolve, agendas.Agenda())


def offers(read: Reading, person: UUID) -> offer.Offers:
    return read.state(f"offers/{person}", offer.evolve, offer.Offers())


def account(read: Reading, person: UUID) -> hours.Account:
    return read.state(f"hours/{person}", hours.evolve, hours.Account())


def needs(read: Reading, name: UUID) -> need.Needs:
    return read.state(f"needs/{name}", need.evolve, need.Needs())


def matches(read: Reading, name: UUID) -> match.Matches:
    return read.state(f"matches/{name}", match.evolve, match.Matches())
