"""Fourteen dwellings and who lives in them: applications, rankings, proposals, agreements signed, stays extended and ended."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from services.exchange.simulated.actors import BRUNA, COMUNE, COORDINATORS, PIETRO, VALERIA, clock_of
from services.exchange.simulated.documents import document
from services.exchange.simulated.families import ADULT_SOON, BLOCK, PROJECT, Family
from services.exchange.simulated.plot import Actor, Body, Plot
from services.exchange.simulated.waiting_list import CRITERIA, FIRST_DAY, apply, asks, next_ranking, wait_no_longer
from services.kernel.time import months_after

Flats = tuple[tuple[str, int], ...]
DWELLINGS: tuple[tuple[str, str, Flats], ...] = (
    ("Casa Maremma", "via dei Barberi 12, Grosseto", (("interno 1", 6), ("interno 2", 6))),
    ("Casa Ombrone", "via Ombrone 4, Grosseto", (("piano terra", 6), ("primo piano", 6))),
    ("Casa Laguna", "via della Laguna 31, Orbetello", (("interno A", 6), ("interno B", 4))),
    ("Casa dei Vicini", "piazza del Mercato 2, Follonica", (("appartamento condiviso", 14),)),
    ("Casa Amiata", "via delle Miniere 8, Arcidosso", (("interno 1", 6), ("interno 2", 5))),
    ("Casa del Porto", "via Panoramica 19, Monte Argentario", (("interno 1", 6), ("interno 2", 4))),
    ("Casa delle Mura", "via Ginori 3, Grosseto", (("interno 4", 6),)),
    ("Casa Pineta", "via delle Collacchie 40, Castiglione della Pescaia", (("interno 2", 6),)),
    ("Casa Uccellina", "via Aurelia Vecchia 55, Magliano in Toscana", (("piano terra", 6), ("primo piano", 5))),
    ("Casa dei Cortili", "via Mazzini 17, Grosseto", (("casa condivisa", 14),)),
    ("Casa Saturnia", "via del Bagno 2, Manciano", (("interno unico", 6),)),
    ("Casa Albegna", "strada della Marsiliana 9, Manciano", (("interno 1", 6), ("interno 2", 6))),
    ("Casa Cala", "via della Fonte 11, Scarlino", (("interno 3", 5),)),
    ("Casa Tufo", "via Selvi 6, Pitigliano", (("interno 1", 6),)),
)
SHARED = (3, 9)
"""Houses that several families share."""
RULES = (
    "Silenzio dalle 22 alle 7. Turni di pulizia degli spazi comuni ogni settimana. "
    "Una riunione di casa al mese. Ospiti per la notte solo dopo averne parlato insieme."
)
DECLINED = (2, 9)
"""The third family to be housed, and the tenth, decline what is proposed to them first."""


@dataclass
class Unit:
    """A unit, its dwelling, who runs it, and when a place is free again."""

    unit: UUID
    dwelling: UUID
    name: str
    capacity: int
    shared: bool
    by: Actor
    free: date
    people: int = 0
    stays: list["Stay"] = field(default_factory=list)


@dataclass
class Stay:
    """A family's stay in a unit."""

    family: Family
    unit: Unit
    starts: date
    assignment: UUID
    agreement: UUID
    ends: date | None = None


def build(seed: int, today: date, town: int) -> tuple[Plot, list[Unit]]:
    """The dwellings of a town, and the rules of its waiting list."""
    plot, units = Plot(seed, today, f"dwellings:{town}"), []
    day = today - timedelta(days=FIRST_DAY)
    for n, (name, address, flats) in enumerate(DWELLINGS):
        shared, by = n in SHARED, BRUNA if n % 4 == 1 else PIETRO
        key = f"dwelling:{len(DWELLINGS) * town + n}"
        dwelling = plot.tell(day, by, "AddDwelling", key, name=name, address=address, municipality="E202", shared=shared)
        for m, (label, capacity) in enumerate(flats):
            about: Body = {"dwelling": dwelling, "label": label, "capacity": capacity, "shared": shared}
            unit = plot.tell(day, by, "AddUnit", f"{key}:unit:{m}", **about)
            units.append(Unit(unit, dwelling, f"{key}:unit:{m}", capacity, shared, by, day))
        if shared:
            house: Body = {"sign_days": 21, "warnings_before_review": 3, "review_days": 14}
            plot.tell(day, by, "PublishHouseRules", f"{key}:rules", dwelling=dwelling, rules=house)
    if town == 0:
        rules: Body = {"version": "2025-1", "criteria": list(CRITERIA), "tie": "applied", "refresh_months": 6}
        plot.tell(day, VALERIA, "PublishRules", "list:rules", project=PROJECT, **rules)
    _repair(plot, units[-1], day)
    return plot, units


