"""What oversight publishes about: control."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.kernel.event import Event
from services.kernel.people import AgencyCode, Personal, PersonId, ProjectCode

ControlKind = Literal["on-the-spot", "desk", "unannounced"]
Severity = Literal["observation", "recommendation", "irregularity"]
Item = Literal["sample", "findings", "reaction"]
"""What a control may end without, where it says why; project, name, signature, kind and scope it has from its beginning."""
Ground = Literal["all-was-looked-at", "nothing-to-draw-from", "nothing-found", "no-answer-in-time", "nothing-to-answer"]
Position = Literal["accepted", "partly-accepted", "contested"]
Outcome = Literal["clear", "with-findings", "with-irregularity"]


class Absence(BaseModel):
    """An item that the report of a control lacks, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: Item
    ground: Ground


class ControlOpened(Event):
    """A controller of the funding authority has begun to control a project: who, how, over which period."""

    stream: ClassVar = "control/{control}"
    about: ClassVar = ("controller",)
    happened: ClassVar = "opened_on"
    control: UUID
    project: ProjectCode
    kind: ControlKind
    controller: PersonId
    """The id under which the controller's name is kept, which is no person of the register."""
    start: date
    until: date
    opened_on: date
    controller_name: Annotated[str | None, Personal("controller", "evidence")] = None
    signature: Annotated[str | None, Personal("controller", "evidence")] = None
    """By what mark the controller signs the report: its protocol number, or the digest of a signed file."""
    scope: Annotated[str | None, Personal("controller", "evidence")] = None


class FindingRaised(Event):
    """The controller has found something that the agency named is to answer, if by a day, by that one."""

    stream: ClassVar = "control/{control}"
    about: ClassVar = ("controller",)
    happened: ClassVar = "raised_on"
    control: UUID
    finding: UUID
    project: ProjectCode
    agency: AgencyCode
    severity: Severity
    concerns: tuple[UUID, ...] = ()
    """What was looked at: drawn households, claims, hours, or events of the record."""
    answer_by: date | None = None
    raised_on: date
    controller: PersonId
    text: Annotated[str | None, Personal("controller", "evidence")] = None


class FindingAnswered(Event):
    """The agency has answered the finding: whether it accepts it, and what it does."""

    stream: ClassVar = "control/{control}"
    about: ClassVar = ("official",)
    happened: ClassVar = "answered_on"
    control: UUID
    finding: UUID
    project: ProjectCode
    agency: AgencyCode
    position: Position
    measures_by: date | None = None
    answered_on: date
    official: PersonId
    answer: Annotated[str | None, Personal("official", "evidence")] = None


class ControlClosed(Event):
    """The control is over; its report has the eight items of Regulation 2015/840, Art. 7(1), or says why it lacks one."""

    stream: ClassVar = "control/{control}"
    about: ClassVar = ("controller",)
    happened: ClassVar = "closed_on"
    control: UUID
    project: ProjectCode
    outcome: Outcome
    samples: int
    findings: int
    answered: int
    without: tuple[Absence, ...] = ()
    closed_on: date
    controller: PersonId
    conclusion: Annotated[str | None, Personal("controller", "evidence")] = None
