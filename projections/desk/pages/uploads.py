"""Bulk upload: templates to fill in, a file to have checked, and the same file to be written; no script is needed for it."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from infra.clock import now
from infra.patience import StoreUnavailable
from infra.settings import SERVICES, NotRunning
from projections.desk import questions
from projections.desk.asked import Unreadable
from projections.desk.desk import Desk, desk_of
from projections.desk.session import COOKIE, Reader, language_of, reader_of
from services.exchange.client import NotAnswering, Services
from services.exchange.sheets.checking import Checked, check
from services.exchange.sheets.columns import KINDS
from services.exchange.sheets.known import read_known
from services.exchange.sheets.problems import Problem
from services.exchange.sheets.reading import LARGEST
from services.exchange.sheets.template import template
from services.exchange.sheets.uploading import Upload, upload

UPLOADS = "upload sheets"
"""What a file asks for is checked command by command besides."""
NEEDS = {"recipients": "EnrolFamily", "operators": "EnrolLearner", "attendance": "RecordAttendance"}
LARGEST_POST = 32 * 1024 * 1024
"""Read to the end, so that a browser hears that its file is too large; what is larger still is cut off."""
SHOWN = 500
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Asked:
    """What the form says."""

    name: str
    content: bytes
    write: bool
    skip_bad: bool


def router() -> APIRouter:
    """The addresses of this page."""
    routes = APIRouter(tags=["uploads"])
    routes.add_api_route("/uploads", form, methods=["GET"])
    routes.add_api_route("/uploads", take, methods=["POST"])
    routes.add_api_route("/templates/{kind}.xlsx", empty, methods=["GET"])
    return routes


def form(request: Request) -> Response:
    """The templates, and the form for a file."""
    reader = reader_of(request)
    reader.need(UPLOADS)
    return _page(request, reader, None, None)


def empty(request: Request, kind: str) -> Response:
    """A template, with the editions of the reader's agency to choose from."""
    desk, reader = desk_of(request), reader_of(request)
    if kind not in KINDS:
        raise HTTPException(404)
    reader.need(NEEDS[kind])
    with desk.pool.connection() as connection:
        editions = list(read_known(connection, reader.identity.agency).editions.values())
    named = {
        "Content-Disposition": f'attachment; filename="{KINDS[kind].title.lower()}.xlsx"',
        "Cache-Control": "private, no-store",
    }
    open_ones = [edition for edition in editions if not edition.closed]
    return Response(template(KINDS[kind], open_ones), 200, named, SHEET)


async def take(request: Request) -> Response:
    """Check a file; where the form asks for it and nothing is wrong, write what it says."""
    reader = reader_of(request)
    reader.need(UPLOADS)
    asked = await _asked(request)
    return await run_in_threadpool(_carry_out, request, reader, asked)


async def _asked(request: Request) -> Asked:
    """The form, of which no more is read than a file may be large. Raises `Unreadable`."""
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        raise HTTPException(411)
    if int(length) > LARGEST_POST:
        raise HTTPException(413)
    async with request.form(max_files=1, max_fields=6, max_part_size=2 * LARGEST * 1024 * 1024) as said:
        sent, kept = said.get("file"), said.get("content")
        if isinstance(sent, UploadFile):
            name, content = sent.filename or "", await sent.read()
        else:
            try:
                name, content = str(said.get("name", "")), base64.b64decode(str(kept or ""), validate=True)
            except binascii.Error as error:
                raise Unreadable("content") from error
        if not content:
            raise Unreadable("file")
        return Asked(name[:200], content, said.get("action") == "write", said.get("skip_bad") == "1")


def _carry_out(request: Request, reader: Reader, asked: Asked) -> Response:
    desk, agency = desk_of(request), reader.identity.agency
    with desk.pool.connection() as connection:
        known = read_known(connection, agency)
    checked = check(asked.name, asked.content, known, agency, now(), reader.may)
    done = _write(request, desk, checked, skip_bad=asked.skip_bad) if asked.write else upload(checked, None, _unseen)
    return _page(request, reader, done, asked)


def _write(request: Request, desk: Desk, checked: Checked, *, skip_bad: bool) -> Upload:
    """By the services' HTTP, in the name of whoever uploads."""
    header = request.headers.get("authorization", "")
    token = header.partition(" ")[2] or request.cookies[COOKIE]
    try:
        services = Services({name: desk.settings.service_url(name) for name in SERVICES}, token)
    except NotRunning as error:
        raise StoreUnavailable(str(error)) from error
    try:
        return upload(checked, services, _unseen, skip_bad=skip_bad)
    except NotAnswering as error:
        raise StoreUnavailable(str(error)) from error
    finally:
        services.close()


def _unseen(_: int) -> Any:
    return lambda _: None


def _page(request: Request, reader: Reader, done: Upload | None, asked: Asked | None) -> Response:
    desk, language = desk_of(request), language_of(request)
    words = desk.answers.words[language]

    def reason(problem: Problem) -> str:
        kind = "".join(part.capitalize() for part in str(problem.values["kind"]).split("-"))
        said = words.code("rule", kind)
        return str(problem.values["reason"]) if said == kind else said.rstrip(".")

    content: dict[str, Any] = done.document(language, reason) if done else {}
    with desk.pool.connection() as connection:
        names = questions.names_for(connection, [])
    shown = {
        "names": names, "done": content or None, "kinds": [(kind, KINDS[kind].title) for kind in KINDS if reader.may(NEEDS[kind])],
        "largest": LARGEST, "most_shown": SHOWN, "again": _again(done, asked), "name": asked.name if asked else "",
        "skippable": bool(done and done.checked.problems and any(done.checked.stages(skip_bad=True))),
    }  # fmt: skip
    return desk.answers.answer(request, "uploads.html", reader, content, shown=shown)


def _again(done: Upload | None, asked: Asked | None) -> str:
    """The file as the page keeps it between the dry run and the writing: nobody else does."""
    if done is None or asked is None or done.written or done.checked.unreadable:
        return ""
    return base64.b64encode(asked.content).decode()
