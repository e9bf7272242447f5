"""The FastAPI application of a service: one route per command, receipts, batches, health."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import FastAPI, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from infra import handbook
from infra.auth import NotAuthenticated, Tokens
from infra.batch import run_batch
from infra.ledger import Contended, Ledger
from infra.patience import StoreUnavailable
from infra.web import (
    LARGEST_BATCH,
    LARGEST_BODY,
    Problem,
    Route,
    answer_of,
    caller_of,
    fault,
    json_answer,
    perform,
    read_body,
    refuse,
)
from services.kernel.access import ACCESS
from services.kernel.event import wire_schema
from services.kernel.rules import NotAllowed, RuleBroken, Unknown


def service_app(name: str, ledger: Ledger, tokens: Tokens, routes: Sequence[Route]) -> FastAPI:
    """The FastAPI application of a service."""
    app = FastAPI(title=f"WE-ITA {name}", version="1", default_response_class=Response, docs_url=None, redoc_url=None)
    for refusal in (RuleBroken, ValidationError, Problem, NotAuthenticated, StoreUnavailable, Contended, HTTPException):
        app.add_exception_handler(refusal, refuse)
    app.add_exception_handler(Exception, fault)
    for route in routes:
        _add(app, route, tokens)
    _add_operations(app, name, ledger, tokens)
    _add_retries(app, ledger, tokens)
    _add_batch(app, tokens, {route.command.__name__: route for route in routes})
    return app


def _add_operations(app: FastAPI, name: str, ledger: Ledger, tokens: Tokens) -> None:
    @app.get("/health", tags=["operations"])
    def health() -> Response:
        return json_answer({"status": "ok", "service": name, "position": ledger.record_.rows.max_notification_id() or 0})

    @app.get("/docs", include_in_schema=False)
    def docs() -> Response:
        return HTMLResponse(handbook.page(app.openapi()), headers=handbook.HEADERS)

    @app.get("/schemas/{service}/{type_}.v{version}.json", tags=["operations"], summary="The published schema of an event")
    def schema(service: str, type_: str, version: str) -> Response:
        event = ledger.catalogue.by_name.get(type_)
        if service != name or event is None or version != str(event.schema_version):
            raise Unknown("schema")
        return json_answer(wire_schema(event))

    @app.get("/receipts/{key:path}", tags=["operations"])
    async def receipt(key: str, request: Request) -> Response:
        def find() -> Response:
            caller = caller_of(request, tokens.identify(request.headers.get("authorization")), "", key, b"")
            found = ledger.receipt(caller)
            if not found:
                raise Unknown("key")
            return answer_of(found, 200)

        return await run_in_threadpool(find)


def _add_retries(app: FastAPI, ledger: Ledger, tokens: Tokens) -> None:
    @app.post(
        "/refused-reactions/{event}/retry", tags=["operations"], status_code=202, summary="Have a refused reaction tried again"
    )
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
    @app.post("/commands", tags=["operations"], summary="Many commands as JSON lines, each answered for itself")
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
            key = request.headers.get("idempotency-key", "")
            return answer_of(perform(route, identity, request, key, body, dict(request.path_params)))

        return await run_in_threadpool(run)

    fields = route.path_fields
    schema = route.command.model_json_schema()
    parameters = [{"name": name, "in": "path", "required": True, "schema": schema["properties"].pop(name)} for name in fields]
    schema["required"] = [name for name in schema.get("required", []) if name not in fields]
    app.add_api_route(
        route.path,
        endpoint,
        methods=["POST"],
        status_code=201,
        name=route.command.__name__,
        summary=(route.command.__doc__ or "").split("\n")[0],
        tags=[route.path.split("/")[1]],
        responses={code: {"description": text, "content": {"application/problem+json": {}}} for code, text in REFUSALS.items()},
        openapi_extra={
            "operationId": route.command.__name__,
            "parameters": [*parameters, *HEADERS],
            "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        },
    )


HEADERS = [
    {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string", "minLength": 1, "maxLength": 200}},
    {"name": "If-Match", "in": "header", "required": False, "schema": {"type": "string"}},
]  # fmt: skip
REFUSALS: dict[int | str, str] = {
    400: "unreadable, or no idempotency key", 401: "no valid token", 403: "not for this role",
    404: "unknown, or not shared with you", 409: "a rule of the domain refuses", 412: "changed since you read it",
    413: "too large", 422: "does not fit the schema", 503: "the record cannot be reached; send the same again",
}  # fmt: skip
