"""Rankings explained: of volunteers for a need, of households for a home; the reader sees why, and decides."""

from dataclasses import asdict

from fastapi import APIRouter, Request, Response

from projections import rankings
from projections.desk import questions
from projections.desk.desk import desk_of
from projections.desk.session import reader_of
from projections.families import Viewer
from services.kernel.access import HOUSING, REGISTRAR


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["rankings"])
    routes.add_api_route("/rankings", listing, methods=["GET"])
    return routes


def listing(request: Request) -> Response:
    """The newest rankings of the reader's agency, each candidate with the points per criterion and what they follow from."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need("read rankings")
    roles = [role for role in reader.identity.roles if reader.may("read rankings")]
    viewer = Viewer(roles[0], reader.identity.agency)
    with desk.pool.connection() as connection:
        volunteers = rankings.of_volunteers(connection, viewer) if set(roles) != {HOUSING} else []
        households = rankings.of_households(connection, viewer) if set(roles) != {REGISTRAR} else []
        persons = [place.person for ranking in (*volunteers, *households) for place in ranking.places]
        names = questions.names_for(connection, persons, reader)
    content = {"volunteers": [asdict(one) for one in volunteers], "households": [asdict(one) for one in households]}
    return desk.answers.answer(request, "rankings.html", reader, content, shown={"names": names})
