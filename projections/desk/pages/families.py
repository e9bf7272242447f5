"""Families: the list that a reader may see, the pathway of one, and its live stream."""

from base64 import b64encode
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from fastapi import APIRouter, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from infra import checkpoints
from infra.wrapping import blind_index_of
from projections import families as pathway
from projections import outcomes
from projections.desk import questions
from projections.desk.answer import Answers
from projections.desk.asked import Asked, Unreadable, as_uuid
from projections.desk.desk import Desk, desk_of
from projections.desk.documents import render
from projections.desk.restriction import unrestricted
from projections.desk.session import Reader, language_of, reader_of, wants_json
from projections.desk.stream import RESET, as_data, messages, read_id
from projections.desk.wording import Names

DIMENSIONS = ("housing", "social", "work")
PAGE = 50
LINES = 100


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["families"])
    routes.add_api_route("/families", listing, methods=["GET"])
    routes.add_api_route("/families/{household}", pathway_of, methods=["GET"])
    routes.add_api_route("/families/{household}/events", live, methods=["GET"])
    return routes


def listing(request: Request) -> Response:
    """The families a reader may see, searched by name, project and state."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need("read pathway")
    filters = {"text": asked.text("q"), "project": asked.text("project"), "state": asked.one_of("state", ("in", "out"))}
    with desk.pool.connection() as connection:
        try:
            blind = blind_index_of(desk.settings)
            page = pathway.families(connection, reader.viewer, **filters, blind=blind, after=asked.text("after"), limit=PAGE)
        except ValueError as error:
            raise Unreadable("after") from error
        names = questions.names_for(connection, [family.head for family in page.families], reader)
        projects = questions.projects(connection)
    found = [{**asdict(family), "head_name": _name(names, family.head)} for family in page.families]
    shown = {"filters": filters, "names": names, "projects": projects, "all": reader.may("read every agency")}
    return desk.answers.answer(request, "families.html", reader, {"families": found, "after": page.after}, shown=shown)


def pathway_of(request: Request, household: str) -> Response:
    """Who a family is, and its timeline, today or as it was or was known."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    as_of, known_at = asked.day("as_of"), asked.moment("known_at")
    known = desk.known.at(known_at) if known_at else None
    dimension, order = asked.one_of("dimension", DIMENSIONS), asked.one_of("order", ("newest", "oldest")) or "newest"
    with desk.pool.connection() as connection, connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        family = _family(connection, household, reader)
        at = questions.delivered(connection, family.household)
        try:
            story = pathway.timeline(
                connection, family.household, as_of=as_of, known=known, dimension=dimension, newest_first=order == "newest",
                after=asked.text("after"), limit=LINES,
            )  # fmt: skip
        except ValueError as error:
            raise Unreadable("after") from error
        members = pathway.members(connection, family.household, as_of=as_of, known=known)
        came_on = outcomes.outcome(connection, family.household, as_of=as_of, known=known)
        then = pathway.family_as_it_was(connection, family, as_of=as_of, known=known)
        persons = {family.head, then.head, *(member[0] for member in members), *questions.persons_in(story.lines)}
        persons |= came_on.persons
        names = questions.names_for(connection, persons, reader)
        texts = _texts(connection, reader, story.lines, came_on)
    content = {
        "family": {**asdict(then), "head_name": _name(names, then.head)},
        "members": _members(members, then, names),
        "lines": _documents(story.lines, texts), "positions": story.positions, "complete": story.complete, "after": story.after,
        "outcome": _change(came_on, texts),
        "delivered": str(at), "as_of": as_of, "known_at": known_at, "dimension": dimension, "order": order,
    }  # fmt: skip
    live_now = not (as_of or known_at or asked.text("after"))
    shown = {
        "lines": story.lines, "names": names, "texts": texts, "dimensions": DIMENSIONS, "live": live_now,
        "audit": reader.may("read audit trail"), "title_name": _name(names, then.head or family.head),
        "languages": render.names(), "outcome": came_on, **_foot(desk, family.project, known_at),
    }  # fmt: skip
    answer = desk.answers.answer(request, "family.html", reader, content, shown=shown)
    return desk.views.after(answer, reader, family.household)


async def live(request: Request, household: str) -> Response:
    """New lines of a family as server-sent events; rights are asked at every connection."""
    desk, reader = desk_of(request), reader_of(request)

    def ask() -> tuple[UUID, questions.Delivered]:
        with desk.pool.connection() as connection:
            family = _family(connection, household, reader)
            return family.household, questions.delivered(connection, family.household)

    found, now = await run_in_threadpool(ask)
    given = request.headers.get("last-event-id") or request.query_params.get("after")
    at = read_id(given) if given else now
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if at is None or at.generation != now.generation or at.number > now.number:
        return StreamingResponse(iter([RESET]), headers=headers, media_type="text/event-stream")
    kind = _kind("json" if wants_json(request) else language_of(request), reader)
    subscriber = desk.hub.subscribe(found, kind, at)
    return StreamingResponse(messages(desk.hub, subscriber), headers=headers, media_type="text/event-stream")


