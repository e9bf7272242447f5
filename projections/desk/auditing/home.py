"""Where a controller begins: from a figure, a family, somebody who acted, or a date; and what the logs have signed."""

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from infra.standing import standing
from projections.desk import questions
from projections.desk.asked import Asked
from projections.desk.desk import desk_of
from projections.desk.labels import catalogue
from projections.desk.session import language_of, reader_of

EVERY_AGENCY = "read every agency"
COMMON = "common"
PARTS = (
    ("controls", "/controls"), ("reports", "/reports"), ("irregularities", "/irregularities"),
    ("claims", "/claims"), ("figures", "/indicators"), ("rankings", "/rankings"), ("trail", "/audit"), ("logs", "/logs"),
    ("replay", "/replay"), ("who_read", "/audit?type=RecordViewed"), ("refused", "/refused"),
)  # fmt: skip
"""What else there is for who controls; what this desk has no page for is left out."""


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["auditing"])
    routes.add_api_route("/auditing", home, methods=["GET"])
    return routes


def home(request: Request) -> Response:
    """The four ways in; `?event=` leads to an event by its id."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need(EVERY_AGENCY)
    if event := asked.name("event"):
        return RedirectResponse(f"/audit/{event}", 303)
    with desk.seals.connection() as seal:
        logs = standing(seal, desk.settings)
    with desk.pool.connection() as connection:
        projects = questions.projects(connection)
    here = request.app.openapi()["paths"]
    parts = [(name, address) for name, address in PARTS if address.partition("?")[0] in here]
    types = [
        (key.removeprefix("event."), words) for key, words in catalogue(language_of(request)).items() if key.startswith("event.")
    ]
    bundles = (
        [log["log"] for log in logs if log["log"] != COMMON and "/" not in log["log"]] if "/bundles/{project}.zip" in here else []
    )
    shown = {"projects": projects, "parts": parts, "bundles": bundles, "types": sorted(types, key=lambda one: one[1])}
    return desk.answers.answer(request, "auditing/home.html", reader, {"logs": logs}, shown=shown)
