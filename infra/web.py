"""HTTP for the services: one command, one route; a refusal is an RFC 9457 problem document with a stable type."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from infra.auth import Identity, NotAuthenticated, Tokens
from infra.clock import now
from infra.grouping import StoreUnavailable
from infra.ledger import Contended, Ledger
from services.kernel.access import ACCESS, SYSTEM
from services.kernel.command import Caller, Command, Receipt
from services.kernel.rules import NotAllowed, RuleBroken, Unknown

LARGEST_BODY = 1024 * 1024
LARGEST_BATCH = 8 * 1024 * 1024

Handle = Callable[[Any, Caller], Receipt]


@dataclass(frozen=True)
class Route:
    """One command at one address; the names in braces are fields of the command."""

    path: str
    command: type[Command]
    handle: Handle

    @property
    def path_fields(self) -> list[str]:
        """The command's fields that the address gives."""
        return re.findall(r"{(\w+)}", self.path)


class Problem(Exception):
    """A refusal of the HTTP layer itself."""

    def __init__(self, status: int, type_: str, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.document = {"type": f"/problems/{type_}", "title": detail, "status": status, **extra}


def service_app(name: str, ledger: Ledger, tokens: Tokens, routes: Sequence[Route]) -> FastAPI:
    """The FastAPI application of a service."""
    app = FastAPI(title=f"WE-ITA {name}", version="1", default_response_class=Response)
    for refusal in (RuleBroken, ValidationError, Problem, NotAuthenticated, StoreUnavailable, Contended):
        app.add_exception_handler(refusal, _refuse)
    for route in routes:
        _add(app, route, tokens)
    by_name = {route.command.__name__: route for route in routes}

    @app.get("/health", tags=["operations"])
    def health() -> Response:
        return _json({"status": "ok", "service": name, "position": ledger.record_.rows.max_notification_id() or 0})

    @app.get("/receipts/{key}", tags=["operations"])
    async def receipt(key: str, request: Request) -> Response:
        def find() -> Response:
            caller = _caller(request, tokens.identify(request.headers.get("authorization")), "", key, b"")
            found = ledger.receipt(caller)
            if not found:
                raise Unknown("key")
            return _answer(found, 200)

        return await run_in_threadpool(find)

    @app.post("/commands", tags=["operations"], summary="Many commands as JSON lines, each answered for itself")
    async def commands(request: Request) -> Response:
        body = await _body(request, LARGEST_BATCH)

        def run() -> Response:
            identity = tokens.identify(request.headers.get("authorization"))
            from infra.batch import run_batch  # noqa: PLC0415 - batch needs this module's words

            return Response(run_batch(by_name, identity, request, body), media_type="application/x-ndjson")

        return await run_in_threadpool(run)

    return app


def _add(app: FastAPI, route: Route, tokens: Tokens) -> None:
    async def endpoint(request: Request) -> Response:
        body = await _body(request, LARGEST_BODY)

        def run() -> Response:
            identity = tokens.identify(request.headers.get("authorization"))
            key = request.headers.get("idempotency-key", "")
            return _answer(perform(route, identity, request, key, body, dict(request.path_params)))

        return await run_in_threadpool(run)

    fields = route.path_fields
    schema = route.command.model_json_schema()
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": schema["properties"].pop(name)} for name in fields
    ]
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


def perform(route: Route, identity: Identity, request: Request, key: str, body: bytes, path: dict[str, Any]) -> Receipt:
    """Check key, role and schema, then hand the command to the service."""
    name = route.command.__name__
    if not key or len(key) > 200 or not key.isprintable():
        raise Problem(400, "idempotency-key-missing", "the header Idempotency-Key is needed: 1 to 200 characters", field="Idempotency-Key")
    role = identity.role_for(ACCESS[name])
    if role is None:
        raise NotAllowed(role=list(identity.roles), command=name)
    try:
        data = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise Problem(400, "unreadable", "the body is not JSON") from error
    if not isinstance(data, dict):
        raise Problem(422, "does-not-fit", "the body must be an object")
    ask = route.command.model_validate({**data, **path})
    digest = hashlib.sha256(f"{name}\n{sorted(path.items())}\n".encode() + orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).digest()
    return route.handle(ask, _caller(request, identity, role, key, digest))


def _caller(request: Request, identity: Identity, role: str, key: str, digest: bytes) -> Caller:
    match = request.headers.get("if-match")
    if match is not None and not re.fullmatch(r'(W/)?"?\d{1,9}"?', match):
        raise Problem(400, "if-match-unreadable", 'If-Match is the ETag of the thing, such as "3"', field="If-Match")
    return Caller(
        actor=identity.subject, role=role, agency=identity.agency, key=key, now=now(), name=identity.name,
        on_behalf_of=identity.on_behalf_of, if_match=int(re.sub(r"\D", "", match)) if match else None, body_sha256=digest,
        imports=role == SYSTEM,
    )  # fmt: skip


async def _body(request: Request, limit: int) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Problem(413, "too-large", f"the body may have at most {limit} bytes")
    return body


def _refuse(_: Request, error: Exception) -> Response:
    document = problem_of(error)
    assert document is not None
    return problem_response(document)


def problem_response(document: dict[str, Any]) -> Response:
    """A problem document as an HTTP response."""
    headers = {"Retry-After": "1"} if document["status"] == 503 else {}
    if document["status"] == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(_dump(document), document["status"], headers, "application/problem+json")


def problem_of(error: Exception) -> dict[str, Any] | None:
    """The RFC 9457 document of a refusal; None for what is no refusal but a fault of ours."""
    match error:
        case RuleBroken():
            document = {"type": error.problem_type(), "title": error.sentence, "status": error.status, **error.facts}
            return document | ({"field": error.field} if error.field else {})
        case ValidationError():
            return _misfit(error)
        case Problem():
            return error.document
        case NotAuthenticated():
            return {"type": "/problems/not-authenticated", "title": str(error), "status": 401}
        case StoreUnavailable() | Contended():
            return {"type": "/problems/try-again", "title": "the record is busy or away; send the same request again", "status": 503}
        case _:
            return None


def _misfit(error: ValidationError) -> dict[str, Any]:
    errors = [{"field": ".".join(map(str, e["loc"])), "reason": e["msg"], "kind": e["type"]} for e in error.errors(include_input=False, include_context=False, include_url=False)]
    return {"type": "/problems/does-not-fit", "title": "the request does not fit the schema", "status": 422, "field": errors[0]["field"], "errors": errors}


def _answer(receipt: Receipt, status: int | None = None) -> Response:
    code = status or (200 if receipt.replayed else 201)
    return Response(_dump(receipt_document(receipt)), code, {"ETag": f'"{receipt.version}"'}, "application/json")


def receipt_document(receipt: Receipt) -> dict[str, Any]:
    """What a writer is told: ids, versions and positions, never a personal value."""
    events = [{**event, "position": receipt.first_position + n} for n, event in enumerate(receipt.events)]
    return {
        "command_id": receipt.command_id, "recorded_at": receipt.recorded_at, "replayed": receipt.replayed,
        "ids": receipt.ids, "events": events, "marks": receipt.marks,
    }  # fmt: skip


def _json(document: Any) -> Response:
    return Response(_dump(document), media_type="application/json")


def _dump(document: Any) -> bytes:
    return orjson.dumps(document, default=str)
