"""Sealed reports and their rectifications, as they were told; what a report counts, and the list of what is behind it."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg

from projections.figures.asked import Period, Scope
from projections.figures.behind import behind
from projections.figures.counting import Cell, Figure, Number, figures
from projections.figures.definitions import INDICATORS
from services.oversight.events import ReportRectified, ReportSealed, document_of, with_changes

Numbers = Mapping[str, Mapping[Cell, Number]]
"""By indicator and cell, as a report has them."""


@dataclass(frozen=True)
class Counted:
    """What a report says of a period at a cut."""

    numbers: Numbers
    listed: bytes
    """The facts behind every cell: CSV with ids only."""

    @property
    def listed_sha256(self) -> str:
        """Of the list."""
        return sha256(self.listed).hexdigest()


def scope_of(project: str, cut: Mapping[str, int], period: Period) -> Scope:
    """A report's question. An open stay is counted to the end of the period, whenever it is asked."""
    return Scope(project, cut, period.last)


def count(connection: psycopg.Connection[Any], project: str, period: Period, cut: Mapping[str, int]) -> Counted:
    """Every figure, and what is behind it."""
    scope = scope_of(project, cut, period)
    found = figures(connection, [period], scope)
    numbers = {one.name: numbers_of(found[one.name, period]) for one in INDICATORS}
    return Counted(numbers, listing(connection, found, period, scope))


def numbers_of(figure: Figure) -> dict[Cell, Number]:
    """The numbers of a figure; a part of which there is nothing is not told."""
    return {"": figure.whole, **{cell: number for cell, number in sorted(figure.parts.items()) if number}}


def listing(connection: psycopg.Connection[Any], found: Mapping[tuple[str, Period], Figure], period: Period, scope: Scope) -> bytes:
    """One line for each fact, human and cell: who counted by which fact, and how much it added."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("figure", "cell", "event", "person", "household", "day", "adds"))
    for one in INDICATORS:
        for cell in _opened(found[one.name, period]):
            rows, _ = behind(connection, one.name, period, scope, cell=cell, limit=None)
            lines.writerows(
                (one.name, cell, row.event_id, row.person or "", row.household or "", row.on_day, row.adds) for row in rows
            )
    return text.getvalue().encode()


def _opened(figure: Figure) -> Sequence[Cell]:
    """The cells that make the whole, where it is the sum of its parts; else the whole."""
    parts = [cell for cell, number in sorted(figure.parts.items()) if number]
    return parts if parts and figure.indicator.measure in {"persons", "events"} else ("",)


@dataclass(frozen=True)
class Told:
    """A sealed report or a rectification, and when and by whom it was told."""

    event_id: UUID
    told_at: datetime
    actor: str
    agency: str


@dataclass(frozen=True)
class Report:
    """A sealed report with its rectifications, the oldest first."""

    sealed: ReportSealed
    told: Told
    rectifications: Sequence[tuple[ReportRectified, Told]] = ()

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.sealed.start, self.sealed.until)

    @property
    def newest(self) -> ReportSealed | ReportRectified:
        """What a further rectification starts from."""
        return self.rectifications[-1][0] if self.rectifications else self.sealed

    @property
    def numbers(self) -> dict[str, dict[Cell, Number]]:
        """As they stand with every rectification."""
        return with_changes(self.sealed.figures, (change for told, _ in self.rectifications for change in told.changes))

    def versions(self) -> Iterator[tuple[ReportSealed | ReportRectified, bytes]]:
        """The bytes of the report as it was sealed, and as it read after each rectification."""
        yield self.sealed, self.sealed.document
        for n, (rectified, _) in enumerate(self.rectifications, 1):
            until = Report(self.sealed, self.told, self.rectifications[:n])
            yield rectified, document_of(self.sealed, rectified.cut, rectified.logs, until.numbers, rectified.listed_sha256)


def reports(connection: psycopg.Connection[Any], *, project: str | None = None, report: UUID | None = None) -> list[Report]:
    """The sealed reports (of a project, or one), the newest period first, each with its rectifications."""
    rows = connection.execute(
        """select number, told, event_id, told_at, actor, agency from indicators.report
            where (%(project)s::text is null or project = %(project)s) and (%(report)s::uuid is null or report = %(report)s)
            order by report, number""",
        {"project": project, "report": report},
    ).fetchall()
    found: list[Report] = []
    for number, said, *told in rows:
        if number == 0:
            found.append(Report(ReportSealed.model_validate(said), Told(*told)))
        elif found and str(found[-1].sealed.report) == said["report"]:
            more = (*found[-1].rectifications, (ReportRectified.model_validate(said), Told(*told)))
            found[-1] = Report(found[-1].sealed, found[-1].told, more)
    return sorted(found, key=lambda one: (one.sealed.until, one.sealed.start, one.sealed.kind), reverse=True)
