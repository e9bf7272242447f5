"""*Verifica*: the inclusion proof of one event, run in front of the reader, and what is needed to run it at home."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.responses import PlainTextResponse

from projections import audit_trail, proving
from projections.desk.asked import Unreadable, as_uuid
from projections.desk.desk import Desk, desk_of
from projections.desk.session import Reader, reader_of


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["auditing"])
    routes.add_api_route("/audit/{event_id}/proof", proof, methods=["GET"])
    routes.add_api_route("/audit/{event_id}/leaf", leaf, methods=["GET"])
    routes.add_api_route("/audit/{event_id}/tlog-proof", tlog_proof, methods=["GET"])
    return routes


def proof(request: Request, event_id: str) -> Response:
    """Every hash and step from the event to the root that is signed."""
    desk, reader = desk_of(request), reader_of(request)
    entry, proved = _proved(desk, reader, event_id)
    content = {"event_id": entry.event_id, "proved": _document(proved) if proved else None}
    shown = {"entry": entry, "proof": proved}
    return desk.answers.answer(request, "auditing/proof.html", reader, content, shown=shown)


def leaf(request: Request, event_id: str) -> Response:
    """The bytes that were hashed."""
    proved = _sealed(request, event_id)
    headers = {"Content-Disposition": f'attachment; filename="leaf-{proved.log}-{proved.index}.bin"'}
    return Response(proved.leaf, headers=headers, media_type="application/octet-stream")


def tlog_proof(request: Request, event_id: str) -> Response:
    """The proof as C2SP tlog-proof."""
    proved = _sealed(request, event_id)
    headers = {"Content-Disposition": f'attachment; filename="proof-{proved.log}-{proved.index}.txt"'}
    return PlainTextResponse(proved.proof, headers=headers)


def _sealed(request: Request, event_id: str) -> proving.Proved:
    _, proved = _proved(desk_of(request), reader_of(request), event_id)
    if proved is None:
        raise HTTPException(404)
    return proved


def _proved(desk: Desk, reader: Reader, event_id: str) -> tuple[audit_trail.Entry, proving.Proved | None]:
    """An event that the reader may see, and its proof, where it is sealed."""
    reader.need("read audit trail")
    with desk.pool.connection() as connection:
        entry = audit_trail.entry(connection, _name(event_id), viewer=reader.viewer)
    if entry is None:
        raise HTTPException(404)
    with desk.seals.connection() as seal:
        return entry, proving.prove(seal, desk.settings.logs, entry.service, entry.position, entry.wire)


def _name(event_id: str) -> UUID:
    try:
        return as_uuid(event_id, "event_id")
    except Unreadable as error:
        raise HTTPException(404) from error


def _document(proved: proving.Proved) -> dict[str, Any]:
    return asdict(proved) | {"leaf": proved.leaf.hex(), "fields": None, "holds": not proved.faults}
