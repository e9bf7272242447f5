"""What oversight publishes about: claim."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.evidence import Evidence
from services.kernel.people import AgencyCode, Personal, PersonId, ProjectCode

RejectionGround = Literal["not-eligible", "not-documented", "outside-period", "claimed-twice", "not-necessary", "other"]


class AccountOpened(Event):
    """An agency keeps the books of a project under this code of its accounts, and of no other project."""

    stream: ClassVar = "account/{agency}/{account}"
    agency: AgencyCode
    account: str
    project: ProjectCode


class ExpenseClaimed(Event):
    """An agency claims what it has spent for the project: on which line of the budget, and where it stands in its books."""

    stream: ClassVar = "claim/{claim}"
    about: ClassVar = ("official",)
    claim: UUID
    project: ProjectCode
    agency: AgencyCode
    receiver: AgencyCode
    """The agency that decides on it."""
    line: str
    amount_cents: int
    account: str
    start: date
    until: date
    evidence: tuple[Evidence, ...] = ()
    official: PersonId
    """The id under which is kept what the claiming official says, which is no person of the register."""
    note: Annotated[str | None, Personal("official", "evidence")] = None


class ExpenseAccepted(Event):
    """Another than the claimant has found the expense to be in order, in full or in part."""

    stream: ClassVar = "claim/{claim}"
    about: ClassVar = ("official",)
    happened: ClassVar = "decided_on"
    claim: UUID
    project: ProjectCode
    line: str
    account: str
    amount_cents: int
    claimed_cents: int
    decided_on: date
    official: PersonId
    note: Annotated[str | None, Personal("official", "evidence")] = None


class ExpenseRejected(Event):
    """Another than the claimant has found that the project does not pay the expense."""

    stream: ClassVar = "claim/{claim}"
    about: ClassVar = ("official",)
    happened: ClassVar = "decided_on"
    claim: UUID
    project: ProjectCode
    line: str
    account: str
    claimed_cents: int
    ground: RejectionGround
    decided_on: date
    official: PersonId
    note: Annotated[str | None, Personal("official", "evidence")] = None
