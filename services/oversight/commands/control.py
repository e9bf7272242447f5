"""What may be asked of oversight about: control."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.kernel.command import Command
from services.kernel.time import Day
from services.kernel.words import Code, Name, Note
from services.oversight.events import ControlKind, Ground, Item, Position, Severity


class OpenControl(Command):
    """Begin to control a project: how, by whom, what is looked at and over which period."""

    project: Code
    kind: ControlKind
    controller_name: Name
    signature: Name
    scope: Note
    start: Day
    until: Day


class RaiseFinding(Command):
    """Say what was found, and which agency is to answer."""

    control: UUID
    agency: Code
    severity: Severity
    text: Note
    concerns: Annotated[tuple[UUID, ...], Field(max_length=200)] = ()
    answer_by: Day | None = None


class AnswerFinding(Command):
    """Answer a finding that was raised to your agency: whether you accept it, and what you do about it, until when."""

    control: UUID
    finding: UUID
    position: Position
    answer: Note
    measures_by: Day | None = None


class AskedAbsence(BaseModel):
    """An item that the report lacks, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: Item
    ground: Ground


class CloseControl(Command):
    """End a control. Where it had no sample, no finding or no answer, `without` says why."""

    control: UUID
    conclusion: Note
    without: Annotated[tuple[AskedAbsence, ...], Field(max_length=3)] = ()
