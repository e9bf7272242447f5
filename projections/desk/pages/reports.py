"""Sealed reports: a list, one with all its rectifications cell by cell, its bytes, and the fund's sheet made from it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
from fastapi import APIRouter, HTTPException, Request, Response

from projections.desk import questions
from projections.desk.asked import Asked
from projections.desk.desk import desk_of
from projections.desk.pages.figures import SEES_ALL, XLSX, file_of
from projections.desk.session import reader_of
from projections.figures.counting import worth
from projections.figures.definitions import BY_NAME
from projections.figures.sealed import Report, reports
from projections.reporting.sheet import sheet


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["reports"])
    routes.add_api_route("/reports", overview, methods=["GET"])
    routes.add_api_route("/reports/{report}", one, methods=["GET"])
    routes.add_api_route("/reports/{report}/document", document, methods=["GET"])
    routes.add_api_route("/reports/{report}/sheet.xlsx", of_the_fund, methods=["GET"])
    return routes


def overview(request: Request) -> Response:
    """All sealed reports, the newest period first."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need(SEES_ALL)
    with desk.pool.connection() as connection:
        found = reports(connection, project=asked.text("project"))
    told = [
        {
            "report": report.sealed.report, "project": report.sealed.project, "kind": report.sealed.kind,
            "period": report.period.name, "sealed_at": report.told.told_at, "sha256": report.sealed.sha256,
            "rectifications": len(report.rectifications),
        }
        for report in found
    ]  # fmt: skip
    return desk.answers.answer(request, "reports.html", reader, {"reports": told})


def one(request: Request, report: UUID) -> Response:
    """A report and what has been rectified of it."""
    return page(request, report)


def page(request: Request, report: UUID, refused: Sequence[str] = ()) -> Response:
    """A report as it stands, and why it was not rectified just now."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need(SEES_ALL)
    with desk.pool.connection() as connection:
        found = stands(connection, report)
        names = questions.names_for(connection, [])
    told = [{**rectified.model_dump(mode="json"), "told_at": by.told_at} for rectified, by in found.rectifications]
    content: dict[str, Any] = {
        "sealed": {**found.sealed.model_dump(mode="json")} | {"told_at": found.told.told_at, "event_id": found.told.event_id},
        "rectifications": told, "standing": found.numbers, "refused": refused,
    }  # fmt: skip
    shown = {"report": found, "indicators": BY_NAME, "worth": worth, "names": names}
    return desk.answers.answer(request, "report.html", reader, content, shown=shown, status=409 if refused else 200)


def document(request: Request, report: UUID) -> Response:
    """The bytes that were sealed, whose SHA-256 the event says."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need(SEES_ALL)
    with desk.pool.connection() as connection:
        found = stands(connection, report)
    return file_of(found.sealed.document, "application/json", f"report-{found.sealed.project}-{found.period.name}.json")


def of_the_fund(request: Request, report: UUID) -> Response:
    """The sheet of the fund."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need(SEES_ALL)
    with desk.pool.connection() as connection:
        found = stands(connection, report)
        content = sheet(connection, found)
    return file_of(content, XLSX, f"report-{found.sealed.project}-{found.period.name}.xlsx")


def stands(connection: psycopg.Connection[Any], name: UUID) -> Report:
    """A report with its rectifications; 404 where none was sealed."""
    found = reports(connection, report=name)
    if not found:
        raise HTTPException(404)
    return found[0]
