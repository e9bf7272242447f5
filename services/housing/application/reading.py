"""What the decisions of housing read of its record."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from infra.ledger import Reading
from services.housing.domain import agreement, assignment, dwelling, household
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
    """The household, if the asking agency owns its case or a live consent names it."""
    known = household_of(read, name)
    if not known.open_to(by.agency, by.today):
        raise household.UnknownHousehold("household")
    return known


def programme(read: Reading, project: str) -> household.Programme:
    return read.state(f"known-programme/{project}", household.evolve_programme, household.Programme())


def dwelling_of(read: Reading, name: UUID) -> dwelling.Dwelling:
    return read.state(f"dwelling/{name}", dwelling.evolve_dwelling, dwelling.Dwelling())


def unit(read: Reading, name: UUID) -> dwelling.Unit:
    return read.state(f"unit/{name}", dwelling.evolve_unit, dwelling.Unit())


def occupancies(read: Reading, units: Sequence[UUID]) -> list[dwelling.Occupancy]:
    streams = [f"occupancy/{unit}" for unit in units]
    return read.states(streams, dwelling.evolve_occupancy, dwelling.Occupancy())


def agreements(read: Reading, name: UUID) -> agreement.Agreements:
    return read.state(f"agreement/{name}", agreement.evolve, agreement.Agreements())


def stays(read: Reading, name: UUID) -> assignment.Stays:
    return read.state(f"stay/{name}", assignment.evolve, assignment.Stays())
