"""Sealed reports: never changed, and rectified cell by cell as more becomes known.

The service does not count: who seals says at which cut of the records and which trees of the logs, so that everybody can count
again and compare byte for byte. That is why one coordinator seals alone, and why nobody needs to agree.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256

from services.kernel.event import Event, Recorded
from services.kernel.rules import Malformed, RuleBroken, Unknown
from services.oversight.commands import RectifyReport, SealReport
from services.oversight.events import (
    CellChanged,
    LogUsed,
    Number,
    ReportRectified,
    ReportSealed,
    document_of,
    report_of,
    with_changes,
)

MONTHS: Mapping[str, int] = {"quarterly": 3, "annual": 12}


class PeriodNotOfKind(Malformed):
    """A quarterly report is of a calendar quarter, an annual one of a calendar year, any other of whole months."""


class ReportBeforeEnd(RuleBroken):
    """A report is sealed after the last day of its period."""


class ReportAlreadySealed(RuleBroken):
    """A period has one sealed report of each kind; what becomes known later is a rectification."""


class UnknownReport(Unknown):
    """No report with this id was sealed."""


class RectificationOutdated(RuleBroken):
    """A rectification names the report as it stands: the sealed one, or its last rectification."""


class CutNotLater(RuleBroken):
    """A rectification is made of what has become known since: its cut is later in one service at least, and earlier in none."""


class CellNotAsReported(RuleBroken):
    """A rectification says of each cell what stands in the report, and another number."""


@dataclass(frozen=True)
class Report:
    """A report as it stands: what was sealed, and its numbers with every rectification."""

    sealed: ReportSealed | None = None
    sha256: str = ""
    number: int = 0
    cut: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)


def seal(report: Report, ask: SealReport, today: date, *, uncited: Iterable[RuleBroken] = ()) -> Iterator[Event | RuleBroken]:
    """Once for each project, kind and period."""
    if not _of_kind(ask):
        raise PeriodNotOfKind("until", kind=ask.kind)
    if report.sealed:
        raise ReportAlreadySealed("start", report=report.sealed.report)
    if ask.until >= today:
        yield ReportBeforeEnd("until", until=ask.until)
    yield from uncited
    told = ReportSealed(
        report=report_of(ask.project, ask.kind, ask.start, ask.until), logs=_logs(ask), sha256="",
        **ask.model_dump(exclude={"occurred_at", "source", "logs"}),
    )  # fmt: skip
    yield told.model_copy(update={"sha256": sha256(told.document).hexdigest()})


def rectify(report: Report, ask: RectifyReport, *, uncited: Iterable[RuleBroken] = ()) -> Iterator[Event | RuleBroken]:
    """Refers to the report as it stands, and never touches it."""
    sealed = stands(report)
    if ask.previous != report.sha256:
        raise RectificationOutdated("previous", sha256=report.sha256)
    services = {*ask.cut, *report.cut}
    later = {service: ask.cut.get(service, 0) - report.cut.get(service, 0) for service in services}
    if min(later.values()) < 0 or max(later.values()) == 0:
        raise CutNotLater("cut")
    changes = tuple(CellChanged(**change.model_dump()) for change in ask.changes)
    _see(report, changes)
    yield from uncited
    document = document_of(sealed, ask.cut, _logs(ask), with_changes(report.figures, changes), ask.listed_sha256)
    yield ReportRectified(
        report=ask.report, project=sealed.project, number=report.number + 1, previous=ask.previous, cut=ask.cut, logs=_logs(ask),
        changes=changes, listed_sha256=ask.listed_sha256, evidence=ask.evidence, sha256=sha256(document).hexdigest(),
    )  # fmt: skip


def stands(report: Report) -> ReportSealed:
    """What was sealed. Raises `UnknownReport`."""
    if report.sealed is None:
        raise UnknownReport("report")
    return report.sealed


def _of_kind(ask: SealReport) -> bool:
    after = ask.until + timedelta(days=1)
    months = (after.year - ask.start.year) * 12 + after.month - ask.start.month
    whole = ask.start.day == 1 and after.day == 1 and months > 0
    length = MONTHS.get(ask.kind)
    return whole and (length is None or (months == length and (ask.start.month - 1) % length == 0))


def _logs(ask: SealReport | RectifyReport) -> tuple[LogUsed, ...]:
    return tuple(LogUsed(**log.model_dump()) for log in ask.logs)


def _see(report: Report, changes: Iterable[CellChanged]) -> None:
    """Every cell is named once, with the number that stands, and with another."""
    seen: set[tuple[str, str]] = set()
    for change in changes:
        place = (change.figure, change.cell)
        stood = report.figures.get(change.figure, {}).get(change.cell)
        if stood != change.before or change.before == change.after or place in seen:
            raise CellNotAsReported("changes", figure=change.figure, cell=change.cell)
        seen.add(place)


def evolve(report: Report, fact: Recorded) -> Report:
    """Sealed; rectified."""
    match fact.event:
        case ReportSealed() as sealed:
            return Report(sealed, sealed.sha256, 0, sealed.cut, sealed.figures)
        case ReportRectified() as told:
            figures = with_changes(report.figures, told.changes)
            return replace(report, sha256=told.sha256, number=told.number, cut=told.cut, figures=figures)
        case _:
            return report
