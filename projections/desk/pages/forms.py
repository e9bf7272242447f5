"""Work: the form of every command that a reader may give, and what happens to what they send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import psycopg
from fastapi import APIRouter, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from projections import audit_trail, controlled, people
from projections.desk import attaching, questions, sending
from projections.desk.amendable import AMENDS
from projections.desk.asked import Asked, as_uuid
from projections.desk.asking import ASIDE, SUBJECTS, Form, form_of
from projections.desk.choosing import FACTS, Chooser, as_ids
from projections.desk.desk import desk_of
from projections.desk.drawing import Drawn, Pen, beginning, every, marked
from projections.desk.filling import Typed, body_of, without_gaps
from projections.desk.forms import COMMANDS, Field
from projections.desk.refusals import Refused, explain
from projections.desk.session import Reader, language_of, reader_of, safe_next

MOST_FIELDS, LARGEST, AWAY = 3000, 256 * 1024, 500
SEND, MORE, WHEN = "send", "more:", "occurred_at"
RETRY = "retry reactions"


@dataclass(frozen=True)
class Filled:
    """What came with a request: the texts of the fields, and what steers the page."""

    typed: Typed
    key: str = ""
    back: str = ""
    act: str = ""
    find: str = ""


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["work"])
    routes.add_api_route("/do", listing, methods=["GET"])
    routes.add_api_route("/do/{service}/{command}", show, methods=["GET"])
    routes.add_api_route("/do/{service}/{command}", take, methods=["POST"])
    routes.add_api_route("/refused/{service}/{event}/retry", retry, methods=["POST"])
    return routes


def listing(request: Request) -> Response:
    """All that the reader may record, by service and subject; `q` is part of its name."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    words = desk.answers.words[language_of(request)]
    wanted = (asked.text("q") or "").casefold()
    found = []
    for service, subject, commands in SUBJECTS:
        mine = [(name, words(f"command.{name}")) for name in commands if reader.may(name)]
        if mine := [(name, said) for name, said in mine if wanted in said.casefold()]:
            found.append({"service": service, "subject": subject, "commands": mine})
    household = asked.name("household")
    query = f"?{urlencode({'household': household})}" if household else ""
    with desk.pool.connection() as connection:
        names = questions.names_for(connection, [])
    shown = {"q": asked.text("q") or "", "names": names, "query": query, "household": household}
    return desk.answers.answer(request, "do.html", reader, {"subjects": found}, shown=shown)


def show(request: Request, service: str, command: str) -> Response:
    """A form; where it is not said yet what it is about, the page to choose that."""
    form, reader = _form(request, service, command)
    query = request.query_params
    typed = {name: query.getlist(name) for name in query if not name.startswith("_")}
    filled = Filled(typed, str(uuid4()), safe_next(query.get("_back")) or "", "", (query.get("_find") or "")[:100])
    return _page(request, reader, form, filled, begins=True)


async def take(request: Request, service: str, command: str) -> Response:
    """Send what was typed to the service; show it again with what is wrong, or lead to where it shows."""
    form, reader = _form(request, service, command)
    largest = attaching.LARGEST_POST if form.cites else LARGEST
    if int(request.headers.get("content-length") or largest + 1) > largest:
        raise HTTPException(413)
    async with request.form(max_files=attaching.MOST if form.cites else 0, max_fields=MOST_FIELDS) as said:
        files = await attaching.files_of(said)
        texts = {name: [one for one in said.getlist(name) if isinstance(one, str)] for name in said}
    steering = {name: texts.get(f"_{name}", [""])[0] for name in ("key", "back", "act", "find")}
    typed = {name: one for name, one in texts.items() if not name.startswith("_")}
    filled = Filled(typed, steering["key"][:100], safe_next(steering["back"]) or "", steering["act"], steering["find"][:100])
    return await run_in_threadpool(_carry_out, request, reader, form, filled, files)


def retry(request: Request, service: str, event: str) -> Response:
    """Ask a service to follow up a neighbour's fact once more."""
    reader_of(request).need(RETRY)
    if service not in COMMANDS:
        raise HTTPException(404)
    answer = sending.post(request, service, f"/refused-reactions/{as_uuid(event, 'event')}/retry")
    state = "asked" if answer is not None and answer.is_success else "failed"
    return RedirectResponse(f"/refused?done=retry&state={state}", 303)


