"""What the decisions of housing read of its record."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from infra.ledger import Reading
from services.housing.domain import agreement, dwelling, household, stay, vacancy, waiting_list
from services.kernel.command import Caller
from services.kernel.event import Event
from services.kernel.rules import RuleBroken

Decision = Iterator[Event | RuleBroken]


def household_of(read: Reading, name: UUID) -> household.Household:
    """What is known of the household; files the facts under its project."""
    known = read.state(f"known-household/{name}", household.evolve, household.Household())
    read.project = known.project or read.project
    return known


def shared(read: Reading, name: UUID, by: Caller) -> household.Household:
    """The household, if the asking agency owns its case or it is shared with that agency."""
    known = household_of(read, name)
    if not known.open_to(by.agency, by.now):
        raise household.UnknownHousehold("household")
    return known


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
    return read.state(f"agreement/{name}", agreement.evolve, agreement.Agreements())


def stays(read: Reading, name: UUID) -> stay.Stays:
    return read.state(f"stay/{name}", stay.evolve, stay.Stays())


def vacancy_of(read: Reading, unit: UUID) -> vacancy.Vacancy:
    return read.state(f"vacancy/{unit}", vacancy.evolve, vacancy.Vacancy())


def waiting_list_of(read: Reading, agency: str, project: str) -> waiting_list.WaitingList:
    return read.state(f"waiting-list/{agency}:{project}", waiting_list.evolve, waiting_list.WaitingList())
