"""People: the only read model with names. Everything else holds person ids and joins when it is read."""

import unicodedata
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import psycopg

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


def when(fact: Recorded) -> Iterable[Row]:
    """One row per person, from the person's own stream."""
    event = fact.event
    if isinstance(event, PersonRegistered):
        values = event.model_dump()
        names = " ".join(filter(None, (event.given_name, event.family_name, event.fiscal_code)))
        yield Row("person", {**values, "searchable": searchable(names), "registered_at": fact.recorded_at})


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


def search(connection: psycopg.Connection[Any], text: str, limit: int = 200) -> list[UUID]:
    """Persons whose name holds every word of the text, in any order."""
    words = [f"%{word.replace('%', '').replace('_', '')}%" for word in searchable(text).split()]
    rows = connection.execute(
        "select person from people.person where searchable like all(%s) order by searchable, person limit %s", (words, limit)
    ).fetchall()
    return [row[0] for row in rows]


MODEL = ReadModel("people", version=1, tables=(PERSON,), when=when, clear=True, services=("intake",))
