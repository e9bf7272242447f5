"""People: the only read model with clear personal values, names and free text; the rest holds ids and joins when read.

Every row names the person it belongs to. That is what makes forgetting one act. What names are found by is made of
names, so it stands in the same row.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

import orjson
import psycopg

from infra.codec import owners_of
from infra.keys import kids_of
from infra.readmodel import FENCE, Blind, ReadModel, Row, Table
from infra.wrapping import BlindIndex
from projections.matching.spelling import Word, coarse, words
from services.intake.events import Identity, PersonCorrected, PersonRegistered, ResidencePermitRecorded
from services.kernel.event import Recorded, personal_fields
from services.kernel.people import KeyClass
from services.oversight.events import SubjectErased

FORGOTTEN = "—"

FOUND = """text generated always as (coalesce(given_found, '') || ' ' || coalesce(family_found, '') || ' '
    || coalesce(other_found, '')) stored"""
INDEXED = "array_to_tsvector(array_remove(string_to_array(found, ' '), ''))"
"""All words that somebody is found by, so that a word or its beginning is looked up and not read through."""
PERSON = Table(
    "person",
    key=("person",),
    columns={
        "person": "uuid", "given_name": "text", "family_name": "text", "other_names": "text", "birth_date": "date",
        "partial_birth_date": "text", "birth_place": "text", "sex": "text", "citizenship": "text", "fiscal_code": "text",
        "language": "text", "contact": "text", "born": "text", "given_found": "text", "family_found": "text", "other_found": "text",
        "found": FOUND, "registered_at": "timestamptz", "lane": "smallint", "position": "bigint",
        "evidence_key": "text", "care_key": "text",
    },
    indexes=(
        "(born)", '("left"(born, 4))', '("right"(born, 5))', f"using gin (({INDEXED}))", "(lane, position)",
    ),
    closing={
        "evidence_key": (
            "given_name", "family_name", "other_names", "birth_date", "partial_birth_date", "birth_place", "sex", "citizenship",
            "fiscal_code", "born", "given_found", "family_found", "other_found", "evidence_key",
        ),
        "care_key": ("language", "contact", "care_key"),
    },
)  # fmt: skip
"""`born` is the birth date as far as it is known; `lane` and `position` those of the fact that last said who somebody is."""
TEXT = Table(
    "text",
    key=("event_id", "field"),
    columns={"event_id": "uuid", "field": "text", "person": "uuid not null", "value": "text not null", "keys": "text"},
    indexes=("(person)",),
    closing={"keys": ()},
)
CODE = Table(
    "code",
    key=("person", "kind", "thing"),
    columns={"person": "uuid", "kind": "text", "thing": "uuid", "mac": "text", "keys": "text"},
    indexes=("(mac)",),
    closing={"keys": ()},
)
"""Tax codes and numbers of permits: found whole, by a blind index, and never read from here."""
FOUND_BY = {"given_name": "given_found", "family_name": "family_found", "other_names": "other_found"}


def when(fact: Recorded) -> Iterable[Row]:
    """One row per person, from the person's own stream; one per personal text of any other fact, under whose key it is."""
    event = fact.event
    if isinstance(event, SubjectErased):
        yield from (Row(FENCE.name, {"kid": key.kid}) for key in event.keys)
        return
    keys = _keys(fact)
    if isinstance(event, Identity):
        yield from _identity(fact, event, keys)
    yield from _codes(fact, keys)
    told = Identity.model_fields if isinstance(event, Identity) else ()
    for name, owners in owners_of(fact).items():
        if name not in told and (value := getattr(event, name)):
            words = ", ".join(value) if isinstance(value, tuple) else str(value)
            values = {"event_id": fact.id, "field": name, "person": owners[0][0], "value": words, "keys": keys.get(name)}
            yield Row("text", values, tuple(kids_of(keys.get(name, ""))))


def _codes(fact: Recorded, keys: Mapping[str, str]) -> Iterator[Row]:
    """What somebody is found by exactly; nothing where the code is closed for ever."""
    event = fact.event
    found: dict[str, tuple[UUID, UUID]] = {}
    if isinstance(event, Identity) and "fiscal_code" in _restated(event):
        found = {"fiscal_code": (event.person, event.person)}
    elif isinstance(event, ResidencePermitRecorded):
        found = dict.fromkeys(("number", "receipt_number"), (event.person, event.permit))
    for name, (person, thing) in found.items():
        code, key = getattr(event, name), keys.get(name)
        if code or not key:
            values = {"person": person, "kind": name, "thing": thing, "mac": Blind(code) if code else None, "keys": key}
            yield Row("code", values, tuple(kids_of(key or "")))


def _keys(fact: Recorded) -> dict[str, str]:
    """By which keys each personal field of a fact is closed."""
    data = orjson.loads(fact.wire) if fact.wire else {}
    return {name: data[name]["kid"] for name in personal_fields(type(fact.event)) if isinstance(data.get(name), dict)}


def _identity(fact: Recorded, event: Identity, keys: Mapping[str, str]) -> Iterator[Row]:
    """What is closed for ever is not told; what is, with the key that opened it."""
    base = {"person": event.person, "lane": fact.lane, "position": fact.position}
    if isinstance(event, PersonRegistered):
        base["registered_at"] = fact.recorded_at
    yield Row("person", base)
    for kind in ("evidence", "care"):
        told = [name for name in _restated(event) if name in personal_fields(type(event)) and _class(event, name) == kind]
        if not told or any(name in keys and getattr(event, name) is None for name in told):
            continue
        key = next((keys[name] for name in told if name in keys), None)
        values = {"person": event.person, **dict(_told(event, told))}
        yield Row("person", values | ({f"{kind}_key": key} if key else {}), tuple(kids_of(key or "")))


