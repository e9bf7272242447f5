"""A match of a volunteer with a household's need: proposed by one, confirmed by another, declined, completed or ended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from services.kernel.access import COORDINATOR, SYSTEM, VOLUNTEER
from services.kernel.event import Event, Recorded
from services.kernel.rules import NotAllowed, ProcessingRestricted, RuleBroken, Unknown
from services.register.commands import (
    CompleteMatch,
    ConfirmMatch,
    DeclineMatch,
    EndMatch,
    EndMatchesAfterExit,
    GiveFeedback,
    ProposeMatch,
)
from services.register.domain.calendar import Days
from services.register.domain.fitness import Candidate, unfit
from services.register.domain.household import FamilyHasLeft, Household
from services.register.domain.need import NeedIsClosed, Needs
from services.register.domain.volunteer import NotYourOwn, known
from services.register.events import (
    FeedbackGiven,
    MatchCompleted,
    MatchConfirmed,
    MatchDeclined,
    MatchEnded,
    MatchProposed,
    ShiftsReleased,
    ShiftsTaken,
    Side,
    Slot,
)


class UnknownMatch(Unknown):
    """There is no such match, or it is not shared with you."""


class AlreadyMatched(RuleBroken):
    """The volunteer is matched with this need already."""


class NeedFilled(RuleBroken):
    """As many volunteers as the need asks for are confirmed on one of these days."""


class OutsideNeed(RuleBroken):
    """A match lies within the days of its need, and ends on the day it starts at the earliest."""


class AlreadyConfirmed(RuleBroken):
    """The match was confirmed before."""


class MatchNotConfirmed(RuleBroken):
    """Help is given within a confirmed match."""


class MatchOver(RuleBroken):
    """The match has ended."""


class ConfirmedByProposer(RuleBroken):
    """A match is proposed by one and confirmed by another."""


class ShiftsOverlap(RuleBroken):
    """The volunteer is confirmed elsewhere at these hours; a coordinator may allow it and says why."""


class OverlapNotYours(NotAllowed):
    """Only a coordinator allows overlapping shifts."""


class EndsAfterItsPeriod(RuleBroken):
    """A match ends on its last day at the latest."""


class HoursLoggedLater(RuleBroken):
    """Hours were logged for a later day; a match does not end before them."""


class CompletedBeforeStart(RuleBroken):
    """Help that never began is not completed."""


class CompletedInTheFuture(RuleBroken):
    """Help that is still to be given is not completed."""


class FeedbackAlreadyGiven(RuleBroken):
    """Each side says once how the help went."""


@dataclass(frozen=True)
class Match:
    """One match of a household as it stands."""

    need: UUID
    person: UUID
    days: Days
    shifts: tuple[Slot, ...]
    proposed_by: str
    confirmed: bool = False
    ended: bool = False
    heard: frozenset[Side] = frozenset()
    """Who has said how it went."""


@dataclass(frozen=True)
class Matches:
    """The matches of a household by id."""

    by_id: Mapping[UUID, Match] = field(default_factory=dict)

    def named(self, name: UUID) -> Match:
        """The match. Raises `UnknownMatch`."""
        match = self.by_id.get(name)
        if match is None:
            raise UnknownMatch("match", match=name)
        return match

    def open(self, name: UUID) -> Match:
        """The match, if it goes on. Raises `UnknownMatch`, `MatchOver`."""
        if self.named(name).ended:
            raise MatchOver("match", match=name)
        return self.by_id[name]

    def most_at_once(self, need: UUID, days: Days) -> int:
        """How many volunteers are confirmed for the need on the busiest of the days."""
        taken = [m.days for m in self.by_id.values() if m.need == need and m.confirmed and m.days.common(days)]
        return max((sum(d.contains(max(day.start, days.start)) for d in taken) for day in taken), default=0)


def propose(
    matches: Matches, name: UUID, ask: ProposeMatch, actor: str, *, household: Household, needs: Needs, candidate: Candidate
) -> Iterator[Event | RuleBroken]:
    """Whoever is proposed fits the need on every day of the match."""
    need = needs.named(ask.need)
    known(candidate.volunteer, ask.person)
    match = Match(ask.need, ask.person, Days(ask.start or need.start, ask.until or need.until), ask.shifts, actor)
    if any(m.need == ask.need and m.person == ask.person and not m.ended for m in matches.by_id.values()):
        yield AlreadyMatched("person", person=ask.person)
    yield from _misfit(match, needs, matches, household, candidate)
    yield MatchProposed.model_validate({**_about(name, ask.household, match), **_when(match)})


def confirm(
    matches: Matches, ask: ConfirmMatch, actor: str, role: str, *, household: Household, needs: Needs, candidate: Candidate
) -> Iterator[Event | RuleBroken]:
    """All that held for the proposal holds now, and the hours are free."""
    match = matches.open(ask.match)
    if match.confirmed:
        raise AlreadyConfirmed("match", match=ask.match)
    clashes = candidate.agenda.clashes(match.days, match.shifts)
    if clashes and ask.overlap_reason and role not in {COORDINATOR, SYSTEM}:
        raise OverlapNotYours("overlap_reason")
    if actor == match.proposed_by:
        yield ConfirmedByProposer("match", match=ask.match)
    yield from _misfit(match, needs, matches, household, candidate)
    if clashes and not ask.overlap_reason:
        yield ShiftsOverlap("match", overlaps=list(clashes))
    about = {**_about(ask.match, ask.household, match), **_when(match)}
    yield MatchConfirmed.model_validate({**about, "overlaps": clashes, "overlap_reason": ask.overlap_reason if clashes else None})
    yield ShiftsTaken.model_validate({name: value for name, value in about.items() if name != "need"})


def decline(matches: Matches, ask: DeclineMatch) -> Iterator[Event | RuleBroken]:
    """Only a proposal; what is confirmed is ended."""
    match = matches.open(ask.match)
    if match.confirmed:
        raise AlreadyConfirmed("match", match=ask.match)
    yield MatchDeclined.model_validate({**_about(ask.match, ask.household, match), "reason": ask.reason, "note": ask.note})


def complete(matches: Matches, ask: CompleteMatch, today: date, last_hours: date | None) -> Iterator[Event | RuleBroken]:
    """The help was given; `last_hours` is the last day with hours."""
    match = matches.open(ask.match)
    if not match.confirmed:
        yield MatchNotConfirmed("match", match=ask.match)
    if ask.completed_on < match.days.start:
        yield CompletedBeforeStart("completed_on", start=match.days.start)
    if ask.completed_on > today:
        yield CompletedInTheFuture("completed_on")
    yield from _ends_too(match, "completed_on", ask.completed_on, last_hours)
    about = _about(ask.match, ask.household, match)
    yield MatchCompleted.model_validate({**about, "completed_on": ask.completed_on, "note": ask.note})
    yield _released(about, ask.completed_on, completed=True)


def end(matches: Matches, ask: EndMatch, last_hours: date | None) -> Iterator[Event | RuleBroken]:
    """The last day may come before the first: then the help never began. `last_hours` is the last day with hours."""
    match = matches.open(ask.match)
    yield from _ends_too(match, "ended_on", ask.ended_on, last_hours)
    about = _about(ask.match, ask.household, match)
    yield MatchEnded.model_validate({**about, "ended_on": ask.ended_on, "reason": ask.reason, "note": ask.note})
    if match.confirmed:
        yield _released(about, ask.ended_on, completed=ask.reason == "completed")


def ends_with(matches: Matches, day: date) -> tuple[UUID, ...]:
    """The matches that are still open on the day a household leaves."""
    return tuple(name for name, match in matches.by_id.items() if not match.ended and match.days.until >= day)


def end_after_exit(matches: Matches, ask: EndMatchesAfterExit) -> Iterator[Event | RuleBroken]:
    """The family has left: what was open ends that day."""
    for name in ends_with(matches, ask.exit):
        match = matches.by_id[name]
        about = _about(name, ask.household, match)
        yield MatchEnded.model_validate({**about, "ended_on": ask.exit, "reason": "family-exited"})
        if match.confirmed:
            yield _released(about, ask.exit)


def give_feedback(matches: Matches, name: UUID, ask: GiveFeedback, role: str) -> Iterator[Event | RuleBroken]:
    """Once by each side, also after the end."""
    match = matches.named(ask.match)
    if role == VOLUNTEER and ask.side != "volunteer":
        raise NotYourOwn("side")
    if ask.side in match.heard:
        raise FeedbackAlreadyGiven("side")
    if not match.confirmed:
        yield MatchNotConfirmed("match", match=ask.match)
    about = _about(ask.match, ask.household, match)
    yield FeedbackGiven.model_validate({**about, "feedback": name, "side": ask.side, "rating": ask.rating, "comment": ask.comment})


def _ends_too(match: Match, field_: str, day: date, last_hours: date | None) -> Iterator[RuleBroken]:
    if day > match.days.until:
        yield EndsAfterItsPeriod(field_, until=match.days.until)
    if last_hours and last_hours > day:
        yield HoursLoggedLater(field_, day=last_hours)


def _released(about: dict[str, Any], day: date, *, completed: bool = False) -> Event:
    whose = {name: value for name, value in about.items() if name != "need"}
    return ShiftsReleased.model_validate({**whose, "ended_on": day, "completed": completed})


def _about(name: UUID, household: UUID, match: Match) -> dict[str, Any]:
    return {"match": name, "need": match.need, "household": household, "person": match.person}


def _when(match: Match) -> dict[str, Any]:
    return {"start": match.days.start, "until": match.days.until, "shifts": match.shifts}


def _misfit(match: Match, needs: Needs, matches: Matches, household: Household, candidate: Candidate) -> Iterator[RuleBroken]:
    days, need = match.days, needs.named(match.need)
    yield from _unused(household, candidate)
    if match.need in needs.closed:
        yield NeedIsClosed("need", closed_on=needs.closed[match.need])
    if days.start > days.until or days.start < need.start or days.until > need.until:
        yield OutsideNeed("start", start=need.start, until=need.until)
    if household.left_before(days.until):
        yield FamilyHasLeft("until", exit=household.exit)
    if matches.most_at_once(match.need, days) >= need.quantity:
        yield NeedFilled("need", quantity=need.quantity)
    yield from unfit(candidate, need, days, match.shifts)


def _unused(household: Household, candidate: Candidate) -> Iterator[RuleBroken]:
    if household.restricted:
        yield ProcessingRestricted("household")
    if candidate.restricted:
        yield ProcessingRestricted("person")


def evolve(matches: Matches, fact: Recorded) -> Matches:
    """Proposed, confirmed, ended; an ended match keeps the days it had until then."""
    match fact.event:
        case MatchProposed(match=name, need=need, person=person, start=start, until=until, shifts=shifts):
            found = Match(need, person, Days(start, until), shifts, fact.actor)
        case MatchConfirmed(match=name) if name in matches.by_id:
            found = replace(matches.by_id[name], confirmed=True)
        case MatchDeclined(match=name) if name in matches.by_id:
            found = replace(matches.by_id[name], ended=True)
        case MatchEnded(match=name, ended_on=day) | MatchCompleted(match=name, completed_on=day) if name in matches.by_id:
            days = matches.by_id[name].days
            found = replace(matches.by_id[name], ended=True, days=Days(days.start, min(days.until, day)))
        case FeedbackGiven(match=name, side=side) if name in matches.by_id:
            found = replace(matches.by_id[name], heard=matches.by_id[name].heard | {side})
        case _:
            return matches
    return Matches({**matches.by_id, name: found})
