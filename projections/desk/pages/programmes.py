"""Funded projects with the rules that hold, and the reactions that a service refused."""

from dataclasses import asdict

from fastapi import APIRouter, Request, Response

from projections.desk import questions
from projections.desk.desk import desk_of
from projections.desk.session import reader_of
from services.kernel.access import ADMIN


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["operations"])
    routes.add_api_route("/programmes", rules, methods=["GET"])
    routes.add_api_route("/refused", refused, methods=["GET"])
    return routes


def rules(request: Request) -> Response:
    """The rules of each funded project."""
    desk, reader = desk_of(request), reader_of(request)
    with desk.pool.connection() as connection:
        found = questions.programmes(connection)
        names = questions.names_for(connection, [])
    return desk.answers.answer(request, "programmes.html", reader, {"programmes": found}, shown={"names": names})


def refused(request: Request) -> Response:
    """Reactions that wait for somebody to look at them; of other agencies' households only for who reads of all, and `admin`."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need("read refused reactions")
    found = desk.refusals.open()
    with desk.pool.connection() as connection:
        names = questions.names_for(connection, [])
        if ADMIN not in reader.identity.roles and not reader.may("read every agency"):
            found = questions.seen_by(connection, reader.viewer, found)
    shown = {"names": names, "refused": found, "audit": reader.may("read audit trail")}
    return desk.answers.answer(request, "refused.html", reader, {"refused": [asdict(one) for one in found]}, shown=shown)
