"""What the decisions of housing read of its record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from infra.ledger import Reading
from services.housing.domain import agreement, dwelling, household, person, stay, vacancy, waiting_list
from services.kernel.command import Caller
from services.kernel.event import Event
from services.kernel.rules import RuleBroken

Decision = Iterator[Event | RuleBroken]


def household_of(read: Reading, name: UUID) -> household.Household:
    """What is known of the household; files the facts under its project."""
    known = read.state(f"known-household/{name}", household.evolve, household.Household())
    read.project = known.project or read.project
    return known


def households(read: Reading, names: Sequence[UUID]) -> list[household.Household]:
    """What is known of several households, in one call to the database at most."""
    return read.states([f"known-household/{name}" for name in names], household.evolve, household.Household())


def shared(read: Reading, name: UUID, by: Caller) -> household.Household:
    """The household, if the asking agency owns its case or it is shared with that agency."""
    known = household_of(read, name)
    if not known.open_to(by.agency, by.now):
        raise household.UnknownHousehold("household")
    return as_humans(read, known)


def as_humans(read: Reading, known: household.Household) -> household.Household:
    """The household by the ids that stand for its members."""
    found = survivors(read, known.members)
    return known.known_as(found) if found else known


def survivors(read: Reading, people: Iterable[UUID]) -> dict[UUID, UUID]:
    """Which id stands for each of these, where it is another; that one may be merged in its turn."""
    found: dict[UUID, UUID] = {}
    names = list(dict.fromkeys(people))
    while names:
        known = zip(names, persons(read, names), strict=True)
        new = {name: one.survivor for name, one in known if one.survivor and name not in found}
        found |= new
        names = list(new.values())
    return {name: _last(found, name) for name in found}


def _last(found: Mapping[UUID, UUID], name: UUID) -> UUID:
    seen = {name}
    while (name := found[name]) in found and name not in seen:
        seen.add(name)
    return name


def persons(read: Reading, names: Sequence[UUID]) -> list[person.Person]:
    return read.states([f"known-person/{name}" for name in names], person.evolve, person.Person())


def restricted(read: Reading, families: Iterable[household.Household]) -> set[UUID]:
    """Those who belong to the households and whose data is kept and not used, whichever of their ids is meant."""
    people = sorted(frozenset[UUID]().union(*(family.people for family in families)))
    stands = survivors(read, people)
    names = sorted({*people, *stands.values()})
    hidden = {name for name, one in zip(names, persons(read, names), strict=True) if one.restricted}
    return {name for name in people if name in hidden or stands.get(name) in hidden}


def programme(read: Reading, project: str) -> household.Programme:
    return read.state(f"known-programme/{project}", household.evolve_programme, household.Programme())


def dwelling_of(read: Reading, name: UUID) -> dwelling.Dwelling:
    return read.state(f"dwelling/{name}", dwelling.evolve_dwelling, dwelling.Dwelling())


def unit(read: Reading, name: UUID) -> dwelling.Unit:
    return read.state(f"unit/{name}", dwelling.evolve_unit, dwelling.Unit())


def unit_run_by(read: Reading, name: UUID, by: Caller) -> dwelling.Unit:
    """The unit, if the asking agency operates its dwelling. Raises `UnknownUnit`, `DwellingOfAnotherAgency`."""
    found = unit(read, name)
    if found.dwelling is None:
        raise dwelling.UnknownUnit("unit", unit=name)
    if by.agency not in dwelling_of(read, found.dwelling).agencies:
        raise dwelling.DwellingOfAnotherAgency("unit", unit=name)
    return found


def occupancies(read: Reading, units: Sequence[UUID]) -> list[dwelling.Occupancy]:
    streams = [f"occupancy/{unit}" for unit in units]
    return read.states(streams, dwelling.evolve_occupancy, dwelling.Occupancy())


def agreements(read: Reading, name: UUID) -> agreement.Agreements:
    """What lies before the household, signed by the ids that stand for who signed."""
    known = read.state(f"agreement/{name}", agreement.evolve, agreement.Agreements())
    found = survivors(read, (person for _, person in known.signed))
    if not found:
        return known
    return replace(known, signed={(draft, found.get(person, person)): day for (draft, person), day in known.signed.items()})


def stays(read: Reading, name: UUID) -> stay.Stays:
    return read.state(f"stay/{name}", stay.evolve, stay.Stays())


def vacancy_of(read: Reading, unit: UUID) -> vacancy.Vacancy:
    return read.state(f"vacancy/{unit}", vacancy.evolve, vacancy.Vacancy())


def waiting_list_of(read: Reading, agency: str, project: str) -> waiting_list.WaitingList:
    return read.state(f"waiting-list/{agency}:{project}", waiting_list.evolve, waiting_list.WaitingList())