def _class(event: Identity, name: str) -> KeyClass:
    return personal_fields(type(event))[name].kind


def _restated(event: Identity) -> Collection[str]:
    """What a fact says of a person: all of it at first, later what it restates."""
    return event.changed if isinstance(event, PersonCorrected) else Identity.model_fields


def _told(event: Identity, restated: Collection[str]) -> Iterator[tuple[str, Any]]:
    for name in (name for name in PERSON.columns if name in restated and name != "person"):
        value = getattr(event, name)
        if name == "other_names":
            value = "\n".join(value) if value else None
        yield name, value
        if name in FOUND_BY:
            yield FOUND_BY[name], found_by(value)
    if {"birth_date", "partial_birth_date"}.intersection(restated):
        yield "born", event.birth_date.isoformat() if event.birth_date else event.partial_birth_date


def found_by(name: str | None) -> str | None:
    """What a name is found by: its words in Latin letters, by their sounds and by their consonants.

    Consonants stand behind `~` where the script has no vowels, behind `=` where they are left out.
    """
    if not name:
        return None
    found = [
        form for word in words(name)
        for form in (word.plain, word.sound, f"{'~' if word.vowelless else '='}{coarse(word.consonants)}")
    ]  # fmt: skip
    return " ".join(dict.fromkeys(found))


def names(connection: psycopg.Connection[Any], ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of persons; a dash for one who was forgotten or is not known."""
    rows = connection.execute(
        "select person, given_name, family_name from people.person where person = any(%s)", (list(ids),)
    ).fetchall()
    found = {person: " ".join(filter(None, (given, family))) or FORGOTTEN for person, given, family in rows}
    return {person: found.get(person, FORGOTTEN) for person in ids}


def language(connection: psycopg.Connection[Any], person: UUID) -> str | None:
    """The language a person speaks, where they have said it."""
    row = connection.execute("select language from people.person where person = %s", (person,)).fetchone()
    return row[0] if row else None


@dataclass(frozen=True)
class Entry:
    """What was entered of who somebody is, by field."""

    values: Mapping[str, str | None]


def entries(connection: psycopg.Connection[Any], ids: Collection[UUID]) -> dict[UUID, Entry]:
    """What was entered of each of these persons; nothing of one who was forgotten or is not known."""
    rows = connection.execute(
        """select person, given_name, family_name, born as birth_date, fiscal_code, sex, citizenship, birth_place
             from people.person where person = any(%s)""",
        (list(ids),),
    )
    fields = [column.name for column in rows.description or ()][1:]
    return {person: Entry(dict(zip(fields, values, strict=True))) for person, *values in rows.fetchall()}


def initials(name: str | None) -> str | None:
    """`A. M.` of Amal Maria."""
    return " ".join(f"{word[0].upper()}." for word in name.split()) if name else None


def texts(connection: psycopg.Connection[Any], events: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """The free text of facts, by field; nothing for a fact without any, or whose person was forgotten."""
    rows = connection.execute(
        "select event_id, field, value from people.text where event_id = any(%s) order by event_id, field", (list(events),)
    ).fetchall()
    found: dict[UUID, dict[str, str]] = {}
    for event_id, name, value in rows:
        found.setdefault(event_id, {})[name] = value
    return found


_HAN = re.compile(r"([\u3400-\u9fff])")
"""A Chinese name is found by each of its signs."""
_OF_A_CODE = re.compile(r"(?=.*[0-9])[A-Za-z0-9]{5,20}")


def search(connection: psycopg.Connection[Any], text: str, blind: BlindIndex | None = None) -> list[UUID]:
    """Persons of all agencies whose names have each word of the text, in any order; who may be seen is asked after.

    Words that begin so come first: only where there are none is a text looked for inside of words. A tax code or the number
    of a permit finds by itself, whole.
    """
    if blind and (codes := [blind.of(part) for part in text.split() if _OF_A_CODE.fullmatch(part)]):
        rows = connection.execute("select distinct person from people.code where mac = any(%s) order by 1", (codes,)).fetchall()
        if rows:
            return [row[0] for row in rows]
    asked = patterns(text)
    if not asked:
        return []
    begun = " & ".join(any_of(forms) for forms in asked)
    rows = connection.execute(f"select person from people.person where {INDEXED} @@ %s::tsquery", (begun,)).fetchall()
    if not rows:
        where = " and ".join(f"({' or '.join(['found like %s'] * len(forms))})" for forms in asked)
        rows = connection.execute(f"select person from people.person where {where}", [*chain(*asked)]).fetchall()
    return [row[0] for row in rows]


def any_of(forms: Iterable[str]) -> str:
    """The words that begin with one of these, or are one that ends here, as a question to the index."""
    return "({})".format(" | ".join(f"'{form.strip('% ')}'{'' if form.endswith(' %') else ':*'}" for form in forms))


def patterns(text: str) -> list[list[str]]:
    """By what each word of a text may be found."""
    return [list(dict.fromkeys(_forms(word))) for word in words(_HAN.sub(r" \1 ", text))]


def _forms(word: Word) -> Iterator[str]:
    """A part of a word or of its sounds; the consonants of a whole word, where vowels are not written or seldom alike."""
    yield f"%{word.plain}%"
    if len(word.sound) > 2:
        yield f"%{word.sound}%"
    consonants = coarse(word.consonants)
    if word.vowelless or len(consonants) > 1:
        yield f"%~{consonants} %"
    if word.vowelless or len(consonants) > 3:
        yield f"%={consonants} %"


MODEL = ReadModel("people", version=5, tables=(PERSON, TEXT, CODE, FENCE), when=when, clear=True)
