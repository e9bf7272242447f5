"""What may be asked of oversight about: report."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from services.kernel.command import Command
from services.kernel.evidence import Evidence, Sha256
from services.kernel.time import Day
from services.kernel.words import Code
from services.oversight.events import ReportKind

Position = Annotated[StrictInt, Field(ge=0, le=2**53)]
Cell = Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9<>|._ -]*$")]
Whole = Annotated[StrictInt, Field(ge=-(2**53), le=2**53)]
Told = Whole | tuple[Whole, Whole]
Cut = Annotated[dict[Code, Position], Field(min_length=1, max_length=20)]


class Log(BaseModel):
    """A transparency log that holds what was counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    log: Code
    size: Annotated[StrictInt, Field(ge=1, le=2**53)]
    root: Sha256


class Changed(BaseModel):
    """One number that is another than before, and the events that made it so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    figure: Code
    cell: Cell
    before: Told | None
    after: Told | None
    causes: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=20)]
    more: Annotated[StrictInt, Field(ge=0, le=2**53)] = 0


class SealReport(Command):
    """Seal the figures of a period, as they are known at a cut of the records. `weita report seal` counts them and asks this."""

    project: Code
    kind: ReportKind
    start: Day
    until: Day
    cut: Cut
    logs: Annotated[tuple[Log, ...], Field(max_length=20)]
    figures: Annotated[dict[Code, dict[Cell, Told]], Field(min_length=1, max_length=100)]
    listed_sha256: Sha256
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=5)] = ()


class RectifyReport(Command):
    """Say which figures of a sealed report have become others, and why. `weita report rectify` finds them and asks this."""

    report: UUID
    previous: Sha256
    cut: Cut
    logs: Annotated[tuple[Log, ...], Field(max_length=20)]
    changes: Annotated[tuple[Changed, ...], Field(min_length=1, max_length=400)]
    listed_sha256: Sha256
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=5)] = ()