def _repair(plot: Plot, unit: Unit, day: date) -> None:
    """A flat offered too early: the boiler is broken, its vacancy is closed, and it comes back mended."""
    vacancy = plot.tell(day + timedelta(days=2), unit.by, "OpenVacancy", f"{unit.name}:early", unit=unit.unit, opens=day)
    plot.tell(day + timedelta(days=3), unit.by, "CloseVacancy", f"{unit.name}:early:closed", unit=unit.unit, vacancy=vacancy)
    since, back = day + timedelta(days=4), day + timedelta(days=30)
    out: Body = {"unit": unit.unit, "since": since, "expected": back, "reason": "maintenance"}
    plot.tell(since, unit.by, "TakeUnitOutOfService", f"{unit.name}:out", **out)
    plot.tell(back, unit.by, "ReturnUnit", f"{unit.name}:back", unit=unit.unit, returned=back)
    unit.free = back


def settle(families: Sequence[Family], units: Sequence[Unit]) -> list[Stay]:
    """Every second family asks for a home; who asks first is ranked first with the others of the month."""
    stays: list[Stay] = []
    for family in sorted((one for one in families if asks(one)), key=lambda one: (one.entry, one.number)):
        apply(family)
        day = next_ranking(family, family.after_entry(14)) + timedelta(days=2)
        if len(stays) in DECLINED and (unit := _free(family, units, day, 30)):
            _decline(family, unit, day)
            day += timedelta(days=6)
        unit = _free(family, units, day, 45)
        if unit is None:
            wait_no_longer(family)
            continue
        stays.append(_move_in(family, unit, day))
    return stays


def _free(family: Family, units: Sequence[Unit], day: date, stay: int) -> Unit | None:
    """The unit that has been free the longest and has room; a family of two or three may share a house."""
    size = len(family.members) + 1
    if day + timedelta(days=12 + stay) > family.last_day:
        return None
    fitting = [
        unit
        for unit in units
        if unit.free < day - timedelta(days=6)
        and (unit.capacity - unit.people >= size and len(unit.stays) < 4 if unit.shared else unit.capacity >= size - 1)
    ]
    small = 2 <= len(family.members) <= 4 and family.exit is None and family.slot not in (0, ADULT_SOON)
    return min(fitting, key=lambda unit: (unit.shared != small, unit.free, unit.name), default=None)


def _propose(family: Family, unit: Unit, day: date, name: str) -> UUID:
    family.plot.tell(
        day - timedelta(days=1), unit.by, "OpenVacancy", f"family:{family.number}:{name}:vacancy", unit=unit.unit,
        opens=day - timedelta(days=1),
    )  # fmt: skip
    ranked = {"list_agency": COMUNE} if family.number < BLOCK else {}
    return family.tell(
        day, "ProposeUnit", f"{name}:proposal", by=unit.by, unit=unit.unit, until=day + timedelta(days=10),
        reason="Il primo in graduatoria per cui l'alloggio è della misura giusta.", **ranked,
    )  # fmt: skip


def _decline(family: Family, unit: Unit, day: date) -> None:
    """Too far from the school: the vacancy is open again, and closes until the next month."""
    proposal = _propose(family, unit, day, "first")
    family.tell(
        day + timedelta(days=3), "DeclineProposal", "first:proposal:declined", unit=unit.unit, proposal=proposal,
        answered=day + timedelta(days=3), because="too-far", note="La scuola dei figli è dall'altra parte della provincia.",
    )  # fmt: skip
    vacancy = family.plot.made(unit.by, "OpenVacancy", f"family:{family.number}:first:vacancy")
    family.plot.tell(
        day + timedelta(days=4), unit.by, "CloseVacancy", f"family:{family.number}:first:vacancy:closed", unit=unit.unit,
        vacancy=vacancy,
    )  # fmt: skip


