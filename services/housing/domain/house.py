"""A house: a dwelling as those who live in it know it, with its units, its rules and the version of its agreement."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from uuid import UUID

from services.housing.commands import PublishHouseRules
from services.housing.domain.dwelling import DwellingOfAnotherAgency, UnknownDwelling
from services.housing.events import AgreementAmended, DwellingAdded, HouseRulesPublished, UnitListed
from services.housing.events.house import HouseRules
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken


class DwellingNotShared(RuleBroken):
    """Mutual help and house meetings are for dwellings that several households share."""


@dataclass(frozen=True)
class House:
    """Whose it is, whether it is shared, its units, the versions of its agreement (oldest first), and its rules."""

    agencies: frozenset[str] = frozenset()
    shared: bool = False
    units: tuple[UUID, ...] = ()
    versions: tuple[str, ...] = ()
    rules: HouseRules = field(default_factory=HouseRules)

    @property
    def version(self) -> str | None:
        """The version that everybody signs; None as long as the agreement was never amended for the whole house."""
        return self.versions[-1] if self.versions else None


def known(house: House, name: UUID) -> House:
    """The house, if there is one."""
    if not house.agencies:
        raise UnknownDwelling("dwelling", dwelling=name)
    return house


def run_by_another(house: House, name: UUID, agency: str) -> Iterator[RuleBroken]:
    """What stands against this agency saying how people live there."""
    if agency not in house.agencies:
        yield DwellingOfAnotherAgency("dwelling", dwelling=name)


def publish_house_rules(house: House, ask: PublishHouseRules, agency: str) -> Iterator[Event | RuleBroken]:
    """The newest rules hold."""
    yield from run_by_another(known(house, ask.dwelling), ask.dwelling, agency)
    yield HouseRulesPublished(dwelling=ask.dwelling, rules=ask.rules)


def evolve(house: House, fact: Recorded) -> House:
    """Added, given units, rules and versions."""
    match fact.event:
        case DwellingAdded(agency=agency, shared=shared):
            return replace(house, agencies=frozenset({agency, fact.agency}), shared=shared)
        case UnitListed(unit=unit):
            return replace(house, units=(*house.units, unit))
        case HouseRulesPublished(rules=rules):
            return replace(house, rules=rules)
        case AgreementAmended(version=version):
            return replace(house, versions=(*house.versions, version))
        case _:
            return house
