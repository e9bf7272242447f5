"""Documents: opened again by whoever may read the fact that cites them, which is recorded; and sent without a fact."""

from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import psycopg
from fastapi import APIRouter, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool

from infra.evidence import DocumentAltered, DocumentForgotten, DocumentMissing
from infra.keys import KeyMissing
from projections import audit_trail, families, people
from projections.desk import attaching, questions
from projections.desk.asked import Asked, Unreadable, as_uuid
from projections.desk.desk import desk_of
from projections.desk.refusals import explain
from projections.desk.sending import Outcome
from projections.desk.session import Reader, language_of, reader_of
from services.kernel.evidence import EvidenceKind

KINDS = EvidenceKind.__args__  # type: ignore[attr-defined]
NEEDS = "FileEvidence"
ENDINGS = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "text/csv": "csv", "text/plain": "txt",
    "application/pkcs7-mime": "p7m", "application/xml": "xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}  # fmt: skip


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["evidence"])
    routes.add_api_route("/evidence", form, methods=["GET"])
    routes.add_api_route("/evidence", take, methods=["POST"])
    routes.add_api_route("/evidence/{event}/{sha256}", opened, methods=["GET"])
    return routes


def opened(request: Request, event: str, sha256: str) -> Response:
    """A document that a fact cites, for whoever may read the fact."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need("read people")
    with desk.pool.connection() as connection:
        fact = _readable(connection, reader, _id(event), sha256)
        name, media_type = _named(connection, sha256)
        household = fact.household or _family_of(connection, fact)
    try:
        content = desk.evidence.open(sha256)
    except (DocumentMissing, DocumentForgotten) as error:
        raise HTTPException(410) from error
    except (DocumentAltered, KeyMissing) as error:
        raise HTTPException(409) from error
    plain = "".join(one if one.isascii() and one not in '"\\' else "_" for one in name)
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "private, no-store",
    }  # fmt: skip
    answer = Response(content, 200, headers, media_type)
    return desk.views.after(answer, reader, household, sha256) if household else answer


def _readable(connection: psycopg.Connection[Any], reader: Reader, event: UUID, sha256: str) -> audit_trail.Entry:
    """The fact, if the reader may read it in its family or in the trail, and if it cites the document; else 404."""
    fact = audit_trail.entry(connection, event, viewer=None)
    if fact is None or sha256 not in (fact.evidence or ()):
        raise HTTPException(404)
    if fact.household and reader.may("read pathway") and families.family(connection, fact.household, reader.viewer):
        return fact
    if reader.may("read audit trail") and audit_trail.entry(connection, event, viewer=reader.viewer):
        return fact
    raise HTTPException(404)


def _named(connection: psycopg.Connection[Any], sha256: str) -> tuple[str, str]:
    """What the document is called, and its type. Who was forgotten has no file names."""
    row = connection.execute(
        "select event_id, wire from audit_trail.entry where stream = %s order by recorded_at desc limit 1", (f"evidence/{sha256}",)
    ).fetchone()
    media_type = str(questions.clear_data(row[1]).get("media_type", "")) if row else ""
    said = people.texts(connection, [row[0]]).get(row[0], {}) if row else {}
    ending = ENDINGS.get(media_type, "bin")
    return said.get("file_name") or f"{sha256[:12]}.{ending}", media_type or "application/octet-stream"


def _family_of(connection: psycopg.Connection[Any], fact: audit_trail.Entry) -> UUID | None:
    """The family of somebody whom the fact is about."""
    row = connection.execute(
        "select household from pathway.membership where person = any(%s) limit 1", ([UUID(one) for one in fact.subjects or ()],)
    ).fetchone()
    return row[0] if row else None


def form(request: Request) -> Response:
    """Where a document is sent that no fact cites yet: about a member of a family, or about a project."""
    reader = reader_of(request)
    reader.need(NEEDS)
    return _page(request, reader, {}, None)


async def take(request: Request) -> Response:
    """Send it."""
    reader = reader_of(request)
    reader.need(NEEDS)
    if int(request.headers.get("content-length") or attaching.LARGEST_POST + 1) > attaching.LARGEST_POST:
        raise HTTPException(413)
    async with request.form(max_files=1, max_fields=10) as said:
        files = await attaching.files_of(said)
        typed = {name: str(value) for name, value in said.items() if isinstance(value, str)}
    return await run_in_threadpool(_carry_out, request, reader, typed, files)


def _carry_out(request: Request, reader: Reader, typed: dict[str, str], files: dict[str, attaching.Chosen]) -> Response:
    kind, _, name = typed.get("about", "").partition(":")
    said = {"kind": typed.get("kind", ""), **({"sent_at": typed["sent_at"]} if typed.get("sent_at") else {})}
    said |= {kind: name} if kind in ("person", "project") else {}
    chosen = files.get("document")
    if chosen is None:
        return _page(request, reader, typed, Outcome(422, {"type": "/problems/document-empty", "field": "document"}))
    return _page(request, reader, typed, attaching.send(request, typed.get("_key", ""), chosen, said))


def _page(request: Request, reader: Reader, typed: dict[str, str], outcome: Outcome | None) -> Response:
    desk, words = desk_of(request), desk_of(request).answers.words[language_of(request)]
    household = typed.get("household") or Asked(request).text("household") or ""
    with desk.pool.connection() as connection:
        family = families.family(connection, _id(household), reader.viewer) if household else None
        members = {member[0] for member in families.members(connection, family.household)} if family else set()
        names = questions.names_for(connection, members, reader)
        projects = questions.projects(connection)
    choices = [(f"person:{one}", names.persons.get(one, "—")) for one in members]
    choices += [(f"project:{code}", name) for code, name in projects]
    done = bool(outcome and outcome.done)
    refused = explain(outcome, {"document", "kind", "about", "sent_at"}, words) if outcome and not done else None
    content = {
        "sha256": outcome.said["ids"]["sha256"] if outcome and done else None,
        "top": refused.top if refused else (), "errors": dict(refused.fields) if refused else {},
    }  # fmt: skip
    shown = {
        "names": names, "household": household, "choices": choices, "kinds": KINDS, "typed": {} if done else typed,
        "key": str(uuid4()), "taken": attaching.TAKEN,
    }  # fmt: skip
    return desk.answers.answer(request, "evidence.html", reader, content, shown=shown, status=outcome.status if outcome else 200)


def _id(value: str) -> UUID:
    try:
        return as_uuid(value, "id")
    except Unreadable as error:
        raise HTTPException(404) from error
