"""The rights of persons: what is kept of whom and until when, the access file of one, and who has read a family's file."""

from typing import Any
from uuid import UUID

import psycopg
from fastapi import APIRouter, HTTPException, Request, Response

from infra.clock import now
from projections import access_file, rights
from projections.desk import questions
from projections.desk.answer import as_json
from projections.desk.asked import as_uuid
from projections.desk.desk import desk_of
from projections.desk.session import reader_of

ACCESS, READERS, RETENTION = "read access files", "read who read", "read retention"


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["subjects"])
    routes.add_api_route("/subjects/{person}", subject, methods=["GET"])
    routes.add_api_route("/subjects/{person}/portable", portable, methods=["GET"])
    routes.add_api_route("/families/{household}/readers", readers, methods=["GET"])
    routes.add_api_route("/retention", retention, methods=["GET"])
    return routes


def subject(request: Request, person: str) -> Response:
    """All that is known of a person, to be handed to them: as a page that prints, and as JSON."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need(ACCESS)
    with desk.pool.connection() as connection:
        found = access_file.of(connection, _known(connection, person))
        names = questions.names_for(connection, found["ids"])
    return desk.answers.answer(request, "subject.html", reader, found, shown={"names": names, "made_on": now().date()})


def portable(request: Request, person: str) -> Response:
    """What a person may take elsewhere, for a machine to read."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need(ACCESS)
    with desk.pool.connection() as connection:
        found = access_file.portable(connection, _known(connection, person))
    answer = as_json(found)
    answer.headers["Content-Disposition"] = f'attachment; filename="{person}.json"'
    return answer


def readers(request: Request, household: str) -> Response:
    """Who has opened the file of a family, newest first."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need(READERS)
    name = as_uuid(household, "household")
    with desk.pool.connection() as connection:
        found = access_file.readers(connection, [name])
        names = questions.names_for(connection, [])
    return desk.answers.answer(request, "readers.html", reader, {"household": name, "readers": found}, shown={"names": names})


def retention(request: Request) -> Response:
    """Until when the papers of each project are kept, and of whom nothing more need be kept."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need(RETENTION)
    with desk.pool.connection() as connection:
        content = {
            "projects": rights.kept_until(connection), "may_go": rights.may_go(connection, now().date()),
            "asked": rights.pending(connection),
        }  # fmt: skip
        names = questions.names_for(connection, [])
    return desk.answers.answer(request, "retention.html", reader, content, shown={"names": names})


def _known(connection: psycopg.Connection[Any], person: str) -> UUID:
    name = as_uuid(person, "person")
    row = connection.execute("select 1 from audit_trail.entry where subjects @> %s::jsonb limit 1", (f'["{name}"]',)).fetchone()
    if row is None:
        raise HTTPException(404)
    return name
