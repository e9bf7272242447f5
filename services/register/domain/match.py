"""A match of a volunteer with a household's need: proposed by one, confirmed by another, ended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from services.kernel.access import COORDINATOR, SYSTEM
from services.kernel.event import Event, Recorded
from services.kernel.rules import NotAllowed, RuleBroken, Unknown
from services.register.commands import ConfirmMatch, EndMatch, EndMatchesAfterExit, ProposeMatch
from services.register.domain.calendar import Days, fits, meet
from services.register.domain.cover import Covers
from services.register.domain.household import FamilyHasLeft, Household
from services.register.domain.need import Needs, UnknownNeed
from services.register.domain.volunteer import UnknownVolunteer, Volunteer
from services.register.events import (
    MatchConfirmed,
    MatchEnded,
    MatchProposed,
    NeedPublished,
    ShiftsReleased,
    ShiftsTaken,
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


class VolunteerNotRegistered(RuleBroken):
    """Only who is in the register from the first day on, and vetted positively, is matched."""


class SkillMissing(RuleBroken):
    """The volunteer has not declared the skill that the need asks for."""


class MinorsNotCleared(RuleBroken):
    """Work with minors needs the certificate of D.Lgs. 39/2014, seen when the volunteer was vetted."""


class NotAvailable(RuleBroken):
    """A shift lies outside the hours of the week that the volunteer has said they can give."""


class OutsideCover(RuleBroken):
    """Nobody serves on a day on which accident, illness or liability is not insured (D.Lgs. 117/2017, art. 18)."""


class AlreadyConfirmed(RuleBroken):
    """The match was confirmed before."""


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


@dataclass(frozen=True)
class Matches:
    """The matches of a household by id."""

    by_id: Mapping[UUID, Match] = field(default_factory=dict)

    def most_at_once(self, need: UUID, days: Days) -> int:
        """How many volunteers are confirmed for the need on the busiest of the days."""
        taken = [m.days for m in self.by_id.values() if m.need == need and m.confirmed and m.days.common(days)]
        return max((sum(d.contains(max(day.start, days.start)) for d in taken) for day in taken), default=0)


@dataclass(frozen=True)
class Agenda:
    """The hours of the week a volunteer has given away, by match."""

    taken: Mapping[UUID, tuple[Days, tuple[Slot, ...]]] = field(default_factory=dict)

    def clashes(self, days: Days, shifts: tuple[Slot, ...]) -> tuple[UUID, ...]:
        """The matches that share an hour of a day with these shifts."""
        return tuple(
            name
            for name, (other_days, others) in self.taken.items()
            if (both := days.common(other_days))
            and any(meet(one, other) and both.has_weekday(one.weekday) for one in shifts for other in others)
        )


@dataclass(frozen=True)
class Candidate:
    """What is known of the volunteer who is to be matched."""

    volunteer: Volunteer
    covers: Covers
    agenda: Agenda


def propose(
    matches: Matches, name: UUID, ask: ProposeMatch, actor: str, *, household: Household, needs: Needs, candidate: Candidate
) -> Iterator[Event | RuleBroken]:
    """Whoever is proposed fits the need on every day of the match."""
    need = _need(needs, ask.need)
    if candidate.volunteer.agency is None:
        raise UnknownVolunteer("person", person=ask.person)
    days = Days(ask.start or need.start, ask.until or need.until)
    match = Match(ask.need, ask.person, days, ask.shifts, actor)
    if any(m.need == ask.need and m.person == ask.person and not m.ended for m in matches.by_id.values()):
        yield AlreadyMatched("person", person=ask.person)
    yield from _misfit(match, need, matches, household, candidate)
    yield MatchProposed.model_validate({**_about(name, ask.household, match), **_when(match)})


def confirm(
    matches: Matches, ask: ConfirmMatch, actor: str, role: str, *, household: Household, needs: Needs, candidate: Candidate
) -> Iterator[Event | RuleBroken]:
    """All that held for the proposal holds now, and the hours are free."""
    match = _open(matches, ask.match)
    if match.confirmed:
        raise AlreadyConfirmed("match", match=ask.match)
    clashes = candidate.agenda.clashes(match.days, match.shifts)
    if clashes and ask.overlap_reason and role not in {COORDINATOR, SYSTEM}:
        raise OverlapNotYours("overlap_reason")
    if actor == match.proposed_by:
        yield ConfirmedByProposer("match", match=ask.match)
    yield from _misfit(match, _need(needs, match.need), matches, household, candidate)
    if clashes and not ask.overlap_reason:
        yield ShiftsOverlap("match", overlaps=list(clashes))
    about = {**_about(ask.match, ask.household, match), **_when(match)}
    yield MatchConfirmed.model_validate({**about, "overlaps": clashes, "overlap_reason": ask.overlap_reason if clashes else None})
    yield ShiftsTaken.model_validate({name: value for name, value in about.items() if name != "need"})


def end(matches: Matches, ask: EndMatch, last_hours: date | None) -> Iterator[Event | RuleBroken]:
    """The last day may come before the first: then the help never began. `last_hours` is the last day with hours."""
    match = _open(matches, ask.match)
    if ask.ended_on > match.days.until:
        yield EndsAfterItsPeriod("ended_on", until=match.days.until)
    if last_hours and last_hours > ask.ended_on:
        yield HoursLoggedLater("ended_on", day=last_hours)
    about = {**_about(ask.match, ask.household, match), "ended_on": ask.ended_on}
    yield MatchEnded.model_validate({**about, "reason": ask.reason, "note": ask.note})
    yield from _released(match, about)


def ends_with(matches: Matches, day: date) -> tuple[UUID, ...]:
    """The matches that are still open on the day a household leaves."""
    return tuple(name for name, match in matches.by_id.items() if not match.ended and match.days.until >= day)


def end_after_exit(matches: Matches, ask: EndMatchesAfterExit) -> Iterator[Event | RuleBroken]:
    """The family has left: what was open ends that day."""
    for name in ends_with(matches, ask.exit):
        match = matches.by_id[name]
        about = {**_about(name, ask.household, match), "ended_on": ask.exit}
        yield MatchEnded.model_validate({**about, "reason": "family-exited"})
        yield from _released(match, about)


def _need(needs: Needs, name: UUID) -> NeedPublished:
    need = needs.published.get(name)
    if need is None:
        raise UnknownNeed("need", need=name)
    return need


def _open(matches: Matches, name: UUID) -> Match:
    match = matches.by_id.get(name)
    if match is None:
        raise UnknownMatch("match", match=name)
    if match.ended:
        raise MatchOver("match", match=name)
    return match


def _released(match: Match, about: Mapping[str, Any]) -> Iterator[Event]:
    if match.confirmed:
        yield ShiftsReleased.model_validate({name: value for name, value in about.items() if name != "need"})


def _about(name: UUID, household: UUID, match: Match) -> dict[str, Any]:
    return {"match": name, "need": match.need, "household": household, "person": match.person}


def _when(match: Match) -> dict[str, Any]:
    return {"start": match.days.start, "until": match.days.until, "shifts": match.shifts}


def _misfit(
    match: Match, need: NeedPublished, matches: Matches, household: Household, candidate: Candidate
) -> Iterator[RuleBroken]:
    days, volunteer = match.days, candidate.volunteer
    if days.start > days.until or days.start < need.start or days.until > need.until:
        yield OutsideNeed("start", start=need.start, until=need.until)
    if household.left_before(days.until):
        yield FamilyHasLeft("until", exit=household.exit)
    if matches.most_at_once(match.need, days) >= need.quantity:
        yield NeedFilled("need", quantity=need.quantity)
    yield from _unfit(volunteer, need, days)
    for shift in match.shifts:
        if not fits(shift, volunteer.slots):
            yield NotAvailable("shifts", weekday=shift.weekday)
    if bare := candidate.covers.first_bare_day(days):
        yield OutsideCover("start", day=bare)


def _unfit(volunteer: Volunteer, need: NeedPublished, days: Days) -> Iterator[RuleBroken]:
    if not volunteer.active_on(days.start):
        yield VolunteerNotRegistered("person")
    if need.skill not in volunteer.skills:
        yield SkillMissing("person", skill=need.skill)
    if need.with_minors and not volunteer.cleared_for_minors:
        yield MinorsNotCleared("person")


def evolve(matches: Matches, fact: Recorded) -> Matches:
    """Proposed, confirmed, ended; an ended match keeps the days it had until then."""
    match fact.event:
        case MatchProposed(match=name, need=need, person=person, start=start, until=until, shifts=shifts):
            found = Match(need, person, Days(start, until), shifts, fact.actor)
        case MatchConfirmed(match=name) if name in matches.by_id:
            found = replace(matches.by_id[name], confirmed=True)
        case MatchEnded(match=name, ended_on=day) if name in matches.by_id:
            days = matches.by_id[name].days
            found = replace(matches.by_id[name], ended=True, days=Days(days.start, min(days.until, day)))
        case _:
            return matches
    return Matches({**matches.by_id, name: found})


def evolve_agenda(agenda: Agenda, fact: Recorded) -> Agenda:
    """Taken, and free again after the last day."""
    match fact.event:
        case ShiftsTaken(match=name, start=start, until=until, shifts=shifts):
            return Agenda({**agenda.taken, name: (Days(start, until), shifts)})
        case ShiftsReleased(match=name, ended_on=day) if name in agenda.taken:
            days, shifts = agenda.taken[name]
            return Agenda({**agenda.taken, name: (Days(days.start, min(days.until, day)), shifts)})
        case _:
            return agenda
