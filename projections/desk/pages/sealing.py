"""A coordinator seals a quarter, or has a sealed report rectified: what `weita report` does, from the desk."""

import time
from collections.abc import Callable, Sequence
from uuid import UUID

import psycopg
from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from infra.settings import NotRunning
from projections.cuts import NotSealedYet
from projections.desk.asked import Asked, Unreadable
from projections.desk.desk import Desk, desk_of
from projections.desk.pages import figures, reports
from projections.desk.refusals import explain
from projections.desk.sending import AGAIN, LOOK, Outcome, token_of
from projections.desk.session import language_of, reader_of
from projections.figures import sealed
from projections.figures.asked import quarter
from projections.reporting.sealing import ListTooLarge, NotSealed, rectify, seal

SEAL, RECTIFY = "SealReport", "RectifyReport"


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["reports"])
    routes.add_api_route("/figures", seal_quarter, methods=["POST"])
    routes.add_api_route("/reports/{report}", rectify_report, methods=["POST"])
    return routes


def seal_quarter(request: Request) -> Response:
    """Count the quarter that the address names at the last signed cut, and have it sealed; leads to the report."""
    desk, asked = desk_of(request), Asked(request)
    reader_of(request).need(SEAL)
    project, period = asked.text("project"), quarter(figures.quarter_of(asked))
    if project is None:
        raise Unreadable("project")
    found: list[UUID] = []
    wrong = _tried(request, lambda: found.append(seal(desk.settings, token_of(request), project, "quarterly", period)))
    return figures.page(request, wrong) if wrong else _leads_to(desk, found[0], SEAL, 1)


def rectify_report(request: Request, report: UUID) -> Response:
    """Count the period of a report anew, and have every cell rectified that is another; where none is, say so."""
    desk = desk_of(request)
    reader_of(request).need(RECTIFY)
    with desk.pool.connection() as connection:
        versions = 1 + len(reports.stands(connection, report).rectifications)
    changed: list[int] = []
    wrong = _tried(request, lambda: changed.append(rectify(desk.settings, token_of(request), report)))
    if wrong:
        return reports.page(request, report, wrong)
    if changed == [0]:
        return RedirectResponse(f"/reports/{report}?done={RECTIFY}&state=unchanged", 303)
    return _leads_to(desk, report, RECTIFY, versions + 1)


def _tried(request: Request, carry_out: Callable[[], None]) -> Sequence[str]:
    """Nothing, or why it was refused, in words."""
    words = desk_of(request).answers.words[language_of(request)]
    try:
        carry_out()
    except ListTooLarge:
        return (words("reports.too_large"),)
    except NotSealed as error:
        refusal = error.refusal
        return explain(Outcome(int(refusal["status"]), refusal), (), words).top if refusal else (words("reports.not_yet"),)
    except (NotSealedYet, NotRunning, psycopg.OperationalError):
        return (words("reports.not_yet"),)
    return ()


def _leads_to(desk: Desk, name: UUID, command: str, versions: int) -> Response:
    """The report, once the pages show so many versions of it; the list, where they do not within two seconds."""
    give_up = time.monotonic() + LOOK
    with desk.pool.connection() as connection:
        while True:
            shown = sealed.reports(connection, report=name)
            if shown and 1 + len(shown[0].rectifications) >= versions:
                return RedirectResponse(f"/reports/{name}?done={command}&state=recorded", 303)
            if time.monotonic() > give_up:
                return RedirectResponse(f"/reports?done={command}&state=coming", 303)
            time.sleep(AGAIN)
