"""What is due: the work of the reader's agency and role, by day."""

from dataclasses import asdict
from datetime import timedelta

from fastapi import APIRouter, Request, Response

from infra.clock import now
from projections.desk import questions
from projections.desk.asked import Asked, Unreadable
from projections.desk.asking import acts
from projections.desk.desk import desk_of
from projections.desk.session import reader_of
from projections.due import HORIZON, KINDS, due
from projections.families import Viewer

PAGE = 100


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["due"])
    routes.add_api_route("/due", listing, methods=["GET"])
    return routes


def listing(request: Request) -> Response:
    """Everything with a day up to `until` (left out: thirty days from now), the earliest first; of one `household` or `kind`."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need("read due")
    today = now().date()
    until, kind = asked.day("until") or today + HORIZON, asked.one_of("kind", tuple(KINDS))
    viewer = Viewer(next(role for role in reader.identity.roles if reader.may("read due")), reader.identity.agency)
    with desk.pool.connection() as connection:
        try:
            found, after = due(
                connection, viewer, until=until, household=asked.name("household"), kind=kind, after=asked.text("after"), limit=PAGE
            )
        except ValueError as error:
            raise Unreadable("after") from error
        names = questions.names_for(connection, [item.person for item in found] if reader.may("read people") else [], reader)
    items = [
        {**asdict(item), "late": item.due_on < today, "soon": item.due_on <= today + timedelta(days=7), "acts": acts(reader, item)}
        for item in found
    ]
    filters = {"until": until, "kind": kind}
    shown = {"names": names, "filters": filters, "kinds": [name for name, roles in KINDS.items() if viewer.role in roles]}
    return desk.answers.answer(request, "due.html", reader, {"due": items, "after": after}, shown=shown)
