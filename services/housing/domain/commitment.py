"""Mutual help: who shares a dwelling promises hours to the others; what was given is logged by one and confirmed by another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.housing.commands import ConfirmHelp, EndCommitment, EndPromisesAfterExit, LogHelp, MakeCommitment, RejectHelp
from services.housing.domain.house import DwellingNotShared, House, known
from services.housing.domain.household import Household, NotAMember, UnknownHousehold
from services.housing.events import CommitmentEnded, CommitmentKept, CommitmentMade, HelpLogged, HelpRejected
from services.kernel.event import Event, Recorded
from services.kernel.rules import InTheFuture, RuleBroken, Unknown


class UnknownCommitment(Unknown):
    """The household has made no such promise."""


class UnknownHelp(Unknown):
    """The household has logged no such help."""


class NotLivingThere(RuleBroken):
    """Help is promised and given by those who live in the dwelling on that day."""


class CommittedAlready(RuleBroken):
    """A person promises one kind of help once at a time."""


class CommitmentEndsBeforeStart(RuleBroken):
    """A promise does not end before it starts."""


class OutsideCommitment(RuleBroken):
    """Help counts on the days for which it was promised."""


class HelpLoggedAlready(RuleBroken):
    """Help that was given for a promise is logged once a day."""


class HelpIsSettled(RuleBroken):
    """Help is confirmed or rejected once."""


class ConfirmedByWhoLogged(RuleBroken):
    """Who has logged help neither confirms nor rejects it."""


class CommitmentHasEnded(RuleBroken):
    """A promise ends once."""


class HelpWasGivenLater(RuleBroken):
    """A promise does not end before help that was given for it."""


@dataclass(frozen=True)
class Help:
    """Help that was logged, by whom, and what became of it: confirmed, rejected, or None."""

    fact: HelpLogged
    logged_by: str
    confirmed: bool | None = None


@dataclass(frozen=True)
class Commitments:
    """What a household has promised, which promises ended when, and what was given."""

    made: Mapping[UUID, CommitmentMade] = field(default_factory=dict)
    ended: Mapping[UUID, date] = field(default_factory=dict)
    help: Mapping[UUID, Help] = field(default_factory=dict)

    def last_day(self, name: UUID) -> date | None:
        """Up to and with which day a promise holds."""
        days = [day for day in (self.made[name].until, self.ended.get(name)) if day]
        return min(days, default=None)

    def given(self, name: UUID) -> Iterator[Help]:
        """What was given for a promise, unless rejected."""
        return (one for one in self.help.values() if one.fact.commitment == name and one.confirmed is not False)

    def kept(self, name: UUID) -> int:
        """The minutes that were confirmed for a promise."""
        return sum(one.fact.minutes for one in self.given(name) if one.confirmed)


def make(
    commitments: Commitments, name: UUID, ask: MakeCommitment, household: Household, house: House, *, lives_there: bool
) -> Iterator[Event | RuleBroken]:
    """By a member of a household that lives in a shared dwelling; without a last day, until it is ended."""
    person = ask.person or household.head
    if person is None:
        raise UnknownHousehold("household")
    if not known(house, ask.dwelling).shared:
        yield DwellingNotShared("dwelling")
    if not lives_there:
        yield NotLivingThere("starts")
    if person not in household.members_on(ask.starts):
        yield NotAMember("person", person=person)
    if ask.until and ask.until < ask.starts:
        yield CommitmentEndsBeforeStart("until", starts=ask.starts)
    for other in commitments.made.values():
        if (other.person, other.kind) == (person, ask.kind) and _share_a_day(commitments, other, ask):
            yield CommittedAlready("kind", commitment=other.commitment)
    yield CommitmentMade(
        commitment=name, household=ask.household, person=person, dwelling=ask.dwelling, kind=ask.kind, minutes=ask.minutes,
        every=ask.every, starts=ask.starts, until=ask.until,
    )  # fmt: skip


def log(commitments: Commitments, name: UUID, ask: LogHelp, today: date, *, lives_there: bool) -> Iterator[Event | RuleBroken]:
    """On a day for which it was promised, by somebody who lives there."""
    made = _made(commitments, ask.commitment)
    last = commitments.last_day(ask.commitment)
    if ask.day > today:
        yield InTheFuture("day")
    if ask.day < made.starts or (last and ask.day > last):
        yield OutsideCommitment("day", starts=made.starts, until=last)
    if not lives_there:
        yield NotLivingThere("day")
    if any(one.fact.day == ask.day for one in commitments.given(ask.commitment)):
        yield HelpLoggedAlready("day")
    yield HelpLogged(
        help=name, commitment=ask.commitment, household=ask.household, person=made.person, day=ask.day, minutes=ask.minutes
    )


def confirm(commitments: Commitments, ask: ConfirmHelp, actor: str) -> Iterator[Event | RuleBroken]:
    """By another than who logged it."""
    fact = _to_settle(commitments, ask.help, actor).fact
    yield CommitmentKept(**fact.model_dump())


def reject(commitments: Commitments, ask: RejectHelp, actor: str) -> Iterator[Event | RuleBroken]:
    """By another than who logged it; it may be logged again."""
    fact = _to_settle(commitments, ask.help, actor).fact
    yield HelpRejected(help=fact.help, commitment=fact.commitment, household=fact.household, person=fact.person)


def end(commitments: Commitments, ask: EndCommitment, today: date) -> Iterator[Event | RuleBroken]:
    """The day of ending still counts."""
    made = _made(commitments, ask.commitment)
    if ask.commitment in commitments.ended:
        raise CommitmentHasEnded("commitment", ended=commitments.ended[ask.commitment])
    if ask.ended > today:
        yield InTheFuture("ended")
    if ask.ended < made.starts:
        yield CommitmentEndsBeforeStart("ended", starts=made.starts)
    last = max((one.fact.day for one in commitments.given(ask.commitment)), default=ask.ended)
    if ask.ended < last:
        yield HelpWasGivenLater("ended", day=last)
    yield CommitmentEnded(
        commitment=ask.commitment, household=ask.household, person=made.person, ended=ask.ended, reason=ask.reason
    )


def end_after_exit(commitments: Commitments, ask: EndPromisesAfterExit) -> Iterator[Event]:
    """Nobody counts on the help of who has left; help that was given later still counts."""
    for name, made in commitments.made.items():
        last = commitments.last_day(name)
        if last is None or last > ask.exit:
            ended = max(ask.exit, made.starts, *(one.fact.day for one in commitments.given(name)))
            yield CommitmentEnded(commitment=name, household=ask.household, person=made.person, ended=ended, reason="moved-out")


def _made(commitments: Commitments, name: UUID) -> CommitmentMade:
    if (made := commitments.made.get(name)) is None:
        raise UnknownCommitment("commitment", commitment=name)
    return made


def _to_settle(commitments: Commitments, name: UUID, actor: str) -> Help:
    """Raised rather than yielded: that two have seen it is what makes it count, also for an import."""
    if (one := commitments.help.get(name)) is None:
        raise UnknownHelp("help", help=name)
    if one.confirmed is not None:
        raise HelpIsSettled("help")
    if one.logged_by == actor:
        raise ConfirmedByWhoLogged("help")
    return one


def _share_a_day(commitments: Commitments, other: CommitmentMade, ask: MakeCommitment) -> bool:
    last = commitments.last_day(other.commitment)
    return (last is None or ask.starts <= last) and (ask.until is None or other.starts <= ask.until)


def evolve(commitments: Commitments, fact: Recorded) -> Commitments:
    """Promised, ended; logged, confirmed, rejected."""
    match fact.event:
        case CommitmentMade(commitment=name) as made:
            return replace(commitments, made={**commitments.made, name: made})
        case CommitmentEnded(commitment=name, ended=day):
            return replace(commitments, ended={**commitments.ended, name: day})
        case HelpLogged(help=name) as logged:
            return replace(commitments, help={**commitments.help, name: Help(logged, fact.actor)})
        case (CommitmentKept(help=name) | HelpRejected(help=name)) as settled if name in commitments.help:
            one = replace(commitments.help[name], confirmed=isinstance(settled, CommitmentKept))
            return replace(commitments, help={**commitments.help, name: one})
        case _:
            return commitments
