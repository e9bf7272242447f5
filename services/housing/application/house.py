"""Commands of housing about: house; and who lives in one, which its neighbours ask about."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.application import reading
from services.housing.domain import agreement, house
from services.housing.domain.dwelling import Occupancy, Unit
from services.housing.domain.household import Household
from services.kernel.command import Caller, Receipt
from services.kernel.time import Period


class Houses:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def publish_house_rules(self, ask: asks.PublishHouseRules, by: Caller) -> Receipt:
        """Say by which rules people live in a dwelling."""
        return self.ledger.record(ask, by, lambda read: house.publish_house_rules(house_of(read, ask.dwelling), ask, by.agency))


def house_of(read: Reading, name: UUID) -> house.House:
    """The dwelling as those who live in it know it."""
    return read.state(f"dwelling/{name}", house.evolve, house.House())


def signatures(read: Reading, unit: Unit, ask: asks.AssignUnit, today: date) -> tuple[tuple[agreement.Party, ...], str | None]:
    """Who lives in the shared dwelling, or the shared unit, that a household enters, and the version all of them sign."""
    if unit.dwelling is None or ask.unit is None:
        return (), None
    home = house_of(read, unit.dwelling)
    units = home.units if home.shared else (ask.unit,) if unit.shared else ()
    others = [(name, where) for name, where in _living_in(read, units, ask.starts, today) if name != ask.household]
    project = read.project
    parties = tuple(
        agreement.Party(reading.as_humans(read, reading.household_of(read, name)), reading.agreements(read, name), where)
        for name, where in others
    )
    read.project = project
    return parties, home.version


def residents(read: Reading, home: house.House, day: date, today: date) -> list[Household]:
    """The households that live in the house on a day."""
    project = read.project
    found = [reading.household_of(read, name) for name in dict(_living_in(read, home.units, day, today))]
    read.project = project
    return found


def lives_there(read: Reading, household: UUID, home: house.House, day: date, today: date) -> bool:
    """Whether the household lives in the house on a day."""
    return household in dict(_living_in(read, home.units, day, today))


def _living_in(read: Reading, units: Sequence[UUID], day: date, today: date) -> Iterable[tuple[UUID, UUID]]:
    """Households and the unit each one lives in on the day."""
    night = Period(day, day + timedelta(days=1))
    occupancies: Sequence[Occupancy] = reading.occupancies(read, units) if units else ()
    for unit, occupancy in zip(units, occupancies, strict=True):
        for stay in occupancy.all:
            if stay.held(today).overlaps(night):
                yield stay.household, unit
