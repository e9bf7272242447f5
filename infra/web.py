"""What every HTTP answer is made of: a command performed for a caller, a receipt, an RFC 9457 problem document."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from infra.auth import Identity, NotAuthenticated
from infra.clock import now
from infra.ledger import Contended
from infra.patience import StoreUnavailable
from services.kernel.access import ACCESS, SYSTEM
from services.kernel.command import OF_REACTIONS, Caller, Command, Receipt
from services.kernel.rules import NotAllowed, RuleBroken

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


def perform(route: Route, identity: Identity, request: Request, key: str, body: bytes, path: dict[str, Any]) -> Receipt:
    """Check key, role and schema, then hand the command to the service."""
    name = route.command.__name__
    check_key(key)
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
    return route.handle(ask, caller_of(request, identity, role, key, digest))


def key_of(request: Request) -> str:
    """The key in the header: of ASCII, since what else stands there is read differently by everybody."""
    key = request.headers.get("idempotency-key", "")
    return key if key.isascii() else ""


def check_key(key: str) -> None:
    """Raises `Problem` for a key that the record cannot hold."""
    if not key or len(key) > 200 or not key.isprintable():
        needed = "the header Idempotency-Key is needed: 1 to 200 characters"
        raise Problem(400, "idempotency-key-missing", needed, field="Idempotency-Key")
    if key.startswith(OF_REACTIONS):
        raise Problem(400, "idempotency-key-reserved", f"a key does not begin with {OF_REACTIONS}", field="Idempotency-Key")


def caller_of(request: Request, identity: Identity, role: str, key: str, digest: bytes) -> Caller:
    check_key(key)
    match = request.headers.get("if-match")
    if match is not None and not re.fullmatch(r'(W/)?"?\d{1,9}"?', match):
        raise Problem(400, "if-match-unreadable", 'If-Match is the ETag of the thing, such as "3"', field="If-Match")
    return Caller(
        actor=identity.subject, role=role, agency=identity.agency, key=key, now=now(), name=identity.name,
        on_behalf_of=identity.on_behalf_of, if_match=int(re.sub(r"\D", "", match)) if match else None, body_sha256=digest,
        roles=tuple(identity.roles), imports=role == SYSTEM,
    )  # fmt: skip


async def read_body(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Problem(413, "too-large", f"the body may have at most {limit} bytes")
    return bytes(body)


def refuse(_: Request, error: Exception) -> Response:
    document = problem_of(error)
    assert document is not None
    answer = problem_response(document)
    answer.headers.update(getattr(error, "headers", None) or {})
    return answer


def fault(_: Request, __: Exception) -> Response:
    """What is no refusal is our fault; the server logs it."""
    return problem_response({"type": "/problems/fault", "title": "a fault of ours, which the log tells of", "status": 500})


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
            document = {**error.facts, "type": error.problem_type(), "title": error.sentence, "status": error.status}
            return document | ({"field": error.field} if error.field else {})
        case ValidationError():
            return _misfit(error.errors(include_input=False, include_context=False, include_url=False))
        case RequestValidationError():
            return _misfit([{**found, "loc": found["loc"][1:]} for found in error.errors()])
        case Problem():
            return error.document
        case HTTPException(status_code=status, detail=detail):
            return {"type": f"/problems/{detail.lower().replace(' ', '-')}", "title": detail, "status": status}
        case NotAuthenticated():
            return {"type": "/problems/not-authenticated", "title": str(error), "status": 401}
        case StoreUnavailable() | Contended():
            busy = "the record is busy or away; send the same request again"
            return {"type": "/problems/try-again", "title": busy, "status": 503}
        case _:
            return None


def _misfit(found: Sequence[Any]) -> dict[str, Any]:
    errors = [{"field": ".".join(map(str, e["loc"])), "reason": e["msg"], "kind": e["type"]} for e in found]
    title = "the request does not fit the schema"
    return {"type": "/problems/does-not-fit", "title": title, "status": 422, "field": errors[0]["field"], "errors": errors}


def answer_of(receipt: Receipt, status: int | None = None, sealed: Sequence[dict[str, Any] | None] = ()) -> Response:
    code, document = status or (200 if receipt.replayed else 201), receipt_document(receipt)
    for event, place in zip(document["events"], sealed, strict=False):
        event.update({"sealed": place} if place else {})
    return Response(_dump(document), code, {"ETag": f'"{receipt.version}"'}, "application/json")


def receipt_document(receipt: Receipt) -> dict[str, Any]:
    """What a writer is told: ids, versions and positions, never a personal value."""
    events = [{**event, "position": receipt.first_position + n} for n, event in enumerate(receipt.events)]
    return {
        "command_id": receipt.command_id, "recorded_at": receipt.recorded_at, "replayed": receipt.replayed,
        "ids": receipt.ids, "events": events, "marks": receipt.marks,
        **({"promise": receipt.promise} if receipt.promise else {}),
    }  # fmt: skip


def json_answer(document: Any, status: int = 200) -> Response:
    return Response(_dump(document), status, media_type="application/json")


def _dump(document: Any) -> bytes:
    return orjson.dumps(document, default=str)