def _move_in(family: Family, unit: Unit, day: date) -> Stay:
    """Proposed, accepted, signed by every adult, assigned by the coordinator; most stays end with the project or go on."""
    proposal = _propose(family, unit, day, "home")
    answered, starts = day + timedelta(days=4), day + timedelta(days=12)
    family.tell(answered, "AcceptProposal", "home:proposal:accepted", unit=unit.unit, proposal=proposal, answered=answered)
    agreement = agree(family, unit, day + timedelta(days=6))
    months = 5 if family.slot % 8 == 4 else 18
    planned = months_after(starts, months)
    assignment = family.tell(
        starts, "AssignUnit", "assignment", by=COORDINATORS[family.worker.agency], unit=unit.unit, starts=starts,
        members=[someone.person for someone in family.members_on(starts)], planned_end=planned, proposal=proposal,
    )  # fmt: skip
    stay, family.waits_until = Stay(family, unit, starts, assignment, agreement), starts
    unit.people += len(family.members) + 1
    _end(stay)
    _go_on(stay, planned)
    unit.free = starts if unit.shared else stay.ends + timedelta(days=5) if stay.ends else date.max
    unit.stays.append(stay)
    return stay


def agree(family: Family, unit: Unit, day: date, version: str = "1") -> UUID:
    """The agreement lies on the table; two days later every adult has signed it."""
    agreement = family.tell(
        day, "DraftAgreement", f"agreement:{version}", by=unit.by, unit=unit.unit, version=version, rules=RULES
    )  # fmt: skip
    signed = day + timedelta(days=2)
    for m, adult in enumerate(one for one in family.members_on(signed) if one.adult_on(family.entry)):
        ask = {"agreement": agreement, "person": adult.person, "signed": signed}
        family.tell(signed, "SignAgreement", f"agreement:{version}:signature:{m}", by=unit.by, **ask)
    return agreement


def _go_on(stay: Stay, planned: date) -> None:
    """A short stay is extended on evidence; the last day comes all the same for who stays in the meantime."""
    family = stay.family
    if planned >= min(family.last_day, stay.ends or date.max) - timedelta(days=30):
        return
    family.tell(planned, "NoteStayDue", "stay:due", by=clock_of(family.worker_on(planned).agency), assignment=stay.assignment)
    family.tell(
        planned + timedelta(days=3), "ExtendAssignment", "stay:extended", by=COORDINATORS[family.worker.agency],
        assignment=stay.assignment, planned_end=months_after(stay.starts, 20),
        evidence=[document(family.worker.agency, "declaration")],
        reason="Il contratto di lavoro decorre solo dal mese prossimo.",
    )  # fmt: skip


def _end(stay: Stay) -> None:
    """Own home found before the project ends, or on the day the family leaves it: said, or left to follow by itself."""
    family, own = stay.family, stay.starts + timedelta(days=150)
    if family.exit is None and family.slot % 10 == 2 and own < family.last_day - timedelta(days=10):
        _release(stay, own, "own-home", "rental")
    elif family.exit and family.slot % 3:
        _release(stay, family.exit, "own-home", "autonomous-housing")
    elif family.exit:
        stay.ends = family.exit


def _release(stay: Stay, day: date, reason: str, destination: str) -> None:
    family, by = stay.family, stay.unit.by
    stay.ends = day
    family.tell(
        day, "ReleaseUnit", "release", by=by, assignment=stay.assignment, released=day, reason=reason, destination=destination,
        note="Contratto regolare di quattro anni più quattro.",
    )  # fmt: skip
    if family.slot % 4 == 2:
        family.tell(day, "EndAgreement", "agreement:ended", by=by, agreement=stay.agreement, ended=day, reason="moved-out")


def race(families: Sequence[Family], stays: Sequence[Stay]) -> None:
    """Two agencies want the same flat on the same day: one wins, the other gets the rule's own answer."""
    other = next((family for family in families if family.slot == 1), None)
    won = next((stay for stay in stays if other and stay.starts > other.after_entry(20) and not stay.unit.shared), None)
    if won is None or other is None:
        return
    agree(other, won.unit, won.starts - timedelta(days=8), "race")
    won.family.plot.tell(
        won.starts, COORDINATORS[other.worker.agency], "AssignUnit", f"family:{other.number}:assignment:refused",
        refused="unit-occupied", household=other.household, unit=won.unit.unit, starts=won.starts,
        members=[someone.person for someone in other.members_on(won.starts)], planned_end=months_after(won.starts, 18),
    )  # fmt: skip


def grow_up(stays: Sequence[Stay]) -> None:
    """A son comes of age in the house, and signs like the others."""
    for stay in stays:
        family, since = stay.family, stay.family.after_entry(72)
        if family.slot == ADULT_SOON and since > stay.starts:
            son = family.members[2]
            family.tell(since, "AddSignatory", "signatory", by=stay.unit.by, person=son.person, since=since)
            family.tell(
                since + timedelta(days=2), "SignAgreement", "agreement:1:signature:grown", by=stay.unit.by, person=son.person,
                agreement=stay.agreement, signed=since + timedelta(days=2),
            )  # fmt: skip
