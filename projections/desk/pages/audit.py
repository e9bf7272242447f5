"""The audit trail: every event, searched by what stands in the address, and one event as it was recorded."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter, HTTPException, Request, Response

from infra.settings import SERVICES
from projections import audit_trail, proving
from projections.desk import questions
from projections.desk.asked import Asked, Unreadable, as_uuid
from projections.desk.desk import Desk, desk_of
from projections.desk.labels import catalogue
from projections.desk.session import language_of, reader_of

PAGE = 50
YES = ("yes",)
ENVELOPE = (
    "event_id", "type", "schema_version", "service", "position", "previous_position", "lane", "stream", "version", "project",
    "agency", "actor", "actor_role", "on_behalf_of", "household", "subjects", "occurred_at", "recorded_at", "command_id",
    "causation_id", "correlation_id", "legal_basis", "marks", "source", "corrects", "evidence", "sha256",
)  # fmt: skip


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["audit"])
    routes.add_api_route("/audit", search, methods=["GET"])
    routes.add_api_route("/audit/{event_id}", one, methods=["GET"])
    return routes


def search(request: Request) -> Response:
    """The trail, newest first, as far as the reader may see it."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need("read audit trail")
    filters = audit_trail.Filters(
        project=asked.text("project"), agency=asked.text("agency"), actor=asked.text("actor"), household=asked.name("household"),
        type=asked.text("type"), since=asked.day("since"), until=asked.day("until"), service=asked.one_of("service", SERVICES),
        person=asked.name("person"), stream=asked.text("stream"), evidence=asked.text("evidence"),
        happened_since=asked.day("happened_since"), happened_until=asked.day("happened_until"),
        late=asked.one_of("late", YES) is not None, corrections=asked.one_of("corrections", YES) is not None,
    )  # fmt: skip
    with desk.pool.connection() as connection:
        try:
            page = audit_trail.search(connection, filters, asked.text("after"), PAGE, viewer=reader.viewer)
        except ValueError as error:
            raise Unreadable("after") from error
        names = questions.names_for(connection, questions.acting(page.entries), reader)
        projects = questions.projects(connection)
    sealed = _places(desk, page.entries)
    content = {
        "entries": [_document(entry) | _place(sealed.get(entry.event_id)) for entry in page.entries], "after": page.after,
    }  # fmt: skip
    shown = {
        "entries": page.entries, "filters": filters, "names": names, "projects": projects, "sealed": sealed,
        "services": SERVICES, "types": _types(language_of(request)),
    }  # fmt: skip
    return desk.answers.answer(request, "audit.html", reader, content, shown=shown)


def one(request: Request, event_id: str) -> Response:
    """One event: envelope, hash and data as recorded."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need("read audit trail")
    with desk.pool.connection() as connection:
        try:
            entry = audit_trail.entry(connection, as_uuid(event_id, "event_id"), viewer=reader.viewer)
        except Unreadable as error:
            raise HTTPException(404) from error
        names = questions.names_for(connection, questions.acting([entry] if entry else []), reader)
    if entry is None:
        raise HTTPException(404)
    raw = orjson.dumps(orjson.loads(entry.wire), option=orjson.OPT_INDENT_2).decode()
    place = _places(desk, [entry]).get(entry.event_id)
    shown = {
        "entry": entry,
        "envelope": [(key, getattr(entry, key)) for key in ENVELOPE],
        "raw": raw,
        "names": names,
        "place": place,
    }
    content = {"event": _document(entry) | _place(place), "documents": desk.evidence.checked(entry.evidence or ())}
    return desk.answers.answer(request, "audit_event.html", reader, content, shown=shown)


Place = tuple[str, int]
"""The log of an event, and its index there."""


def _places(desk: Desk, entries: Sequence[audit_trail.Entry]) -> dict[UUID, Place]:
    """Where events are sealed; one that is not yet has no place."""
    with desk.seals.connection() as seal:
        found = proving.places(seal, [(entry.service, entry.position) for entry in entries])
    return {e.event_id: found[e.service, e.position] for e in entries if (e.service, e.position) in found}


def _place(place: Place | None) -> dict[str, Any]:
    log, index = place or (None, None)
    return {"log": log, "index": index}


def _document(entry: audit_trail.Entry) -> dict[str, Any]:
    """The entry as JSON; `wire` is the text that the hash is computed over, so it stays text."""
    return asdict(entry)


def _types(language: str) -> list[tuple[str, str]]:
    """Event types by their words, for the list to choose from."""
    found = [(words, key.removeprefix("event.")) for key, words in catalogue(language).items() if key.startswith("event.")]
    return [(name, words) for words, name in sorted(found)]
