"""The state on a day, as it was known at a moment, with the logs that it rests on; and rankings made again."""

import hashlib
from dataclasses import asdict
from typing import Any
from uuid import UUID

import psycopg
from fastapi import APIRouter, HTTPException, Request, Response

from infra.clock import now
from infra.patience import StoreUnavailable
from projections.canonical import canonical
from projections.cuts import NotSealedYet, cut_at
from projections.desk import questions
from projections.desk.answer import HEADERS
from projections.desk.asked import Asked, Unreadable, as_uuid
from projections.desk.auditing.home import EVERY_AGENCY
from projections.desk.desk import Desk, desk_of
from projections.desk.session import Reader, reader_of, wants_json
from projections.replay import rankings, state
from projections.replay.state import Question
from services.kernel.access import HOUSING, REGISTRAR, may
from services.kernel.time import ROME

SHOWN = 200


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["auditing"])
    routes.add_api_route("/replay", replay, methods=["GET"])
    routes.add_api_route("/rankings/{ranking}/replay", ranking, methods=["GET"])
    return routes


def replay(request: Request) -> Response:
    """The same bytes as `weita replay` prints, or a page of them."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need(EVERY_AGENCY)
    question = Question(
        asked.day("as_of") or now().astimezone(ROME).date(),
        asked.moment("known_at"),
        asked.name("household"),
        asked.text("project"),
    )
    try:
        cut = cut_at(desk.settings, question.known_at)
    except NotSealedYet as error:
        raise StoreUnavailable("nothing is sealed yet") from error
    with desk.pool.connection() as connection, connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        if not state.reached(connection, cut):
            raise StoreUnavailable("the read models have not reached the cut")
        told = state.state(connection, question, cut)
        said = canonical(told)
        answer = Response(said, headers=HEADERS, media_type="application/json")
        if not wants_json(request):
            answer = _page(request, desk, reader, connection, {"told": told, "question": question, "cut": cut, "said": said})
    return desk.views.after(answer, reader, question.household) if question.household else answer


def _page(request: Request, desk: Desk, reader: Reader, connection: psycopg.Connection[Any], found: dict[str, Any]) -> Response:
    told = found["told"]
    listed = told.get("families", [told["family"]] if told.get("family") else [])
    heads = {family["head"] for family in listed[:SHOWN]} | {one["person"] for one in (listed[0]["members"] if listed else [])}
    shown = {
        **found, "sha256": hashlib.sha256(found["said"]).hexdigest(), "families": listed[:SHOWN],
        "more": max(0, len(listed) - SHOWN),
        "lines": told.get("lines"), "names": questions.names_for(connection, heads), "projects": questions.projects(connection),
    }  # fmt: skip
    return desk.answers.answer(request, "auditing/replay.html", reader, {}, shown=shown)


def ranking(request: Request, ranking: str) -> Response:
    """One ranking made again from what was recorded (AT-04)."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need("read rankings")
    with desk.pool.connection() as connection:
        found = rankings.replay(connection, _name(ranking))
        if found is None or not _may_see(reader, found):
            raise HTTPException(404)
        names = questions.names_for(connection, [])
    content = {"same": found.same, "replayed": asdict(found)}
    return desk.answers.answer(request, "auditing/ranking.html", reader, content, shown={"again": found, "names": names})


def _may_see(reader: Reader, found: rankings.Replayed) -> bool:
    """As on the page of rankings: of one's own agency; a registrar those of volunteers, who keeps homes those of waiting lists."""
    readers = {role for role in reader.identity.roles if may(role, "read rankings")}
    other = HOUSING if found.kind == "CandidatesRanked" else REGISTRAR
    return readers != {other} and (reader.may(EVERY_AGENCY) or found.agency == reader.identity.agency)


def _name(text: str) -> UUID:
    try:
        return as_uuid(text, "ranking")
    except Unreadable as error:
        raise HTTPException(404) from error
