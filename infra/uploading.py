"""Addresses that take a document: what is said of it stands in the query, the document itself is the body.

What it is called stands in `Content-Disposition`, as when documents are sent anywhere: a name may be a person's, and
addresses are written into logs.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from typing import Any

from fastapi import FastAPI, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from infra.auth import Tokens
from infra.web import answer_of, caller_of, key_of, read_body
from services.kernel.access import ACCESS
from services.kernel.command import Caller, Command, Receipt
from services.kernel.rules import NotAllowed


@dataclass(frozen=True)
class Upload:
    """One such address. Who may give `command`, by which the document is filed in the end, may send one."""

    path: str
    command: type[Command]
    said: type[BaseModel]
    largest: int
    handle: Callable[[Any, bytes, Caller], Receipt]


def add_upload(app: FastAPI, upload: Upload, tokens: Tokens) -> None:
    """Let an application take documents at this address."""

    async def endpoint(request: Request) -> Response:
        body = await read_body(request, upload.largest)
        return await run_in_threadpool(lambda: answer_of(_taken(request, upload, tokens, body)))

    app.add_api_route(upload.path, endpoint, methods=["POST"], name=upload.said.__name__)


def _taken(request: Request, upload: Upload, tokens: Tokens, body: bytes) -> Receipt:
    """The same key with the same document is the same sending."""
    identity = tokens.identify(request.headers.get("authorization"))
    role = identity.role_for(ACCESS[upload.command.__name__])
    if role is None:
        raise NotAllowed(role=list(identity.roles), command=upload.command.__name__)
    query = sorted({**request.query_params, **_name(request)}.items())
    digest = hashlib.sha256(f"{upload.path}\n{query}\n".encode() + hashlib.sha256(body).digest()).digest()
    by = caller_of(request, identity, role, key_of(request), digest)
    return upload.handle(upload.said.model_validate(dict(query)), body, by)


def _name(request: Request) -> dict[str, str]:
    """What the sender calls the document (RFC 6266); nothing where the header does not say."""
    said = Message()
    said["Content-Disposition"] = request.headers.get("content-disposition", "")
    name = said.get_filename()
    return {"file_name": name} if name else {}
