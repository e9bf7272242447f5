"""Figures by quarter: each indicator with its target, by sex and age; each number opens to its facts, as a page or a sheet."""

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from openpyxl import Workbook

from projections.desk import questions
from projections.desk.asked import Asked, Unreadable
from projections.desk.desk import desk_of
from projections.desk.pages.indicators import facts_of
from projections.desk.session import reader_of
from projections.figures.asked import Period, quarter, today, year
from projections.figures.board import Progress, board, progress
from projections.figures.definitions import BY_NAME, INDICATORS
from projections.figures.sealed import reports
from projections.figures.sources import BANDS, SEXES
from projections.reporting.participants import participants
from projections.reporting.sheet import plain
from services.oversight.events import report_of

SEES_ALL = "read persons behind figures"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = ("figure", "cell", "event", "person", "household", "day", "quantity", "adds", "documents")


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["figures"])
    routes.add_api_route("/figures", overview, methods=["GET"])
    routes.add_api_route("/figures/participants.csv", people, methods=["GET"])
    routes.add_api_route("/figures/{name}/facts.csv", as_csv, methods=["GET"])
    routes.add_api_route("/figures/{name}/facts.xlsx", as_xlsx, methods=["GET"])
    return routes


def overview(request: Request) -> Response:
    """Every indicator of a quarter; small numbers are shown to coordinators and auditors alone."""
    return page(request)


def page(request: Request, refused: Sequence[str] = ()) -> Response:
    """The figures of a quarter, and why it was not sealed just now."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need("read indicators")
    name, whole = quarter_of(asked), reader.may(SEES_ALL)
    period = quarter(name)
    with desk.pool.connection() as connection:
        projects = questions.projects(connection)
        project = asked.text("project") or (projects[0][0] if projects else "")
        told = board(connection, project, period.first.year, whole=whole)
        reached = progress(connection, told, project, name, whole=whole)
        sealed = reports(connection, report=report_of(project, "quarterly", period.first, period.last)) if whole else []
    few = [f"{period.first.year}-Q{n}" for n in range(1, 5)]
    figures = [
        {
            "name": one.name, "law": one.law, "unit": one.unit, "by": one.by, "value": told.at(one.name, name),
            "quarters": {each: told.at(one.name, each) for each in few}, "year": told.at(one.name, str(period.first.year)),
            "so_far": _said(reached[one.name]), "parts": dict(told.parts(one.name, name)), "note": one.note,
        }
        for one in INDICATORS
    ]  # fmt: skip
    content = {
        "project": project, "quarter": name, "figures": figures, "small_cells_suppressed": not whole, "refused": refused,
        "report": sealed[0].sealed.report if sealed else None,
    }  # fmt: skip
    shown = {
        "projects": projects, "quarters": few, "since": period.first, "until": period.last, "sexes": SEXES, "ages": BANDS,
        "may_open": whole, "before": _beside(period, -1), "after": _beside(period, 1),
        "sealed": sealed[0] if sealed else None, "may_seal": bool(project) and reader.may("SealReport") and period.last < today(),
    }  # fmt: skip
    return desk.answers.answer(request, "figures.html", reader, content, shown=shown, status=409 if refused else 200)


def people(request: Request) -> Response:
    """The participants of the fund in a quarter or year, by sex and age: ids only."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need(SEES_ALL)
    period, project = _period(asked), asked.text("project") or ""
    with desk.pool.connection() as connection:
        content = participants(connection, project, period)
    return file_of(content, "text/csv; charset=utf-8", f"participants-{project}-{period.first}.csv")


def as_csv(request: Request, name: str) -> Response:
    """The facts behind a cell, as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(_lines(request, name))
    return file_of(text.getvalue().encode(), "text/csv; charset=utf-8", f"{name}.csv")


def as_xlsx(request: Request, name: str) -> Response:
    """The facts behind a cell, as a sheet."""
    book, file = Workbook(write_only=True), io.BytesIO()
    page = book.create_sheet("Fatti")
    for line in _lines(request, name):
        page.append([plain(value) for value in line])
    book.save(file)
    return file_of(file.getvalue(), XLSX, f"{name}.xlsx")


def _lines(request: Request, name: str) -> list[Sequence[Any]]:
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need(SEES_ALL)
    if name not in BY_NAME:
        raise HTTPException(404)
    period, cell = _period(asked), asked.text("cell") or ""
    with desk.pool.connection() as connection:
        rows, _ = facts_of(connection, reader, name, period, asked.text("project"), cell=cell, limit=None)
    return [COLUMNS, *(
        (name, cell, str(row.event_id), str(row.person or ""), str(row.household or ""), row.on_day, row.quantity, row.adds,
         " ".join(row.documents))
        for row in rows
    )]  # fmt: skip


def quarter_of(asked: Asked) -> str:
    """The quarter asked for; else the last one that is over."""
    name = asked.text("quarter") or _name(today().replace(day=1) - timedelta(days=today().month % 3 * 31 + 1))
    try:
        quarter(name)
    except ValueError as error:
        raise Unreadable("quarter") from error
    return name


def _period(asked: Asked) -> Period:
    """The quarter asked for, the year, or the days."""
    if since := asked.day("since"):
        return Period(since, asked.day("until") or since)
    name = quarter_of(asked)
    return year(int(name[:4])) if asked.text("whole") == "year" else quarter(name)


def _name(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _beside(period: Period, step: int) -> str:
    return _name(period.last + timedelta(days=1) if step > 0 else period.first - timedelta(days=1))


def _said(reached: Progress) -> dict[str, Any]:
    return {"value": reached.value, "target": reached.target, "percent": reached.percent}


def file_of(content: bytes, media_type: str, name: str) -> Response:
    """A file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, headers=headers, media_type=media_type)
