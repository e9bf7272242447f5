"""Indicators: figures of a period with a plot and its table, and the events behind each."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from fastapi import APIRouter, HTTPException, Request, Response

from projections.desk import questions
from projections.desk.asked import Asked, Unreadable
from projections.desk.desk import desk_of
from projections.desk.session import Reader, language_of, reader_of
from projections.desk.small_cells import as_it_is, shown_of_year
from projections.families import Viewer, visible
from projections.figures import monthly as figures
from projections.figures.asked import Period, Scope, year
from projections.figures.behind import Behind
from projections.figures.behind import behind as facts_behind
from projections.figures.board import board
from projections.figures.counting import figures as counted
from projections.figures.counting import worth
from projections.figures.definitions import BY_NAME

PAGE = 100


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["indicators"])
    routes.add_api_route("/indicators", overview, methods=["GET"])
    routes.add_api_route("/indicators/{name}", behind, methods=["GET"])
    return routes


def overview(request: Request) -> Response:
    """Figures of a period by month. Who may not see small numbers sees a whole year, as the board shows it."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need("read indicators")
    period, whole = _period(asked), reader.may("read persons behind figures")
    with desk.pool.connection() as connection:
        projects = questions.projects(connection)
        if whole:
            found = [as_it_is(figure) for figure in figures.figures(connection, **period)]
            exits: Sequence[tuple[str, float | None]] = figures.by_destination(connection, **period)
        else:
            period = _year_of(period, projects)
            found, exits = shown_of_year(board(connection, period["project"], period["since"].year, whole=False))
        names = questions.names_for(connection, [])
    months = _months(period["since"], period["until"])
    chosen = asked.one_of("plot", figures.MONTHLY) or figures.MONTHLY[0]
    plotted = next(figure for figure in found if figure.name == chosen)
    words = desk.answers.words[language_of(request)]
    content = {
        **period, "figures": [asdict(figure) for figure in found], "exits_by_destination": exits,
        "small_cells_suppressed": not whole,
    }  # fmt: skip
    shown = {
        "figures": found, "months": months, "chosen": chosen, "projects": projects, "names": names,
        "plot_months": [words.month(month) for month in months],
        "plot_values": [dict(plotted.by_month).get(month, 0) for month in months], "may_open": whole,
    }  # fmt: skip
    return desk.answers.answer(request, "indicators.html", reader, content, shown=shown)


def _year_of(period: dict[str, Any], projects: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The calendar year of one project: other periods, or all projects together, would give back what one hides."""
    whole = year(period["until"].year)
    return {"since": whole.first, "until": whole.last, "project": period["project"] or (projects[0][0] if projects else "")}


def behind(request: Request, name: str) -> Response:
    """The facts behind a cell of a figure, such as women of 18 to 60; each document that they cite is opened and looked at."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need("read persons behind figures")
    if name not in BY_NAME:
        raise HTTPException(404)
    period = _period(asked)
    days, scope, cell = Period(period["since"], period["until"]), Scope(period["project"]), asked.text("cell") or ""
    with desk.pool.connection() as connection:
        figure = counted(connection, [days], scope, only=(name,))[name, days]
        if cell not in figure.cells():
            raise HTTPException(404)
        try:
            rows, after = facts_of(connection, reader, name, days, scope.project, cell=cell, after=asked.text("after"), limit=PAGE)
        except ValueError as error:
            raise Unreadable("after") from error
        names = questions.names_for(connection, [row.person for row in rows], reader)
    told = {"name": name, "unit": figure.indicator.unit, "value": worth(figure.cells()[cell], figure.indicator), "cell": cell}
    documents = desk.evidence.checked(sha256 for row in rows for sha256 in row.documents)
    content = {**period, "figure": told, "behind": [asdict(row) for row in rows], "after": after, "documents": documents}
    shown = {"behind": rows, "names": names, "indicator": figure.indicator, "parts": figure.parts}
    return desk.answers.answer(request, "behind.html", reader, content, shown=shown)


def facts_of(
    connection: psycopg.Connection[Any], reader: Reader, name: str, days: Period, project: str | None, *, cell: str,
    after: str | None = None, limit: int | None,
) -> tuple[list[Behind], str | None]:  # fmt: skip
    """The facts behind a cell as this reader may see them, and the cursor of the next page. Raises `ValueError` for a cursor."""
    rows, after = facts_behind(connection, name, days, Scope(project), cell=cell, after=after, limit=limit)
    return rows if reader.may("read every agency") else _within(connection, rows, reader.viewer), after


def _within(connection: psycopg.Connection[Any], rows: Sequence[Behind], viewer: Viewer) -> list[Behind]:
    """The same rows; whom it is about is not said where it is a family that the viewer may not see."""
    seen = visible(connection, {row.household for row in rows if row.household}, viewer)
    return [
        row if row.household is None or row.household in seen else replace(row, person=None, household=None, documents=())
        for row in rows
    ]


def _period(asked: Asked) -> dict[str, Any]:
    """The period asked for; otherwise the twelve months up to today."""
    until = asked.day("until") or datetime.now(UTC).date()
    since = asked.day("since") or (until - timedelta(days=365)).replace(day=1)
    if since > until or (until - since).days > 3660:
        raise Unreadable("since")
    return {"since": since, "until": until, "project": asked.text("project")}


def _months(since: date, until: date) -> list[date]:
    """The first days of the months of a period."""
    first, last = since.year * 12 + since.month - 1, until.year * 12 + until.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]
