"""Where a controller begins: from a figure, a family, somebody who acted, or a date; and what the logs have signed."""

from urllib.parse import quote, urlencode

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
TRAIL, FIGURES = "read audit trail", "read persons behind figures"
PARTS = (
    ("controls", "/controls", TRAIL), ("reports", "/reports", FIGURES), ("irregularities", "/irregularities", TRAIL),
    ("claims", "/claims", TRAIL), ("figures", "/indicators", "read indicators"), ("rankings", "/rankings", "read rankings"),
    ("trail", "/audit", TRAIL), ("logs", "/logs", TRAIL), ("replay", "/replay", EVERY_AGENCY),
    ("who_read", "/audit?type=RecordViewed", TRAIL), ("retention", "/retention", "read retention"),
    ("duplicates", "/duplicates", "ConfirmDuplicate"), ("refused", "/refused", "read refused reactions"),
)  # fmt: skip
"""What else there is, and who may see it: the data protection officer sees no figures, for instance."""


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["auditing"])
    routes.add_api_route("/auditing", home, methods=["GET"])
    return routes


def home(request: Request) -> Response:
    """The ways in; an id, or a project with its days, leads to its page."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need(EVERY_AGENCY)
    if leads := _leads(asked):
        return RedirectResponse(leads, 303)
    words = desk.answers.words[language_of(request)]
    with desk.seals.connection() as seal:
        logs = standing(seal, desk.settings)
    with desk.pool.connection() as connection:
        projects = questions.projects(connection)
    parts = [(name, address) for name, address, action in PARTS if reader.may(action)]
    types = [
        (key.removeprefix("event."), words) for key, words in catalogue(language_of(request)).items() if key.startswith("event.")
    ]
    bundles = [(log["log"], words.project(log["log"])) for log in logs if log["log"] != COMMON and "/" not in log["log"]]
    shown = {"projects": projects, "parts": parts, "bundles": bundles, "types": sorted(types, key=lambda one: one[1])}
    return desk.answers.answer(request, "auditing/home.html", reader, {"logs": logs}, shown=shown)


def _leads(asked: Asked) -> str:
    """Where what was typed leads to: an event, who has read a family's file, a person's access file, or a bundle."""
    if event := asked.name("event"):
        return f"/audit/{event}"
    if household := asked.name("readers"):
        return f"/families/{household}/readers"
    if person := asked.name("subject"):
        return f"/subjects/{person}"
    if project := asked.text("bundle"):
        days = {"from": asked.day("from"), "to": asked.day("to")}
        return f"/bundles/{quote(project, safe='')}.zip?{urlencode({name: day for name, day in days.items() if day})}"
    return ""
