"""Controls with their eight items, irregularities, and claimed expenses with a look at every document that they cite."""

from dataclasses import asdict
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response

from projections import controlled, proving
from projections.desk import questions
from projections.desk.asked import Asked, Unreadable, as_uuid
from projections.desk.desk import desk_of
from projections.desk.session import reader_of

AUDIT = "read audit trail"
LOOKED_AT = 200
"""The documents of so many claims are opened for one page."""


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["auditing"])
    routes.add_api_route("/controls", listing, methods=["GET"])
    routes.add_api_route("/controls/{control}", one, methods=["GET"])
    routes.add_api_route("/irregularities", irregularities, methods=["GET"])
    routes.add_api_route("/claims", claims, methods=["GET"])
    return routes


def listing(request: Request) -> Response:
    """Every control of the funding authority, the newest first."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need(AUDIT)
    with desk.pool.connection() as connection:
        found, names = controlled.controls(connection, asked.text("project")), questions.names_for(connection, [])
    return desk.answers.answer(request, "auditing/controls.html", reader, {"controls": found}, shown={"names": names})


def one(request: Request, control: str) -> Response:
    """The report of a control: its eight items, samples with their seeds, findings and answers; `?again=yes` draws again."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need(AUDIT)
    again = asked.one_of("again", ("yes",)) is not None
    with desk.pool.connection() as connection:
        found = controlled.report(connection, _name(control))
        if found is None:
            raise HTTPException(404)
        redrawn = {
            sample.sample: sample.drawn_from(controlled.population(connection, sample.project, sample.of))
            for sample in (found.samples if again else ())
        }
        names = questions.names_for(connection, [])
    with desk.seals.connection() as seal:
        seeds = {one.sample: proving.seed_of(seal, one.log, one.checkpoint_size, one.seed) for one in found.samples}
    content = {**asdict(found), "items": found.items, "missing": found.missing, "seeds": seeds, "redrawn": redrawn}
    return desk.answers.answer(request, "auditing/control.html", reader, content, shown={"names": names, "report": found})


def irregularities(request: Request) -> Response:
    """Every irregularity with its fields of Annex XII."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need(AUDIT)
    with desk.pool.connection() as connection:
        found, names = controlled.irregularities(connection, asked.text("project")), questions.names_for(connection, [])
    return desk.answers.answer(request, "auditing/irregularities.html", reader, {"irregularities": found}, shown={"names": names})


def claims(request: Request) -> Response:
    """Every claimed expense; each document is opened, and one that is missing or altered is named."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need(AUDIT)
    with desk.pool.connection() as connection:
        found, names = controlled.claims(connection, asked.text("project")), questions.names_for(connection, [])
    cited = [paper["sha256"] for claim in found[-LOOKED_AT:] for paper in claim.evidence or ()]
    content = {"claims": found[::-1], "documents": desk.evidence.checked(cited)}
    return desk.answers.answer(request, "auditing/claims.html", reader, content, shown={"names": names})


def _name(text: str) -> UUID:
    try:
        return as_uuid(text, "control")
    except Unreadable as error:
        raise HTTPException(404) from error