def _form(request: Request, service: str, command: str) -> tuple[Form, Reader]:
    form, reader = form_of(service, command), reader_of(request)
    if form is None:
        raise HTTPException(404)
    reader.need(command)
    return form, reader


def _carry_out(request: Request, reader: Reader, form: Form, filled: Filled, files: Mapping[str, attaching.Chosen]) -> Response:
    desk, keyed, filled = desk_of(request), bool(filled.key), replace(filled, key=filled.key or str(uuid4()))
    with desk.pool.connection() as connection:
        form = _for_fact(connection, reader, form, filled.typed)
        about = attaching.about(connection, filled.typed) if files else {}
    typed, refusal = attaching.attach(request, filled.key, filled.typed, files, about)
    filled = replace(filled, typed=typed if refusal else without_gaps(form.fields, typed))
    if refusal:
        return _page(request, reader, form, filled, outcome=refusal)
    if not keyed or filled.act not in ("", SEND):
        return _page(request, reader, form, filled)
    outcome = sending.send(request, form.service, form.command, filled.key, body_of(form.fields, filled.typed))
    if not outcome.done:
        return _page(request, reader, form, filled, outcome=outcome)
    with desk.pool.connection() as connection:
        state = "recorded" if sending.shown(connection, outcome.events) else "coming"
    return RedirectResponse(_leads_to(reader, form, filled, outcome, state), 303)


def _leads_to(reader: Reader, form: Form, filled: Filled, outcome: sending.Outcome, state: str) -> str:
    """Where what was recorded shows: the page one came from, the family, or the list of forms."""
    ids = outcome.said.get("ids", {})
    household = ids.get("household") or "".join(filled.typed.get("household", ())[:1])
    family = f"/families/{household}" if household and reader.may("read pathway") else ""
    path, _, query = (filled.back or family or "/do").partition("?")
    said = urlencode({"done": form.command, "state": state})
    anchor = f"#line-{outcome.events[0]}" if path.startswith("/families/") and outcome.events else ""
    return f"{path}?{query}{'&' if query else ''}{said}{anchor}"


def _page(
    request: Request, reader: Reader, form: Form, filled: Filled, *, begins: bool = False, outcome: sending.Outcome | None = None
) -> Response:
    desk, words = desk_of(request), desk_of(request).answers.words[language_of(request)]
    with desk.pool.connection() as connection:
        form = _for_fact(connection, reader, form, filled.typed)
        about = {name: texts[0] for name, texts in filled.typed.items() if len(texts) == 1 and as_ids(texts)}
        about = _completed(Chooser(connection, reader, words, about), about)
        chooser = Chooser(connection, reader, words, about, filled.find)
        missing = next((name for name in form.first if name not in about), "")
        names = questions.names_for(connection, [])
        if missing:
            return _choose(request, reader, form, chooser, missing, filled)
        given = [name for name in ("household", "edition", "control") if name not in form.first]
        asked = {field.name for field in form.fields}
        fixed = [name for name in (*form.first, *given) if name in about and name in asked]
        typed = {**(_begun(connection, form, about) if begins else {}), **filled.typed, **{name: [about[name]] for name in about}}
        pen = Pen(form, words, chooser, typed, filled.act.removeprefix(MORE) if filled.act.startswith(MORE) else "")
        drawn = [pen.draw(field) for field in form.fields if field.name not in fixed]
        refused = explain(outcome, {one.name for one in every(drawn)}, words) if outcome else Refused()
        drawn = marked(drawn, refused.fields)
        context = [(words.first(f"form.{name}", f"field.{name}"), chooser.name_of(name, about[name])) for name in fixed]
    content = {"command": form.command, "service": form.service, "top": refused.top, "errors": refused.fields}
    shown = {
        "form": form, **_parted(form, drawn), "fixed": [(name, about[name]) for name in fixed],
        "context": [(name, said) for name, said in context if said], "filled": filled, "names": names,
        "wrong": [one for one in every(drawn) if one.error], "searches": _searches(form),
        "away": bool(outcome and outcome.status >= AWAY),
    }  # fmt: skip
    return desk.answers.answer(request, "form.html", reader, content, shown=shown, status=outcome.status if outcome else 200)


def _parted(form: Form, drawn: Sequence[Drawn]) -> dict[str, Sequence[Drawn]]:
    """The fields, those that are seldom asked, and when it happened."""
    aside = ASIDE.get(form.command, frozenset()) | {WHEN}
    return {
        "fields": [one for one in drawn if one.name not in aside],
        "aside": [one for one in drawn if one.name in aside and one.name != WHEN],
        "when": [one for one in drawn if one.name == WHEN],
    }


