"""Documents that a form cites: each is sent to the evidence store first, then the form says its address.

A browser keeps no chosen file when a page is shown again. So a document is sent as soon as it comes, whatever else the form
still lacks, and the page says that it is filed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

import httpx
import orjson
import psycopg
from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from infra.evidence import LARGEST
from infra.settings import NotRunning
from projections.desk.desk import desk_of
from projections.desk.filling import Typed
from projections.desk.sending import AWAY, PATIENCE, Outcome, token_of
from services.kernel.command import WEITA

SERVICE = "oversight"
FILE = "_file."
"""How the fields are called that hold a file: this, and the name of the field that cites it."""
MOST = 20
LARGEST_POST = 2 * LARGEST
"""All files of one form together."""
TAKEN = ".pdf,.jpg,.jpeg,.png,.xlsx,.csv,.txt,.p7m,.xml"
_PERSONS = ("person", "recipients", "head", "members")


@dataclass(frozen=True)
class Chosen:
    """A file as it came with a form."""

    name: str
    content: bytes


async def files_of(said: FormData) -> dict[str, Chosen]:
    """The files that were chosen, by the field that cites them."""
    return {
        name.removeprefix(FILE): Chosen((one.filename or "document")[:200], await one.read())
        for name, one in said.multi_items()
        if isinstance(one, UploadFile) and name.startswith(FILE) and (one.filename or one.size)
    }


def about(connection: psycopg.Connection[Any], typed: Typed) -> dict[str, str]:
    """Whom or what a form's documents are about: the person it names, else the head of its family, else its project."""
    for name in _PERSONS:
        if chosen := [one for one in typed.get(name, ()) if one]:
            return {"person": chosen[0]}
    if household := _id(typed, "household"):
        row = connection.execute(
            "select coalesce(head, case_head) from pathway.household where household = %s", (household,)
        ).fetchone()
        if row and row[0]:
            return {"person": str(row[0])}
    return {"project": one} if (one := "".join(typed.get("project", ())[:1])) else {}


def attach(
    request: Request, key: str, typed: Typed, files: Mapping[str, Chosen], about_: Mapping[str, str]
) -> tuple[dict[str, Any], Outcome | None]:
    """What was typed, with the addresses of the documents; and the refusal of the first that was not taken."""
    kept = dict(typed)
    for field, chosen in files.items():
        kind = "".join(typed.get(f"{field.rpartition('.')[0]}.kind", ())[:1]) or "other"
        outcome = send(request, key, chosen, {"kind": kind, **about_})
        if not outcome.done:
            return kept, Outcome(outcome.status, {**outcome.said, "field": field, "errors": ()})
        kept[field] = [str(outcome.said["ids"]["sha256"])]
    return kept, None


def send(request: Request, key: str, chosen: Chosen, said: Mapping[str, str]) -> Outcome:
    """Send one document in the reader's name. The same file of the same form is the same sending."""
    desk = desk_of(request)
    whole = uuid5(WEITA, f"{key} {sorted(said.items())} {chosen.name} {hashlib.sha256(chosen.content).hexdigest()}")
    headers = {
        "Authorization": f"Bearer {token_of(request)}", "Idempotency-Key": f"evidence:{whole}",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(chosen.name, safe='')}",
    }  # fmt: skip
    try:
        url = f"{desk.settings.service_url(SERVICE)}/evidence"
        answer = httpx.post(
            url, params=dict(said), content=chosen.content, headers=headers, timeout=httpx.Timeout(PATIENCE, connect=3.0)
        )
    except (NotRunning, httpx.TransportError):
        return Outcome(503, AWAY)
    return Outcome(503, AWAY) if answer.status_code >= 500 else Outcome(answer.status_code, orjson.loads(answer.content))


def _id(typed: Typed, name: str) -> UUID | None:
    try:
        return UUID("".join(typed.get(name, ())[:1]))
    except ValueError:
        return None
