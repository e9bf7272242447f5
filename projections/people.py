"""People: the only read model with clear personal values, names and free text; the rest holds ids and joins when read.

Every row names the person it belongs to. That is what makes forgetting one act.
"""

import unicodedata
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import psycopg

from infra.codec import owners_of
from infra.readmodel import ReadModel, Row, Table
from services.intake.events import PersonRegistered
from services.kernel.event import Recorded

FORGOTTEN = "—"

PERSON = Table(
    "person",
    key=("person",),
    columns={
        "person": "uuid", "given_name": "text", "family_name": "text", "birth_date": "date", "sex": "text",
        "citizenship": "text", "fiscal_code": "text", "language": "text", "contact": "text",
        "searchable": "text not null", "registered_at": "timestamptz not null",
    },
    indexes=("(fiscal_code)",),
)  # fmt: skip
TEXT = Table(
    "text",
    key=("event_id", "field"),
    columns={"event_id": "uuid", "field": "text", "person": "uuid not null", "value": "text not null"},
    indexes=("(person)",),
)


def when(fact: Recorded) -> Iterable[Row]:
    """One row per person, from the person's own stream; one per personal text of any other fact, under whose key it is."""
    event = fact.event
    if isinstance(event, PersonRegistered):
        values = event.model_dump(include=set(PERSON.columns))
        names = " ".join(filter(None, (event.given_name, event.family_name, event.fiscal_code)))
        yield Row("person", {**values, "searchable": searchable(names), "registered_at": fact.recorded_at})
        return
    for name, (person, _) in owners_of(fact).items():
        if value := getattr(event, name):
            yield Row("text", {"event_id": fact.id, "field": name, "person": person, "value": str(value)})


def searchable(text: str) -> str:
    """Text as it is searched: no case, no diacritics, both Unicode forms alike."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def names(connection: psycopg.Connection[Any], ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of persons; a dash for one who was forgotten or is not known."""
    rows = connection.execute(
        "select person, given_name, family_name from people.person where person = any(%s)", (list(ids),)
    ).fetchall()
    found = {person: " ".join(filter(None, (given, family))) or FORGOTTEN for person, given, family in rows}
    return {person: found.get(person, FORGOTTEN) for person in ids}


def texts(connection: psycopg.Connection[Any], events: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """The free text of facts, by field; nothing for a fact without any, or whose person was forgotten."""
    rows = connection.execute(
        "select event_id, field, value from people.text where event_id = any(%s) order by event_id, field", (list(events),)
    ).fetchall()
    found: dict[UUID, dict[str, str]] = {}
    for event_id, name, value in rows:
        found.setdefault(event_id, {})[name] = value
    return found


def search(connection: psycopg.Connection[Any], text: str) -> list[UUID]:
    """Persons of all agencies whose name holds every word of the text, in any order; who may be seen is asked after."""
    words = [f"%{word.replace('%', '').replace('_', '')}%" for word in searchable(text).split()]
    rows = connection.execute("select person from people.person where searchable like all(%s)", (words,)).fetchall()
    return [row[0] for row in rows]


MODEL = ReadModel("people", version=2, tables=(PERSON, TEXT), when=when, clear=True)
