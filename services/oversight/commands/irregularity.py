"""What may be asked of oversight about: irregularity."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.time import Day
from services.kernel.words import Code, Note
from services.oversight.events import FoundBy, IrregularityKind, ProcedureState, Qualification

Amount = Annotated[int, Field(ge=0, le=100_000_000_000)]
Provision = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./(),-]*$")]


class ReportIrregularity(Command):
    """Report that something was not as the rules of the fund want it."""

    project: Code
    agency: Code
    kind: IrregularityKind
    qualification: Qualification = "irregularity"
    provision: Provision
    found_by: FoundBy
    control: UUID | None = None
    finding: UUID | None = None
    first_information_on: Day
    started_on: Day
    ended_on: Day | None = None
    expenditure_cents: Amount
    public_cents: Amount
    affected_cents: Amount
    state: ProcedureState = "not-started"
    description: Note


class UpdateIrregularity(Command):
    """Say what became of an irregularity; what is left out stands."""

    irregularity: UUID
    qualification: Qualification | None = None
    ended_on: Day | None = None
    affected_cents: Amount | None = None
    recovered_cents: Amount | None = None
    state: ProcedureState | None = None
    note: Note | None = None
