"""What oversight publishes about: irregularity. The fields are those of Regulation 2021/1060, Annex XII."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode, Personal, PersonId, ProjectCode

IrregularityKind = Literal[
    "not-eligible-person", "not-eligible-cost", "not-documented", "double-funding", "procurement", "conflict-of-interest",
    "false-document", "not-carried-out", "other",
]  # fmt: skip
FoundBy = Literal["desk-control", "on-the-spot-control", "audit", "complaint", "press", "self-report", "risk-analysis", "other"]
Qualification = Literal["irregularity", "suspected-fraud", "established-fraud"]
ProcedureState = Literal["not-started", "administrative", "judicial", "administrative-and-judicial", "closed"]


class IrregularityReported(Event):
    """Something was not as the rules of the fund want it: from when to when, of what kind, how found, how much money."""

    stream: ClassVar = "irregularity/{irregularity}"
    about: ClassVar = ("official",)
    happened: ClassVar = "reported_on"
    irregularity: UUID
    project: ProjectCode
    agency: AgencyCode
    """The agency whose spending or work it is about."""
    kind: IrregularityKind
    qualification: Qualification
    provision: str
    """The rule that was infringed, such as `514/2014 art. 21`."""
    found_by: FoundBy
    control: UUID | None = None
    finding: UUID | None = None
    first_information_on: date
    started_on: date
    ended_on: date | None = None
    """None while it goes on."""
    expenditure_cents: int
    public_cents: int
    affected_cents: int
    """What of the public money is irregular."""
    recovered_cents: int = 0
    state: ProcedureState
    reported_on: date
    official: PersonId
    description: Annotated[str | None, Personal("official", "evidence")] = None


class IrregularityUpdated(Event):
    """What became of an irregularity: all that may change, as it stands now."""

    stream: ClassVar = "irregularity/{irregularity}"
    about: ClassVar = ("official",)
    happened: ClassVar = "updated_on"
    irregularity: UUID
    project: ProjectCode
    qualification: Qualification
    ended_on: date | None = None
    affected_cents: int
    recovered_cents: int
    state: ProcedureState
    updated_on: date
    official: PersonId
    note: Annotated[str | None, Personal("official", "evidence")] = None