Rendered = Mapping[tuple[UUID, str], bytes]


def renderer(answers: Answers) -> Callable[[psycopg.Connection[Any], UUID, Collection[UUID], Collection[str]], Rendered]:
    """Puts new lines into words, once per kind of reader, however many read."""

    def render(connection: psycopg.Connection[Any], household: UUID, events: Collection[UUID], kinds: Collection[str]) -> Rendered:
        lines = questions.lines_of(connection, household, events)
        names = questions.names_for(connection, questions.persons_in(lines))
        texts = questions.texts_of(connection, lines)
        by_id = {line.event_id: line for line in lines}
        found: dict[tuple[UUID, str], bytes] = {}
        for event_id in set(events) & by_id.keys():
            line = by_id[event_id]
            changed = [line] + ([by_id[line.corrects]] if line.corrects in by_id else [])
            for kind in kinds:
                found[event_id, kind] = as_data(_message(answers, kind, changed, names, texts))
        return found

    return render


def _message(answers: Answers, kind: str, lines: Sequence[pathway.Line], names: Names, texts: questions.Texts) -> Any:
    form, *rights = kind.split("+")
    said = texts if "texts" in rights else {}
    said = said if "notes" in rights else questions.without_incident_notes(said, lines)
    if form == "json":
        return {"lines": _documents(lines, said)}
    content = {"lines": lines, "names": names, "texts": said, "audit": "audit" in rights}
    return {"what": answers.words[form].headline(lines[0]), "html": answers.part(form, "lines.html", content)}


def _kind(form: str, reader: Reader) -> str:
    """Readers of one kind are sent the same: by form (a language or `json`), links to the audit trail, free text and notes."""
    rights = {"audit": "read audit trail", "texts": "read people", "notes": "read incident notes"}
    return "+".join([form, *(right for right, action in rights.items() if reader.may(action))])


def _family(connection: psycopg.Connection[Any], household: str, reader: Reader) -> pathway.Family:
    """A family that the reader may see; 404 whether it is unknown or only not shared."""
    reader.need("read pathway")
    try:
        found = pathway.family(connection, as_uuid(household, "household"), reader.viewer)
    except Unreadable:
        found = None
    if found is None:
        raise HTTPException(404)
    unrestricted(connection, reader, [person for person, *_ in pathway.members(connection, found.household)])
    return found


def _documents(lines: Sequence[pathway.Line], texts: questions.Texts) -> list[dict[str, Any]]:
    return [{**asdict(line), "late": line.late, "texts": texts.get(line.event_id, {})} for line in lines]


def _texts(
    connection: psycopg.Connection[Any], reader: Reader, lines: Sequence[pathway.Line], came_on: outcomes.Outcome
) -> questions.Texts:
    """The free text that the reader may read."""
    if not reader.may("read people"):
        return {}
    texts = questions.texts_of(connection, lines, beside=[goal.set_by for goal in came_on.goals])
    return texts if reader.may("read incident notes") else questions.without_incident_notes(texts, lines)


def _foot(desk: Desk, project: str | None, known_at: datetime | None) -> dict[str, Any]:
    """What a printed page says of the logs that it rests on."""
    with desk.seals.connection() as seal:
        cut = checkpoints.cut_at(seal, known_at) or checkpoints.cut_at(seal)
    heads = [
        {"log": log, "size": one.size, "root": b64encode(one.root).decode()}
        for log, one in (cut.checkpoints.items() if cut else ()) if log in (project, "common")
    ]  # fmt: skip
    return {"heads": heads, "signed_at": cut.at if cut else None}


def _members(members: Sequence[Any], then: pathway.Family, names: Names) -> list[dict[str, Any]]:
    """The head first, who has left last."""
    return [
        {"person": person, "name": _name(names, person), "relationship": kin, "since": since, "until": until}
        for person, kin, since, until in sorted(members, key=lambda one: (one[3] is not None, one[0] != then.head, one[2]))
    ]


def _change(came_on: outcomes.Outcome, texts: questions.Texts) -> dict[str, Any]:
    said = asdict(came_on)
    return said | {"goals": [{**goal, "text": texts.get(goal["set_by"], {}).get("text")} for goal in said["goals"]]}


def _name(names: Names, person: UUID | None) -> str:
    return names.persons.get(person, "—") if person else "—"
