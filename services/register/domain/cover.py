"""Insurance: every volunteer, regular or occasional, is covered for accident, illness and liability (art. 18)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import get_args
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken
from services.register.commands import StartCover
from services.register.domain.calendar import Days, first_bare_day
from services.register.domain.volunteer import UnknownVolunteer, Volunteer
from services.register.events import CoverStarted, Risk

RISKS: tuple[Risk, ...] = get_args(Risk)


class RiskNotCovered(RuleBroken):
    """A cover is for accident, illness and third-party liability, all three (D.Lgs. 117/2017, art. 18)."""


class CoverEndsBeforeStart(RuleBroken):
    """A cover ends on the day it starts at the earliest."""


@dataclass(frozen=True)
class Covers:
    """All covers of a volunteer."""

    started: tuple[CoverStarted, ...] = ()

    def first_bare_day(self, days: Days) -> date | None:
        """The first of the days on which one of the three risks is not covered."""
        bare = [first_bare_day(days, [Days(c.start, c.until) for c in self.started if risk in c.risks]) for risk in RISKS]
        return min((day for day in bare if day), default=None)


def start(name: UUID, ask: StartCover, volunteer: Volunteer) -> Iterator[Event | RuleBroken]:
    """Covers may overlap; a renewal is a cover of its own."""
    if volunteer.agency is None:
        raise UnknownVolunteer("person", person=ask.person)
    for risk in RISKS:
        if risk not in ask.risks:
            yield RiskNotCovered("risks", risk=risk)
    if ask.until < ask.start:
        yield CoverEndsBeforeStart("until")
    yield CoverStarted(
        cover=name, person=ask.person, insurer=ask.insurer, policy=ask.policy,
        risks=tuple(risk for risk in RISKS if risk in ask.risks), start=ask.start, until=ask.until,
    )  # fmt: skip


def evolve(covers: Covers, fact: Recorded) -> Covers:
    """One more."""
    return Covers((*covers.started, fact.event)) if isinstance(fact.event, CoverStarted) else covers
