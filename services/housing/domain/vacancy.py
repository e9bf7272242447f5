"""A vacancy: a unit with free places that may be proposed to one household at a time. At most one is open per unit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.housing.commands import CloseVacancy, OpenVacancy
from services.housing.domain.dwelling import Occupancy, Unit, UnitNotInService, UnknownUnit
from services.housing.events import ProposalAccepted, ProposalDeclined, UnitProposed, VacancyClosed, VacancyOpened
from services.housing.events.vacancy import ClosedBecause
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown


class UnknownVacancy(Unknown):
    """The unit has no such open vacancy."""


class UnknownProposal(Unknown):
    """The unit is not proposed to this household, or no longer."""


class VacancyAlreadyOpen(RuleBroken):
    """A unit has one open vacancy at a time."""


class NoPlaceVacant(RuleBroken):
    """No vacancy is opened on a unit whose places are all taken on that day."""


class UnitIsProposed(RuleBroken):
    """A unit that is proposed to a household is kept for it until it has declined or the proposal has expired."""


@dataclass(frozen=True)
class Offer:
    """A proposal that was not declined."""

    fact: UnitProposed
    accepted: bool = False

    def live(self, today: date) -> bool:
        """Whether the unit is kept for the household: for good once accepted, else up to the last day of answering."""
        return self.accepted or today <= self.fact.until


@dataclass(frozen=True)
class Vacancy:
    """The open vacancy of a unit, and the last proposal made from it."""

    open: UUID | None = None
    opens: date | None = None
    offer: Offer | None = None

    def kept(self, today: date) -> UnitProposed | None:
        """The proposal for whose household the unit is kept on that day."""
        return self.offer.fact if self.offer and self.offer.live(today) else None


def open_vacancy(
    vacancy: Vacancy, name: UUID, ask: OpenVacancy, *, unit: Unit, occupancy: Occupancy, today: date
) -> Iterator[Event | RuleBroken]:
    """Opened on a unit in service that has a place free on that day."""
    if unit.dwelling is None:
        raise UnknownUnit("unit", unit=ask.unit)
    if vacancy.open:
        yield VacancyAlreadyOpen("unit", vacancy=vacancy.open)
    if unit.out_on(ask.opens):
        yield UnitNotInService("unit", unit=ask.unit)
    places = free_places(unit, occupancy, ask.opens, today)
    if places <= 0:
        yield NoPlaceVacant("opens", unit=ask.unit)
    yield VacancyOpened(vacancy=name, unit=ask.unit, dwelling=unit.dwelling, opens=ask.opens, places=places)


def free_places(unit: Unit, occupancy: Occupancy, day: date, today: date) -> int:
    """How many places of the unit nobody holds on that day; none where its one household is inside."""
    inside = occupancy.inside(day, today)
    return 0 if inside and not unit.shared else unit.capacity - inside


def close_vacancy(vacancy: Vacancy, ask: CloseVacancy, today: date) -> Iterator[Event | RuleBroken]:
    """Closed once, and not behind the back of a household that is asked."""
    if vacancy.open != ask.vacancy:
        raise UnknownVacancy("vacancy", vacancy=ask.vacancy)
    yield from closed(vacancy, ask.unit, "withdrawn", today)


def closed(vacancy: Vacancy, unit: UUID, because: ClosedBecause, today: date) -> Iterator[Event | RuleBroken]:
    """What closes the vacancy, where one is open and no household is asked."""
    if kept := vacancy.kept(today):
        yield UnitIsProposed("unit", unit=unit, proposal=kept.proposal)
    if vacancy.open:
        yield VacancyClosed(vacancy=vacancy.open, unit=unit, because=because)


def evolve(vacancy: Vacancy, fact: Recorded) -> Vacancy:
    """Opened, proposed, accepted or declined, closed."""
    match fact.event:
        case VacancyOpened(vacancy=name, opens=opens):
            return Vacancy(name, opens)
        case VacancyClosed():
            return Vacancy()
        case UnitProposed() as proposed:
            return replace(vacancy, offer=Offer(proposed))
        case ProposalAccepted(proposal=name) if vacancy.offer and vacancy.offer.fact.proposal == name:
            return replace(vacancy, offer=replace(vacancy.offer, accepted=True))
        case ProposalDeclined(proposal=name) if vacancy.offer and vacancy.offer.fact.proposal == name:
            return replace(vacancy, offer=None)
        case _:
            return vacancy
