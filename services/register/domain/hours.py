"""The hours account of a volunteer: logged by one, approved by another, double entry, append only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown
from services.register.commands import ApproveHours, LogHours
from services.register.domain.calendar import Days
from services.register.domain.cover import Covers
from services.register.domain.match import Matches, OutsideCover, UnknownMatch
from services.register.events import Entry, HoursApproved, HoursLogged

MINUTES_OF_A_DAY = 24 * 60


class UnknownHours(Unknown):
    """The volunteer's account has no such entry, or it is not shared with you."""


class MatchNotConfirmed(RuleBroken):
    """Hours are given within a confirmed match."""


class HoursOutsideMatch(RuleBroken):
    """Hours are given on a day of the match."""


class HoursInTheFuture(RuleBroken):
    """Hours that are logged as given cannot lie in the future."""


class MoreThanADay(RuleBroken):
    """Nobody gives more than 24 hours on a day."""


class HoursAlreadyApproved(RuleBroken):
    """The hours were approved before."""


class ApproverLoggedThem(RuleBroken):
    """Hours are logged by one and approved by another."""


class ApproverIsTheVolunteer(RuleBroken):
    """Nobody approves their own hours."""


@dataclass(frozen=True)
class Logged:
    """One entry of the account, and who made it."""

    fact: HoursLogged
    by: str
    approved: bool = False


@dataclass(frozen=True)
class Account:
    """The hours of a volunteer by id."""

    logged: Mapping[UUID, Logged] = field(default_factory=dict)

    def minutes_on(self, day: date) -> int:
        """The minutes given on a day, in whatever match."""
        return sum(entry.fact.minutes for entry in self.logged.values() if entry.fact.day == day)

    def last_day(self, match: UUID) -> date | None:
        """The last day with hours in a match."""
        return max((entry.fact.day for entry in self.logged.values() if entry.fact.match == match), default=None)


def log(
    account: Account, name: UUID, ask: LogHours, today: date, *, matches: Matches, covers: Covers
) -> Iterator[Event | RuleBroken]:
    """Within the match, insured, at most 24 hours a day."""
    match = matches.by_id.get(ask.match)
    if match is None:
        raise UnknownMatch("match", match=ask.match)
    if account.minutes_on(ask.day) + ask.minutes > MINUTES_OF_A_DAY:
        raise MoreThanADay("minutes", day=ask.day, logged=account.minutes_on(ask.day))
    if not match.confirmed:
        yield MatchNotConfirmed("match", match=ask.match)
    if not match.days.contains(ask.day):
        yield HoursOutsideMatch("day", start=match.days.start, until=match.days.until)
    if ask.day > today:
        yield HoursInTheFuture("day")
    if bare := covers.first_bare_day(Days(ask.day, ask.day)):
        yield OutsideCover("day", day=bare)
    yield HoursLogged(
        hours=name, match=ask.match, need=match.need, household=ask.household, person=match.person, day=ask.day,
        minutes=ask.minutes, entries=_booked("logged", match.person, ask.household, ask.minutes), note=ask.note,
    )  # fmt: skip


def approve(account: Account, ask: ApproveHours, actor: str) -> Iterator[Event | RuleBroken]:
    """The minutes move from the logged accounts to the approved ones."""
    entry = account.logged.get(ask.hours)
    if entry is None:
        raise UnknownHours("hours", hours=ask.hours)
    if entry.approved:
        raise HoursAlreadyApproved("hours", hours=ask.hours)
    if actor == str(ask.person):
        yield ApproverIsTheVolunteer("hours")
    if actor == entry.by:
        yield ApproverLoggedThem("hours")
    fact = entry.fact
    moved = (
        *_booked("logged", fact.person, fact.household, -fact.minutes),
        *_booked("approved", fact.person, fact.household, fact.minutes),
    )
    yield HoursApproved(
        hours=fact.hours, match=fact.match, need=fact.need, household=fact.household, person=fact.person,
        day=fact.day, minutes=fact.minutes, entries=moved,
    )  # fmt: skip


def _booked(state: str, person: UUID, household: UUID, minutes: int) -> tuple[Entry, Entry]:
    return (
        Entry(account=f"volunteer/{person}/{state}", minutes=minutes),
        Entry(account=f"household/{household}/{state}", minutes=-minutes),
    )


def evolve(account: Account, fact: Recorded) -> Account:
    """Logged, approved; nothing is taken away."""
    match fact.event:
        case HoursLogged() as hours:
            return Account({**account.logged, hours.hours: Logged(hours, fact.actor)})
        case HoursApproved(hours=name) if name in account.logged:
            return Account({**account.logged, name: replace(account.logged[name], approved=True)})
        case _:
            return account
