"""What may be asked of oversight about: claim."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.evidence import Evidence
from services.kernel.time import Day
from services.kernel.words import Code, Note
from services.oversight.events import RejectionGround

Cents = Annotated[int, Field(ge=1, le=100_000_000_000)]


class OpenAccount(Command):
    """Say under which code of its accounts your agency keeps the books of a project."""

    project: Code
    account: Code


class ClaimExpense(Command):
    """Claim what was spent for the project in a period; `receiver` decides on it, your own agency where none is named."""

    project: Code
    line: Code
    amount_cents: Cents
    account: Code
    start: Day
    until: Day
    receiver: Code | None = None
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=50)] = ()
    note: Note | None = None


class AcceptExpense(Command):
    """Find an expense to be in order; in part, where an amount is said."""

    claim: UUID
    amount_cents: Cents | None = None
    note: Note | None = None


class RejectExpense(Command):
    """Find that the project does not pay an expense."""

    claim: UUID
    ground: RejectionGround
    note: Note | None = None
