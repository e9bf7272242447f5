"""What oversight publishes about: report.

A report holds ids and figures, never a name: its bytes are the same after any erasure.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar, Literal
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict

from services.kernel.command import WEITA
from services.kernel.event import Event
from services.kernel.evidence import Evidence
from services.kernel.people import ProjectCode

ReportKind = Literal["quarterly", "annual", "amif"]
Number = int | tuple[int, int]
"""A whole number, or a sum and by what it is divided."""
Figures = Mapping[str, Mapping[str, Number]]
"""By indicator and cell; the cell without a name is the whole."""


class LogUsed(BaseModel):
    """A transparency log that holds what was counted: its size and its root then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    log: str
    size: int
    root: str


class CellChanged(BaseModel):
    """One number that is another than before, and the events that made it so; `more` of them where they are too many to name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    figure: str
    cell: str
    before: Number | None
    after: Number | None
    causes: tuple[UUID, ...]
    more: int = 0


class ReportSealed(Event):
    """The figures of a period were sealed as they were known at a cut of the records; they stand for ever."""

    stream: ClassVar = "report/{report}"
    report: UUID
    project: ProjectCode
    kind: ReportKind
    start: date
    until: date
    cut: dict[str, int]
    """The last position of each service's record that was counted."""
    logs: tuple[LogUsed, ...]
    figures: dict[str, dict[str, Number]]
    listed_sha256: str
    """Of the list of every fact and person behind every cell, as it was filed before it was encrypted."""
    evidence: tuple[Evidence, ...] = ()
    """That list, filed."""
    sha256: str
    """Of the report itself: canonical JSON of what it says."""

    @property
    def document(self) -> bytes:
        """The report itself."""
        return document_of(self, self.cut, self.logs, self.figures, self.listed_sha256)


class ReportRectified(Event):
    """What has become known since changes figures of a sealed report: cell by cell, with the events that are the cause."""

    stream: ClassVar = "report/{report}"
    report: UUID
    project: ProjectCode
    number: int
    """The first rectification of a report is 1."""
    previous: str
    """SHA-256 of the report, or of the rectified one, that this changes."""
    cut: dict[str, int]
    logs: tuple[LogUsed, ...]
    changes: tuple[CellChanged, ...]
    listed_sha256: str
    evidence: tuple[Evidence, ...] = ()
    sha256: str
    """Of the report as it would read now."""


def report_of(project: str, kind: str, start: date, until: date) -> UUID:
    """The id of a report: there is one of each kind for a project and a period."""
    return uuid5(WEITA, f"report {project} {kind} {start} {until}")


def with_changes(figures: Figures, changes: Iterable[CellChanged]) -> dict[str, dict[str, Number]]:
    """The figures as they read with a rectification; a cell that counts nothing any more is gone."""
    found = {name: dict(cells) for name, cells in figures.items()}
    for change in changes:
        cells = found.setdefault(change.figure, {})
        if change.after is None:
            cells.pop(change.cell, None)
        else:
            cells[change.cell] = change.after
    return found


def document_of(of: ReportSealed, cut: Mapping[str, int], logs: Sequence[LogUsed], figures: Figures, listed_sha256: str) -> bytes:
    """A report's bytes: JSON with sorted keys and no whitespace, in UTF-8."""
    said = {
        "project": of.project, "kind": of.kind, "start": of.start.isoformat(), "until": of.until.isoformat(), "cut": dict(cut),
        "logs": [log.model_dump() for log in logs], "figures": figures, "listed_sha256": listed_sha256,
    }  # fmt: skip
    return canonical(said)


def canonical(said: object) -> bytes:
    """JSON as it has one form only."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
