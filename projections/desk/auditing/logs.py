"""The transparency logs as they stand: size, root, witnesses, time stamps; each checkpoint to take home and keep."""

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.responses import PlainTextResponse

from infra import checkpoints
from infra.origins import origins
from infra.standing import standing
from projections.desk.desk import desk_of
from projections.desk.session import reader_of


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["auditing"])
    routes.add_api_route("/logs", listing, methods=["GET"])
    routes.add_api_route("/logs/{log:path}/checkpoint", checkpoint, methods=["GET"])
    return routes


def listing(request: Request) -> Response:
    """Every log with its newest checkpoint; one with too few witnesses says so."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need("read audit trail")
    with desk.seals.connection() as seal:
        logs, cut, taken_up = standing(seal, desk.settings), checkpoints.cut_at(seal), origins(seal)
    newest = {"round": cut.round, "at": cut.at, "positions": dict(cut.positions)} if cut else None
    return desk.answers.answer(request, "auditing/logs.html", reader, {"logs": logs, "cut": newest, "taken_up": taken_up})


def checkpoint(request: Request, log: str) -> Response:
    """The newest checkpoint of a log as the signed note that it is."""
    desk, reader = desk_of(request), reader_of(request)
    reader.need("read audit trail")
    with desk.seals.connection() as seal:
        noted = checkpoints.newest(seal, log)
    if noted is None:
        raise HTTPException(404)
    headers = {"Content-Disposition": f'attachment; filename="checkpoint-{log.replace("/", "-")}-{noted.size}.txt"'}
    return PlainTextResponse(noted.note, headers=headers)