def _choose(request: Request, reader: Reader, form: Form, chooser: Chooser, missing: str, filled: Filled) -> Response:
    """The page that asks what a form is about: one link per choice."""
    if missing == "fact":
        raise HTTPException(404)
    desk = desk_of(request)
    kept = {name: text for name, text in chooser.about.items() if name != missing}
    source = next(form.source(field) for field in form.fields if field.name == missing)
    options = [
        (words, f"{form.address}?{urlencode({**kept, missing: value} | ({'_back': filled.back} if filled.back else {}))}")
        for value, words in chooser.choices(source)
    ]
    names = questions.names_for(chooser.connection, [])
    shown = {
        "form": form, "missing": missing, "options": options, "kept": kept, "filled": filled, "names": names,
        "searches": source in ("household", "families", "people"),
    }  # fmt: skip
    return desk.answers.answer(request, "choose.html", reader, {"choose": missing, "options": options}, shown=shown)


def _completed(chooser: Chooser, about: Mapping[str, str]) -> dict[str, str]:
    """What the form is about, with what follows from it: a match names its family, a vacancy its unit."""
    found = dict(about)
    for name in [name for name in about if name in FACTS and FACTS[name].beside]:
        found = {**chooser.beside(name, about[name]), **found}
    return found


def _begun(connection: psycopg.Connection[Any], form: Form, about: Mapping[str, str]) -> dict[str, list[str]]:
    """What a fresh form shows: its defaults; of a family in charge, who heads it; of a control, what is drawn from."""
    begun = beginning(form.fields)
    if form.command == "EnrolFamily" and "household" in about:
        row = connection.execute(
            "select case_project, case_head from pathway.household where household = %s", (about["household"],)
        ).fetchone()
        if row and row[1]:
            head = str(row[1])
            begun |= {"project": [row[0]], "head": [head], "members.0.person": [head], "members.0.relationship": ["head"]}
    if form.command == "DrawSample":
        begun |= _population(connection, about)
    return begun


def _population(connection: psycopg.Connection[Any], about: Mapping[str, str]) -> dict[str, list[str]]:
    """What a sample is drawn from, unless somebody puts another population there: the families of the project."""
    named = as_ids([about.get("control", "")])
    projects = [one.project for one in controlled.controls(connection) if one.control in named]
    lines = [line for project in projects for line in controlled.population(connection, project, "families")]
    return {"of": ["families"], "population": ["\n".join(lines)]} if lines else {}


def _for_fact(connection: psycopg.Connection[Any], reader: Reader, form: Form, typed: Typed) -> Form:
    """The form of a correction: the fields that may be corrected of the fact it is about, as they read now."""
    if form.command != "CorrectFact":
        return form
    entry = _fact(connection, reader, typed)
    amends = AMENDS.get(entry.type)
    if amends is None or not amends.fields or entry.service != form.service:
        raise HTTPException(404)
    full = form_of(form.service, amends.command)
    assert full is not None
    data = questions.clear_data(entry.wire)
    texts = people.texts(connection, [entry.event_id]).get(entry.event_id, {}) if reader.may("read people") else {}
    parts = tuple(
        replace(field, default=({**data, **texts}).get(field.name)) for field in full.fields if field.name in amends.fields
    )
    parts = tuple(replace(field, required=False) for field in parts)
    group = Field("corrected", "group", required=True, parts=parts)
    fields = tuple(group if field.name == "corrected" else field for field in form.fields)
    return replace(form, fields=fields)


def _fact(connection: psycopg.Connection[Any], reader: Reader, typed: Typed) -> audit_trail.Entry:
    """The fact that is to be amended: one that the reader's agency recorded."""
    try:
        name = UUID("".join(typed.get("fact", ())[:1]))
    except ValueError as error:
        raise HTTPException(404) from error
    entry = audit_trail.entry(connection, name, viewer=reader.viewer)
    if entry is None or entry.agency != reader.identity.agency:
        raise HTTPException(404)
    return entry


def _searches(form: Form) -> bool:
    """Whether persons are chosen who may have to be searched for."""
    fields = [*form.fields, *(part.under(field.name) for field in form.fields for part in field.parts)]
    return any(form.source(field) == "people" for field in fields if field.name not in form.first)
