"""The FastAPI application of a service: one route per command, receipts, batches, health."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from infra import handbook
from infra.auth import NotAuthenticated, Tokens
from infra.batch import run_batch
from infra.ledger import Contended, Ledger
from infra.openapi import document
from infra.patience import StoreUnavailable
from infra.receipts import Sealings
from infra.uploading import Upload, add_upload
from infra.web import (
    LARGEST_BATCH,
    LARGEST_BODY,
    Problem,
    Route,
    answer_of,
    caller_of,
    fault,
    json_answer,
    key_of,
    perform,
    read_body,
    refuse,
)
from services.kernel.access import ACCESS
from services.kernel.event import wire_schema
from services.kernel.rules import NotAllowed, RuleBroken, Unknown

REFUSALS = (
    RuleBroken, ValidationError, RequestValidationError, Problem, NotAuthenticated, StoreUnavailable, Contended, HTTPException,
)  # fmt: skip


def service_app(
    name: str,
    ledger: Ledger,
    tokens: Tokens,
    routes: Sequence[Route],
    uploads: Sequence[Upload] = (),
    sealings: Sealings | None = None,
) -> FastAPI:
    """The FastAPI application of a service."""
    app = FastAPI(default_response_class=Response, openapi_url=None)
    for refusal in REFUSALS:
        app.add_exception_handler(refusal, refuse)
    app.add_exception_handler(Exception, fault)
    for route in routes:
        _add(app, route, tokens)
    for upload in uploads:
        add_upload(app, upload, tokens)
    _add_documents(app, document(name, routes, sorted(ledger.catalogue.by_name), uploads))
    _add_operations(app, name, ledger)
    _add_receipts(app, ledger, tokens, sealings)
    _add_retries(app, ledger, tokens)
    _add_batch(app, tokens, {route.command.__name__: route for route in routes})
    return app


def _add_documents(app: FastAPI, published: Mapping[str, Any]) -> None:
    @app.get("/openapi.json")
    def openapi() -> Response:
        return json_answer(published)

    @app.get("/docs")
    def docs() -> Response:
        return HTMLResponse(handbook.page(published), headers=handbook.HEADERS)


def _add_operations(app: FastAPI, name: str, ledger: Ledger) -> None:
    @app.get("/health")
    def health() -> Response:
        return json_answer({"status": "ok", "service": name, "position": ledger.record_.rows.max_notification_id() or 0})

    @app.get("/schemas/{service}/{type_}.v{version}.json")
    def schema(service: str, type_: str, version: str) -> Response:
        event = ledger.catalogue.by_name.get(type_)
        if service != name or event is None or version != str(event.schema_version):
            raise Unknown("schema")
        return json_answer(wire_schema(event))


def _add_receipts(app: FastAPI, ledger: Ledger, tokens: Tokens, sealings: Sealings | None) -> None:
    @app.get("/promises.vkey")
    def promises() -> Response:
        if ledger.promises is None:
            raise Unknown("key")
        return Response(f"{ledger.promises.verifier}\n", media_type="text/plain")

    @app.get("/receipts/{key:path}")
    async def receipt(key: str, request: Request) -> Response:
        def find() -> Response:
            caller = caller_of(request, tokens.identify(request.headers.get("authorization")), "", key, b"")
            found = ledger.receipt(caller)
            if not found:
                raise Unknown("key")
            return answer_of(found, 200, sealings.of(ledger.service, found) if sealings else ())

        return await run_in_threadpool(find)


def _add_retries(app: FastAPI, ledger: Ledger, tokens: Tokens) -> None:
    @app.post("/refused-reactions/{event}/retry")
    def retry(event: UUID, request: Request) -> Response:
        if tokens.identify(request.headers.get("authorization")).role_for(ACCESS["retry reactions"]) is None:
            raise NotAllowed
        with ledger.record_.rows.pool.connection() as connection:
            asked = connection.execute(
                "update refused_reaction set retry_asked_at = weita_now() where event_id = %s and settled_at is null", (event,)
            )
        if not asked.rowcount:
            raise Unknown("event")
        return json_answer({"asked": str(event)}, 202)


def _add_batch(app: FastAPI, tokens: Tokens, by_name: Mapping[str, Route]) -> None:
    @app.post("/commands")
    async def commands(request: Request) -> Response:
        body = await read_body(request, LARGEST_BATCH)

        def run() -> Response:
            identity = tokens.identify(request.headers.get("authorization"))
            return Response(run_batch(by_name, identity, request, body), media_type="application/x-ndjson")

        return await run_in_threadpool(run)


def _add(app: FastAPI, route: Route, tokens: Tokens) -> None:
    async def endpoint(request: Request) -> Response:
        body = await read_body(request, LARGEST_BODY)

        def run() -> Response:
            identity = tokens.identify(request.headers.get("authorization"))
            return answer_of(perform(route, identity, request, key_of(request), body, dict(request.path_params)))

        return await run_in_threadpool(run)

    app.add_api_route(route.path, endpoint, methods=["POST"], name=route.command.__name__)
