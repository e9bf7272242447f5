"""Insurance: every volunteer, regular or occasional, is covered for accident, illness and liability (art. 18)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import get_args
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown
from services.register.commands import EndCover, LapseCover, RenewCover, StartCover
from services.register.domain.agenda import Agenda
from services.register.domain.calendar import Days, first_bare_day
from services.register.domain.volunteer import Volunteer, known
from services.register.events import CoverEnded, CoverLapsed, CoverRenewed, CoverStarted, Risk

RISKS: tuple[Risk, ...] = get_args(Risk)


class UnknownCover(Unknown):
    """The volunteer has no such cover."""


class RiskNotCovered(RuleBroken):
    """A cover is for accident, illness and third-party liability, all three (D.Lgs. 117/2017, art. 18)."""


class CoverEndsBeforeStart(RuleBroken):
    """A cover, and what it is renewed for, ends on the day it starts at the earliest."""


class CoverIsEnded(RuleBroken):
    """A cover that was ended is neither renewed nor ended again; a new one is started."""


class CoverOverByThen(RuleBroken):
    """A cover is ended before its last day; on that it ends by itself."""


class HoursWithoutCover(RuleBroken):
    """Hours were given on a later day that nothing else covers."""


class ShiftsWithoutCover(RuleBroken):
    """A confirmed match has later days that nothing else covers; it ends first, or another cover starts."""


class CoverStillRuns(RuleBroken):
    """A cover lapses when its last day is over."""


@dataclass(frozen=True)
class Covers:
    """All covers of a volunteer."""

    started: tuple[CoverStarted, ...] = ()
    renewed: tuple[CoverRenewed, ...] = ()
    ended: Mapping[UUID, date] = field(default_factory=dict)
    lapsed: Mapping[UUID, date] = field(default_factory=dict)

    def first_bare_day(self, days: Days) -> date | None:
        """The first of the days on which one of the three risks is not covered."""
        bare = [first_bare_day(days, [d for c in self.started if risk in c.risks for d in self.days_of(c)]) for risk in RISKS]
        return min((day for day in bare if day), default=None)

    def days_of(self, cover: CoverStarted) -> Iterator[Days]:
        """The days of a cover and of its renewals, up to its end."""
        end = self.ended.get(cover.cover, date.max)
        for start, until in ((cover.start, cover.until), *((r.start, r.until) for r in self.renewed if r.cover == cover.cover)):
            yield Days(start, min(until, end))

    def last_day(self, cover: CoverStarted) -> date:
        """The last day that a cover reaches."""
        return max(days.until for days in self.days_of(cover))

    def policy(self, cover: CoverStarted) -> str:
        """The policy it runs under now."""
        return next((r.policy for r in reversed(self.renewed) if r.cover == cover.cover), cover.policy)


def start(name: UUID, ask: StartCover, volunteer: Volunteer) -> Iterator[Event | RuleBroken]:
    """Covers may overlap."""
    known(volunteer, ask.person)
    for risk in RISKS:
        if risk not in ask.risks:
            yield RiskNotCovered("risks", risk=risk)
    if ask.until < ask.start:
        yield CoverEndsBeforeStart("until")
    yield CoverStarted(
        cover=name, person=ask.person, insurer=ask.insurer, policy=ask.policy,
        risks=tuple(risk for risk in RISKS if risk in ask.risks), start=ask.start, until=ask.until,
    )  # fmt: skip


def renew(covers: Covers, ask: RenewCover) -> Iterator[Event | RuleBroken]:
    """Also late, after it has lapsed; the days between stay bare, and nobody serves on them."""
    cover = _running(covers, ask.cover)
    first = ask.start or covers.last_day(cover) + timedelta(1)
    if ask.until < first:
        yield CoverEndsBeforeStart("until", start=first)
    yield CoverRenewed(
        cover=ask.cover, person=ask.person, policy=ask.policy or covers.policy(cover), start=first, until=ask.until
    )  # fmt: skip


def end(covers: Covers, ask: EndCover, *, served: Iterable[date], agenda: Agenda) -> Iterator[Event | RuleBroken]:
    """Before its time, but not before a day in `served`, on which hours were given under it, nor before shifts that need it."""
    cover = _running(covers, ask.cover)
    if ask.ended_on >= covers.last_day(cover):
        yield CoverOverByThen("ended_on", until=covers.last_day(cover))
    without = replace(covers, ended={**covers.ended, ask.cover: ask.ended_on})
    bare = (day for day in sorted(served) if day > ask.ended_on and without.first_bare_day(Days(day, day)))
    if day := next(bare, None):
        yield HoursWithoutCover("ended_on", day=day)
    for name, (days, _) in agenda.taken.items():
        later = days.common(Days(ask.ended_on + timedelta(1), date.max))
        if later and (bare_day := without.first_bare_day(later)):
            yield ShiftsWithoutCover("ended_on", match=name, day=bare_day)
    yield CoverEnded(cover=ask.cover, person=ask.person, ended_on=ask.ended_on, reason=ask.reason)


def lapse(covers: Covers, ask: LapseCover, today: date) -> Iterator[Event | RuleBroken]:
    """Once for its last day; nothing for a cover that was ended before."""
    cover = _known(covers, ask.cover)
    until = covers.last_day(cover)
    if today <= until:
        raise CoverStillRuns("cover", until=until)
    if ask.cover not in covers.ended and covers.lapsed.get(ask.cover) != until:
        yield CoverLapsed(cover=ask.cover, person=ask.person, until=until)


def _known(covers: Covers, name: UUID) -> CoverStarted:
    for cover in covers.started:
        if cover.cover == name:
            return cover
    raise UnknownCover("cover", cover=name)


def _running(covers: Covers, name: UUID) -> CoverStarted:
    cover = _known(covers, name)
    if name in covers.ended:
        raise CoverIsEnded("cover", ended_on=covers.ended[name])
    return cover


def evolve(covers: Covers, fact: Recorded) -> Covers:
    """Started, renewed, ended, lapsed."""
    match fact.event:
        case CoverStarted() as event:
            return replace(covers, started=(*covers.started, event))
        case CoverRenewed() as event:
            return replace(covers, renewed=(*covers.renewed, event))
        case CoverEnded(cover=name, ended_on=day):
            return replace(covers, ended={**covers.ended, name: day})
        case CoverLapsed(cover=name, until=day):
            return replace(covers, lapsed={**covers.lapsed, name: day})
        case _:
            return covers
