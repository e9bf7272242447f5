"""Holds: what a control needs is kept to the end of the legal period (840/2015 Art. 9; 2021/1060 Art. 82).

The end follows from the final payment; before it is declared nobody knows the end, and a refusal says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.people import PersonId
from services.kernel.rules import InTheFuture, Malformed, RuleBroken, Unknown
from services.oversight.commands import DeclareFinalPayment, NoteRetention, PlaceHold, ReleaseHold
from services.oversight.events import (
    CountedFrom,
    Covers,
    FinalPaymentDeclared,
    HoldGround,
    HoldPlaced,
    HoldReleased,
    ParticipationNoted,
    Refusal,
    RetentionNoted,
    SameHumanCleared,
    SameHumanNoted,
    kept_until,
)

RECOVERY: frozenset[HoldGround] = frozenset({"irregularity"})
CASE: frozenset[HoldGround] = frozenset({"court-case", "clearance"})


class OfPersonOrProject(Malformed):
    """A hold is on a person or on a project."""


class UnknownHold(Unknown):
    """There is no such hold on this person or project."""


class HoldIsReleased(RuleBroken):
    """The hold was released before."""


class HoldEndsInThePast(RuleBroken):
    """A hold lasts until a day that is still to come."""


class ErasureUnderWay(RuleBroken):
    """The person is being forgotten: nothing stands against it any more."""


@dataclass(frozen=True)
class Hold:
    """A hold as rules see it; without `ends` it lasts until it is released."""

    ground: HoldGround
    covers: Covers
    ends: date | None = None
    released: bool = False


@dataclass(frozen=True)
class Retention:
    """How long a project keeps its papers, and since when that time runs."""

    years: int = 5
    counted_from: CountedFrom = "year-end"
    years_after_recovery: int = 3
    years_after_case: int = 1
    noted: bool = False
    paid_on: date | None = None
    holds: Mapping[UUID, Hold] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def ends(self) -> date | None:
        """The last day on which papers are kept, where it is known already."""
        return kept_until(self.paid_on, self.years, self.counted_from)

    def after(self, ground: HoldGround, day: date) -> date:
        """Until when a hold for this ground lasts after what it was for is over."""
        years = self.years_after_recovery if ground in RECOVERY else self.years_after_case if ground in CASE else 0
        return date(day.year + years, day.month, min(day.day, 28) if (day.month, day.day) == (2, 29) else day.day)


@dataclass(frozen=True)
class Held:
    """What oversight knows of a person: projects, other ids of the same human, and holds."""

    projects: frozenset[str] = frozenset()
    same: frozenset[PersonId] = frozenset()
    holds: Mapping[UUID, Hold] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Ground:
    """Why something is kept, and until when; without an end, until that is known."""

    ground: Refusal
    until: date | None
    project: str | None = None


def grounds(people: Iterable[Held], projects: Mapping[str, Retention], today: date, *, everything: bool) -> list[Ground]:
    """All that stands against forgetting, what lasts longest first; notes and stories are kept by few holds only."""
    covering = {"everything"} if not everything else {"everything", "evidence"}
    found = [
        Ground(hold.ground, hold.ends, project)
        for project, holds in [*((None, one.holds) for one in people), *((code, one.holds) for code, one in projects.items())]
        for hold in holds.values() if hold.covers in covering
    ]  # fmt: skip
    if everything:
        found += [Ground("retention", retention.ends, code) for code, retention in projects.items()]
    standing = [one for one in found if one.until is None or one.until >= today]
    return sorted(standing, key=lambda one: (one.until is not None, -(one.until or today).toordinal(), one.project or ""))


def declare_final_payment(retention: Retention, ask: DeclareFinalPayment, today: date) -> Iterator[Event | RuleBroken]:
    """Declared again, the later word counts."""
    if ask.paid_on > today:
        yield InTheFuture("paid_on")
    if retention.paid_on != ask.paid_on:
        yield FinalPaymentDeclared(project=ask.project, paid_on=ask.paid_on)


def note_retention(retention: Retention, ask: NoteRetention) -> Iterator[Event | RuleBroken]:
    """Noted again only where it is another."""
    said = RetentionNoted(
        project=ask.project, years=ask.years, counted_from=ask.counted_from, years_after_recovery=ask.years_after_recovery,
        years_after_case=ask.years_after_case,
    )  # fmt: skip
    if not retention.noted or retention != _noted(retention, said):
        yield said


def place(name: UUID, ask: PlaceHold, official: PersonId, today: date, *, erasing: bool = False) -> Iterator[Event | RuleBroken]:
    """On a person or a project, until a day to come or until it is released."""
    if (ask.person is None) == (ask.project is None):
        raise OfPersonOrProject("person")
    if ask.until and ask.until < today:
        yield HoldEndsInThePast("until")
    if erasing:
        raise ErasureUnderWay("person")
    yield HoldPlaced(
        hold=name, of_stream=stream_of(ask), person=ask.person, project=ask.project, ground=ask.ground, covers=ask.covers,
        until=ask.until, official=official, note=ask.note,
    )  # fmt: skip


def release(holds: Mapping[UUID, Hold], ask: ReleaseHold, retention: Retention, today: date) -> Iterator[Event | RuleBroken]:
    """It ends today, or as long after as its ground asks."""
    hold = holds.get(ask.hold)
    if hold is None:
        raise UnknownHold("hold")
    if hold.released:
        raise HoldIsReleased("hold")
    yield HoldReleased(
        hold=ask.hold, of_stream=stream_of(ask), person=ask.person, project=ask.project, ground=hold.ground,
        ends=retention.after(hold.ground, today),
    )  # fmt: skip


def stream_of(ask: PlaceHold | ReleaseHold) -> str:
    """Where holds of a person or a project stand."""
    return f"subject/{ask.person}" if ask.person else f"retention/{ask.project}"


def note_participation(held: Held, person: PersonId, project: str) -> Iterator[Event | RuleBroken]:
    """Noted once."""
    if project not in held.projects:
        yield ParticipationNoted(person=person, project=project)


def note_same(one: Held, person: PersonId, other: PersonId) -> Iterator[Event | RuleBroken]:
    """Noted on either id."""
    if other not in one.same:
        yield SameHumanNoted(person=person, other=other)


def clear_same(one: Held, person: PersonId, other: PersonId) -> Iterator[Event | RuleBroken]:
    """Cleared on either id."""
    if other in one.same:
        yield SameHumanCleared(person=person, other=other)


def evolve(held: Held, fact: Recorded) -> Held:
    """What is known of a person."""
    match fact.event:
        case ParticipationNoted(project=project):
            return replace(held, projects=held.projects | {project})
        case SameHumanNoted(other=other):
            return replace(held, same=held.same | {other})
        case SameHumanCleared(other=other):
            return replace(held, same=held.same - {other})
        case HoldPlaced() | HoldReleased() as event:
            return replace(held, holds=_with(held.holds, event))
        case _:
            return held


def evolve_retention(retention: Retention, fact: Recorded) -> Retention:
    """What is known of a project."""
    match fact.event:
        case RetentionNoted() as event:
            return _noted(retention, event)
        case FinalPaymentDeclared(paid_on=day):
            return replace(retention, paid_on=day)
        case HoldPlaced() | HoldReleased() as event:
            return replace(retention, holds=_with(retention.holds, event))
        case _:
            return retention


def _noted(retention: Retention, said: RetentionNoted) -> Retention:
    return replace(
        retention, noted=True, years=said.years, counted_from=said.counted_from,
        years_after_recovery=said.years_after_recovery, years_after_case=said.years_after_case,
    )  # fmt: skip


def _with(holds: Mapping[UUID, Hold], event: HoldPlaced | HoldReleased) -> Mapping[UUID, Hold]:
    match event:
        case HoldPlaced():
            return MappingProxyType({**holds, event.hold: Hold(event.ground, event.covers, event.until)})
        case HoldReleased() if event.hold in holds:
            return MappingProxyType({**holds, event.hold: replace(holds[event.hold], ends=event.ends, released=True)})
        case _:
            return holds
