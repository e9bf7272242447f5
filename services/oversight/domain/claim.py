"""Expense claims: what an agency has spent for a project, kept in books of its own, and what another makes of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.people import PersonId
from services.kernel.rules import NotAllowed, RuleBroken, Unknown
from services.oversight.commands import AcceptExpense, ClaimExpense, OpenAccount, RejectExpense
from services.oversight.domain.period import PeriodEndsBeforeStart
from services.oversight.events import AccountOpened, ExpenseAccepted, ExpenseClaimed, ExpenseRejected


class UnknownClaim(Unknown):
    """There is no such claim, or another agency decides on it."""


class AccountOfAnotherProject(RuleBroken):
    """A code of an agency's accounts holds the books of one project and no other."""


class AccountNotOpened(RuleBroken):
    """An expense stands in the books of its project: your agency has opened no account of this code for it."""


class ClaimIsSettled(RuleBroken):
    """The claim was accepted or rejected before."""


class ClaimantDecides(NotAllowed):
    """Who claims an expense does not decide on it."""


class MoreThanClaimed(RuleBroken):
    """No more is accepted than was claimed."""


class PeriodNotOver(RuleBroken):
    """What was spent is claimed once the period is over or under way, not before it has begun."""


@dataclass(frozen=True)
class Account:
    """For which project a code of an agency's accounts stands."""

    project: str | None = None


@dataclass(frozen=True)
class Claim:
    """A claim as rules see it."""

    claimed: ExpenseClaimed | None = None
    by: str = ""
    settled: bool = False

    def before(self, agency: str) -> ExpenseClaimed:
        """What was claimed, if this agency decides on it. Raises `UnknownClaim`."""
        if self.claimed is None or self.claimed.receiver != agency:
            raise UnknownClaim("claim")
        return self.claimed


def open_account(account: Account, ask: OpenAccount, agency: str) -> Iterator[Event | RuleBroken]:
    """Opened again for the same project, nothing changes."""
    if account.project not in (None, ask.project):
        raise AccountOfAnotherProject("account", project=account.project)
    if account.project is None:
        yield AccountOpened(agency=agency, account=ask.account, project=ask.project)


def claim_expense(
    name: UUID, ask: ClaimExpense, agency: str, official: PersonId, today: date, *, account: Account,
    uncited: Iterable[RuleBroken] = (),
) -> Iterator[Event | RuleBroken]:  # fmt: skip
    """From the books of the project, over a period that has begun, on documents that are filed."""
    if ask.until < ask.start:
        yield PeriodEndsBeforeStart("until")
    if ask.start > today:
        yield PeriodNotOver("start")
    if account.project is None:
        yield AccountNotOpened("account")
    elif account.project != ask.project:
        yield AccountOfAnotherProject("account", project=account.project)
    yield from uncited
    yield ExpenseClaimed(
        claim=name, project=ask.project, agency=agency, receiver=ask.receiver or agency, line=ask.line,
        amount_cents=ask.amount_cents, account=ask.account, start=ask.start, until=ask.until, evidence=ask.evidence,
        official=official, note=ask.note,
    )  # fmt: skip


@dataclass(frozen=True)
class Decider:
    """Who decides on a claim: by login and agency, and the id under which their own words are kept; and when."""

    actor: str
    agency: str
    official: PersonId
    day: date


def accept(claim: Claim, ask: AcceptExpense, by: Decider) -> Iterator[Event | RuleBroken]:
    """In full, or in part."""
    claimed = _open(claim, by)
    accepted = ask.amount_cents or claimed.amount_cents
    if accepted > claimed.amount_cents:
        raise MoreThanClaimed("amount_cents", claimed=claimed.amount_cents)
    yield ExpenseAccepted(
        claim=claimed.claim, project=claimed.project, line=claimed.line, account=claimed.account, amount_cents=accepted,
        claimed_cents=claimed.amount_cents, decided_on=by.day, official=by.official, note=ask.note,
    )  # fmt: skip


def reject(claim: Claim, ask: RejectExpense, by: Decider) -> Iterator[Event | RuleBroken]:
    """In full."""
    claimed = _open(claim, by)
    yield ExpenseRejected(
        claim=claimed.claim, project=claimed.project, line=claimed.line, account=claimed.account,
        claimed_cents=claimed.amount_cents, ground=ask.ground, decided_on=by.day, official=by.official, note=ask.note,
    )  # fmt: skip


def _open(claim: Claim, by: Decider) -> ExpenseClaimed:
    claimed = claim.before(by.agency)
    if claim.by == by.actor:
        raise ClaimantDecides("claim")
    if claim.settled:
        raise ClaimIsSettled("claim")
    return claimed


def evolve_account(account: Account, fact: Recorded) -> Account:
    """Opened."""
    return Account(fact.event.project) if isinstance(fact.event, AccountOpened) else account


def evolve(claim: Claim, fact: Recorded) -> Claim:
    """Claimed, then settled."""
    match fact.event:
        case ExpenseClaimed():
            return Claim(fact.event, fact.actor)
        case ExpenseAccepted() | ExpenseRejected():
            return replace(claim, settled=True)
        case _:
            return claim
