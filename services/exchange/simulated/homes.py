"""Six dwellings and who lives in them: agreements signed, units assigned and released, and one assignment refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.exchange.simulated.actors import COORDINATORS, PIETRO
from services.exchange.simulated.families import Family
from services.exchange.simulated.plot import Plot
from services.kernel.time import months_after

DWELLINGS = (
    ("Casa Maremma", "via dei Barberi 12, Grosseto", False, (("interno 1", 6), ("interno 2", 6), ("interno 3", 6))),
    ("Casa Ombrone", "via Ombrone 4, Grosseto", False, (("piano terra", 6), ("primo piano", 6))),
    ("Casa Laguna", "via della Laguna 31, Orbetello", False, (("interno A", 6), ("interno B", 6))),
    ("Casa dei Vicini", "piazza del Mercato 2, Follonica", True, (("appartamento condiviso", 12),)),
    ("Casa Amiata", "via delle Miniere 8, Arcidosso", False, (("interno 1", 6), ("interno 2", 6), ("interno 3", 6))),
    ("Casa del Porto", "via Panoramica 19, Monte Argentario", False, (("interno 1", 6), ("interno 2", 6), ("interno 3", 6))),
)
RULES = (
    "Silenzio dalle 22 alle 7. Turni di pulizia degli spazi comuni ogni settimana. "
    "Una riunione di casa al mese. Ospiti per la notte solo dopo averne parlato insieme."
)
SHARED = 7
"""The place of the shared flat among the units: two families live in it."""


@dataclass(frozen=True)
class Unit:
    """A unit and its dwelling."""

    unit: UUID
    dwelling: UUID


def build(seed: int, today: date) -> tuple[Plot, list[Unit]]:
    """The dwellings, before the first family comes."""
    plot, units = Plot(seed, today, "dwellings"), []
    day = today - timedelta(days=358)
    for n, (name, address, shared, flats) in enumerate(DWELLINGS):
        dwelling = plot.tell(day, PIETRO, "AddDwelling", f"dwelling:{n}", name=name, address=address, shared=shared)
        for m, (label, capacity) in enumerate(flats):
            unit = plot.tell(
                day, PIETRO, "AddUnit", f"dwelling:{n}:unit:{m}", dwelling=dwelling, label=label, capacity=capacity, shared=shared
            )
            units.append(Unit(unit, dwelling))
    return plot, units


@dataclass(frozen=True)
class Stay:
    """A family's stay in a unit."""

    family: Family
    unit: Unit
    starts: date
    assignment: UUID


def settle(families: Sequence[Family], units: Sequence[Unit]) -> list[Stay]:
    """Every second family lives in a unit, as long as there are units; two share a flat, and one unit is lived in twice."""
    stays: list[Stay] = []
    candidates = [family for family in families if family.number % 2 == 0 and family.shared and family.number != 28]
    places = [*units[: SHARED + 1], units[SHARED], *units[SHARED + 1 :]]
    for family, unit in zip(candidates, places, strict=False):
        if family.after_entry(36) < family.last_day - timedelta(days=30):
            stays.append(_move_in(family, unit, family.after_entry(30)))
    _move_out_and_in(families, stays)
    _refuse(families, stays)
    return stays


def _move_in(family: Family, unit: Unit, starts: date) -> Stay:
    _agree(family, unit, starts - timedelta(days=4))
    return Stay(family, unit, starts, _assign(family, unit, starts, "assignment"))


def _agree(family: Family, unit: Unit, day: date, version: str = "1") -> None:
    plot, n = family.plot, family.number
    agreement = plot.tell(
        day, PIETRO, "DraftAgreement", f"family:{n}:agreement:{version}", household=family.household, unit=unit.unit,
        version=version, rules=RULES,
    )  # fmt: skip
    for m, adult in enumerate(family.adults):
        plot.tell(
            day + timedelta(days=2), PIETRO, "SignAgreement", f"family:{n}:agreement:{version}:signature:{m}",
            household=family.household, agreement=agreement, person=adult.person, signed=day + timedelta(days=2),
        )  # fmt: skip


def _assign(family: Family, unit: Unit, starts: date, name: str, *, refused: str | None = None, plot: Plot | None = None) -> UUID:
    return (plot or family.plot).tell(
        starts, COORDINATORS[family.worker.agency], "AssignUnit", f"family:{family.number}:{name}", refused=refused,
        unit=unit.unit, household=family.household, members=[someone.person for someone in family.members],
        starts=starts, planned_end=months_after(starts, 18),
    )  # fmt: skip


def _move_out_and_in(families: Sequence[Family], stays: list[Stay]) -> None:
    """The third family finds a home of its own; a later one gets the flat."""
    first = next((stay for stay in stays if stay.family.number == 2), None)
    later = next((family for family in families if family.number == 28), None)
    if first is None:
        return
    released = first.starts + timedelta(days=170)
    first.family.plot.tell(
        released, PIETRO, "ReleaseUnit", "family:2:release", household=first.family.household, assignment=first.assignment,
        released=released, reason="own-home", destination="rental", note="Contratto regolare di quattro anni più quattro.",
    )  # fmt: skip
    if later is not None:
        stays.append(_move_in(later, first.unit, later.after_entry(32)))


def _refuse(families: Sequence[Family], stays: list[Stay]) -> None:
    """Two agencies want the same flat on the same day: one wins, the other gets the rule's own answer."""
    won = next((stay for stay in stays if stay.family.number == 4), None)
    other = next((family for family in families if family.number == 1), None)
    if won is None or other is None:
        return
    _agree(other, won.unit, won.starts - timedelta(days=40))
    _assign(other, won.unit, won.starts, "assignment:refused", refused="unit-occupied", plot=won.family.plot)
