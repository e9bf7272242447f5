"""The hours account of a volunteer: logged by one, approved by another, double entry, append only."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown
from services.register.commands import ApproveHours, LogHours, RejectHours, ReverseHours
from services.register.domain.calendar import Days
from services.register.domain.fitness import Candidate, OutsideCover, absent
from services.register.domain.match import Matches, MatchNotConfirmed
from services.register.domain.volunteer import is_one_of
from services.register.events import Entry, HoursApproved, HoursLogged, HoursRejected, HoursReversed

MINUTES_OF_A_DAY = 24 * 60


class UnknownHours(Unknown):
    """The volunteer's account has no such entry, or it is not shared with you."""


class HoursOutsideMatch(RuleBroken):
    """Hours are given on a day of the match."""


class HoursInTheFuture(RuleBroken):
    """Hours that are logged as given cannot lie in the future."""


class MoreThanADay(RuleBroken):
    """Nobody gives more than 24 hours on a day."""


class HoursAlreadyApproved(RuleBroken):
    """The hours were approved before."""


class HoursOver(RuleBroken):
    """The hours were rejected or reversed, and stay so; what was given all the same is logged anew."""


class ApproverLoggedThem(RuleBroken):
    """Hours are logged by one and approved, rejected or taken back by another."""


class ApproverIsTheVolunteer(RuleBroken):
    """Nobody approves, rejects or takes back their own hours."""


@dataclass(frozen=True)
class Logged:
    """One entry of the account, who made it, and the fact that says how it stands."""

    fact: HoursLogged
    by: str
    state: Literal["logged", "approved", "rejected", "reversed"] = "logged"
    event_id: UUID | None = None

    @property
    def counts(self) -> bool:
        """Whether the time stands as given."""
        return self.state in {"logged", "approved"}


@dataclass(frozen=True)
class Account:
    """The hours of a volunteer by id."""

    logged: Mapping[UUID, Logged] = field(default_factory=dict)

    def named(self, name: UUID) -> Logged:
        """The entry. Raises `UnknownHours`."""
        entry = self.logged.get(name)
        if entry is None:
            raise UnknownHours("hours", hours=name)
        return entry

    @property
    def standing(self) -> tuple[HoursLogged, ...]:
        """The hours that stand as given."""
        return tuple(entry.fact for entry in self.logged.values() if entry.counts)

    def minutes_on(self, day: date) -> int:
        """The minutes given on a day, in whatever match."""
        return sum(fact.minutes for fact in self.standing if fact.day == day)

    def last_day(self, match: UUID) -> date | None:
        """The last day with hours in a match."""
        return max((fact.day for fact in self.standing if fact.match == match), default=None)


def log(
    account: Account, name: UUID, ask: LogHours, today: date, *, matches: Matches, candidate: Candidate
) -> Iterator[Event | RuleBroken]:
    """Within the match, in the register, insured, at most 24 hours a day."""
    match = matches.named(ask.match)
    if account.minutes_on(ask.day) + ask.minutes > MINUTES_OF_A_DAY:
        raise MoreThanADay("minutes", day=ask.day, logged=account.minutes_on(ask.day))
    if not match.confirmed:
        yield MatchNotConfirmed("match", match=ask.match)
    if not match.days.contains(ask.day):
        yield HoursOutsideMatch("day", start=match.days.start, until=match.days.until)
    if ask.day > today:
        yield HoursInTheFuture("day")
    yield from absent(candidate.volunteer, Days(ask.day, ask.day))
    if bare := candidate.covers.first_bare_day(Days(ask.day, ask.day)):
        yield OutsideCover("day", day=bare)
    yield HoursLogged(
        hours=name, match=ask.match, need=match.need, household=ask.household, person=match.person, day=ask.day,
        minutes=ask.minutes, entries=_booked("logged", match.person, ask.household, ask.minutes), note=ask.note,
    )  # fmt: skip


def approve(account: Account, ask: ApproveHours, actor: str, *, ids: Collection[UUID]) -> Iterator[Event | RuleBroken]:
    """The minutes move from the logged accounts to the approved ones; `ids` are all that the volunteer is known by."""
    entry = _pending(account, ask.hours)
    yield from _by_another(entry, actor, ids)
    fact = entry.fact
    moved = (
        *_booked("logged", fact.person, fact.household, -fact.minutes),
        *_booked("approved", fact.person, fact.household, fact.minutes),
    )
    yield HoursApproved.model_validate({**_about(fact), "entries": moved})


def reject(account: Account, ask: RejectHours, actor: str, *, ids: Collection[UUID]) -> Iterator[Event | RuleBroken]:
    """The minutes leave the logged accounts."""
    entry = _pending(account, ask.hours)
    yield from _by_another(entry, actor, ids)
    back = _booked("logged", entry.fact.person, entry.fact.household, -entry.fact.minutes)
    yield HoursRejected.model_validate({**_about(entry.fact), "entries": back, "reason": ask.reason})


def reverse(account: Account, ask: ReverseHours, actor: str, *, ids: Collection[UUID]) -> Iterator[Event | RuleBroken]:
    """What was booked is booked back. Who logged in error takes that back themself; what was approved, another takes back."""
    entry = account.named(ask.hours)
    if not entry.counts:
        raise HoursOver("hours", hours=ask.hours)
    if entry.state == "approved":
        yield from _by_another(entry, actor, ids)
    back = _booked(entry.state, entry.fact.person, entry.fact.household, -entry.fact.minutes)
    about = {**_about(entry.fact), "corrects_event_id": entry.event_id}
    yield HoursReversed.model_validate({**about, "entries": back, "reason": ask.reason})


def _pending(account: Account, name: UUID) -> Logged:
    entry = account.named(name)
    if entry.state == "approved":
        raise HoursAlreadyApproved("hours", hours=name)
    if not entry.counts:
        raise HoursOver("hours", hours=name)
    return entry


def _by_another(entry: Logged, actor: str, ids: Collection[UUID]) -> Iterator[RuleBroken]:
    if is_one_of(actor, ids):
        yield ApproverIsTheVolunteer("hours")
    if actor == entry.by:
        yield ApproverLoggedThem("hours")


def _about(fact: HoursLogged) -> dict[str, Any]:
    return fact.model_dump(exclude={"entries", "note"})


def _booked(state: str, person: UUID, household: UUID, minutes: int) -> tuple[Entry, Entry]:
    return (
        Entry(account=f"volunteer/{person}/{state}", minutes=minutes),
        Entry(account=f"household/{household}/{state}", minutes=-minutes),
    )


def evolve(account: Account, fact: Recorded) -> Account:
    """Logged, approved, rejected, reversed; nothing is taken away."""
    match fact.event:
        case HoursLogged() as hours:
            return Account({**account.logged, hours.hours: Logged(hours, fact.actor, event_id=fact.id)})
        case HoursApproved(hours=name) if name in account.logged:
            found = replace(account.logged[name], state="approved", event_id=fact.id)
        case HoursRejected(hours=name) if name in account.logged:
            found = replace(account.logged[name], state="rejected", event_id=fact.id)
        case HoursReversed(hours=name) if name in account.logged:
            found = replace(account.logged[name], state="reversed", event_id=fact.id)
        case _:
            return account
    return Account({**account.logged, name: found})
