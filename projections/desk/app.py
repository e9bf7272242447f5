"""The desk: what it is made of, and its addresses."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg
from fastapi import FastAPI, Request, Response
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse

from infra.auth import NotAuthenticated, Tokens, jwks_of
from infra.patience import StoreUnavailable
from infra.program import evidence_of, pool
from infra.settings import Settings
from projections.desk.answer import Answers, as_json
from projections.desk.asked import Unreadable
from projections.desk.assets import Assets
from projections.desk.auditing import controls, home, logs, proof, replayed
from projections.desk.desk import Desk, desk_of
from projections.desk.guard import Guard
from projections.desk.pages import (
    audit,
    bundling,
    documents,
    due,
    duplicates,
    evidence,
    families,
    figures,
    forms,
    indicators,
    login,
    programmes,
    rankings,
    reports,
    sealing,
    subjects,
    uploads,
)
from projections.desk.questions import Refusals
from projections.desk.restriction import Restricted
from projections.desk.session import NotForThisRole, Reader, login_address, reader_of, wants_json
from projections.desk.stream import Hub
from projections.desk.viewing import Views
from projections.known import Known

log = logging.getLogger("weita.desk")

NOT_READY: tuple[type[Exception], ...] = (
    psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName, psycopg.errors.InsufficientPrivilege,
    psycopg.OperationalError, PoolTimeout, StoreUnavailable,
)  # fmt: skip
"""The read models are being built or moved, or their database is away: the reader tries again."""


PAGES = (
    families, forms, due, rankings, duplicates, indicators, figures, reports, sealing, audit, bundling, programmes, subjects,
    uploads, evidence, documents, login,
    home, logs, proof, replayed, controls,
)  # fmt: skip


def make_desk(settings: Settings, assets: Assets) -> Desk:
    """Wire the desk together."""
    url = settings.database("read", "weita_desk")
    rows, answers = pool(url), Answers(assets)
    hub = Hub(rows, url, families.renderer(answers))
    seals = pool(settings.database("seal", "weita_desk"), 2)
    return Desk(
        settings, rows, seals, Tokens(settings), answers, Refusals(settings), Known(settings), hub, assets, Views(settings),
        evidence_of(settings, "weita_desk"),
    )  # fmt: skip


def desk_app(desk: Desk) -> FastAPI:
    """The application."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        delivering = asyncio.create_task(desk.hub.run())
        yield
        desk.hub.close()
        delivering.cancel()
        with suppress(asyncio.CancelledError):
            await delivering
        desk.refusals.close()
        desk.known.close()
        desk.evidence.close()
        desk.pool.close()
        desk.seals.close()

    app = FastAPI(title="WE-ITA desk", version="1", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.desk = desk
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    app.add_middleware(Guard)
    _refusals(app)
    for part in (desk.assets, *PAGES):
        app.include_router(part.router())

    @app.get("/", include_in_schema=False)
    async def start(request: Request) -> Response:
        return RedirectResponse(reader_of(request).first_page, 303)

    @app.get("/health", tags=["operations"])
    async def health() -> Response:
        return as_json({"status": "ok", "service": "desk", "assets": desk.assets.digest})

    @app.get("/.well-known/jwks.json", tags=["operations"])
    async def jwks() -> Response:
        try:
            return as_json(jwks_of(desk.settings))
        except FileNotFoundError:
            return as_json({"keys": []}, 404)

    return app


def _refusals(app: FastAPI) -> None:
    """Every refusal is a page, or a problem document for programs."""
    app.add_exception_handler(NotAuthenticated, _log_in)
    refused: tuple[type[Exception], ...] = (HTTPException, NotForThisRole, Unreadable, Restricted)
    for kind in refused:
        app.add_exception_handler(kind, _refuse)
    for kind in NOT_READY:
        app.add_exception_handler(kind, _wait)


async def _log_in(request: Request, _: Exception) -> Response:
    if wants_json(request):
        return _problem(request, 401, "/problems/not-authenticated")
    return RedirectResponse(login_address(request), 303)


async def _refuse(request: Request, error: Exception) -> Response:
    match error:
        case HTTPException(status_code=status) if status not in {403, 404}:
            return Response(status_code=status, headers=error.headers)
        case NotForThisRole():
            return _problem(request, 403, "/problems/not-allowed")
        case Restricted():
            return _problem(request, 409, "/problems/processing-restricted")
        case Unreadable():
            return _problem(request, 422, "/problems/does-not-fit", str(error))
    return _problem(request, 404, "/problems/unknown")


async def _wait(request: Request, error: Exception) -> Response:
    log.warning("%s: %s", request.url.path, error)
    return _problem(request, 503, "/problems/try-again")


def _problem(request: Request, status: int, type_: str, detail: str = "") -> Response:
    desk = desk_of(request)
    if wants_json(request):
        document = {"type": type_, "title": desk.answers.words["en"](f"problem.{status}_title"), "status": status}
        return as_json(document | ({"field": detail} if detail else {}), status, "application/problem+json")
    reader: Reader | None = None
    with suppress(NotAuthenticated):
        reader = reader_of(request)
    answer = desk.answers.answer(request, "problem.html", reader, {"status": status, "detail": detail}, status=status)
    if status == 503:
        answer.headers["Retry-After"] = answer.headers["Refresh"] = "3"
    return answer
