"""Questions of the desk that join several read models: names of things, a household's lines, rules, refused reactions."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import psycopg

from infra.program import pool
from infra.settings import SERVICES, Settings
from projections import audit_trail, families, people
from projections.desk.restriction import usable
from projections.desk.session import Reader
from projections.desk.wording import Names

FRESH = 10.0
NAMING = {
    "AgencyRegistered": ("agency", "name"), "ProgrammeDeclared": ("project", "name"), "DwellingAdded": ("dwelling", "name"),
    "UnitAdded": ("unit", "label"), "CoursePublished": ("course", "title"),
}  # fmt: skip
"""Facts that name a thing: the field with its id or code, and the field with its name."""


class Things:
    """Names of agencies, projects, units and courses, read again after ten seconds."""

    def __init__(self) -> None:
        self._read_at = 0.0
        self._names: dict[str, str] = {}

    def names(self, connection: psycopg.Connection[Any]) -> dict[str, str]:
        """Names by code or id; the newest fact wins."""
        if time.monotonic() - self._read_at > FRESH:
            found: dict[str, str] = {}
            for kind, (key, name) in NAMING.items():
                for entry in entries(connection, kind):
                    data = wire_data(entry)
                    found.setdefault(str(data.get(key)), str(data.get(name)))
            self._names, self._read_at = found, time.monotonic()
        return self._names


THINGS = Things()


def entries(connection: psycopg.Connection[Any], kind: str) -> Iterator[audit_trail.Entry]:
    """All events of a type, newest first."""
    after: str | None = None
    while True:
        page = audit_trail.search(connection, audit_trail.Filters(type=kind), after, 500, viewer=None)
        yield from page.entries
        if not (after := page.after):
            return


def wire_data(entry: audit_trail.Entry) -> dict[str, Any]:
    """The data of an event as recorded, personal fields still encrypted."""
    document = orjson.loads(entry.wire)
    data = document.get("data", document) if isinstance(document, dict) else {}
    return data if isinstance(data, dict) else {}


def clear_data(wire: str) -> dict[str, Any]:
    """The data of an event without what is encrypted."""
    data = orjson.loads(wire)
    return {name: value for name, value in data.get("data", data).items() if not (isinstance(value, dict) and "ct" in value)}


def names_for(connection: psycopg.Connection[Any], persons: Iterable[UUID | None], reader: Reader | None = None) -> Names:
    """The names that a page needs, in one question per read model; with a reader, none that is not to be used."""
    wanted = {person for person in persons if person}
    if reader:
        wanted = usable(connection, reader, wanted)
    return Names(people.names(connection, wanted) if wanted else {}, THINGS.names(connection))


def persons_in(lines: Sequence[families.Line]) -> set[UUID]:
    """Everybody whom lines are about, or who acted as the person they are."""
    return {UUID(subject) for line in lines for subject in line.subjects} | acting(lines)


def acting(facts: Iterable[families.Line | audit_trail.Entry]) -> set[UUID]:
    """Those who acted as the person they are, such as volunteers."""
    actors = {fact.actor for fact in facts}
    return {UUID(actor) for actor in actors if len(actor) == 36 and actor.count("-") == 4}


Texts = Mapping[UUID, Mapping[str, str]]
"""Free text by fact and field."""


def texts_of(connection: psycopg.Connection[Any], lines: Sequence[families.Line], beside: Iterable[UUID] = ()) -> Texts:
    """The free text of lines, of what corrects them, for the reason stands there, and of facts `beside`."""
    events = {*beside, *(line.event_id for line in lines), *(line.corrected_by for line in lines if line.corrected_by)}
    return people.texts(connection, events) if events else {}


CONFIDENTIAL = frozenset({
    "BreachReported", "IncidentReported", "MediationHeld", "WarningIssued", "ReviewHeld", "IncidentClosed",
})  # fmt: skip
"""Facts whose notes, with whatever amends them, are read only by those who may read incident notes."""


def without_incident_notes(texts: Texts, lines: Sequence[families.Line]) -> Texts:
    """The free text that is left for other readers."""
    confidential = [line for line in lines if line.data.get("fact_type", line.type) in CONFIDENTIAL]
    hidden = {name for line in confidential for name in (line.event_id, line.corrected_by)}
    return {event: said for event, said in texts.items() if event not in hidden}


def lines_of(connection: psycopg.Connection[Any], household: UUID, events: Collection[UUID]) -> list[families.Line]:
    """These lines of a household and the ones they correct, since those have changed too."""
    return list(families.timeline(connection, household, only=events, newest_first=True, limit=2 * len(events)).lines)


@dataclass(frozen=True)
class Delivered:
    """How far a household's lines were delivered: the generation of the read model and the last number."""

    generation: str
    number: int

    def __str__(self) -> str:
        return f"{self.generation}:{self.number}"


def delivered(connection: psycopg.Connection[Any], household: UUID) -> Delivered:
    """Where the live stream of a household stands."""
    row = connection.execute(
        """select (select id from pathway.generation)::text,
                  coalesce((select last from delivery.family where household = %s), 0)""",
        (household,),
    ).fetchone()
    assert row is not None
    return Delivered(*row)


def programmes(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """The funded projects and the rules that hold now, by code."""
    found: dict[str, dict[str, Any]] = {}
    for entry in entries(connection, "ProgrammeDeclared"):
        data = wire_data(entry)
        found.setdefault(str(data["project"]), {**data, "declared": entry.recorded_at, "event_id": entry.event_id})
    return [found[code] for code in sorted(found)]


def projects(connection: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """The funded projects to choose from: code and words."""
    found = programmes(connection)
    return [(one["project"], f"{one['project'].replace('PROG-', 'PROG ')} – {one['name']}") for one in found]


def seen_by(connection: psycopg.Connection[Any], viewer: families.Viewer, refusals: Sequence["Refusal"]) -> list["Refusal"]:
    """The refused reactions about households that the viewer's agency may see, and those about no household."""
    households = {UUID(refusal.household) for refusal in refusals if refusal.household}
    seen = families.visible(connection, households, viewer) if households else set()
    return [refusal for refusal in refusals if not refusal.household or UUID(refusal.household) in seen]


@dataclass(frozen=True)
class Refusal:
    """A reaction that a service refused, and the rule that refused it."""

    service: str
    event_id: UUID
    reaction: str
    household: str | None
    rule: str
    refused_at: datetime


class Refusals:
    """The refused reactions that nobody has settled, read from each service."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pools: dict[str, Any] = {}

    def open(self) -> list[Refusal]:
        """Newest first, of all agencies."""
        found: list[Refusal] = []
        for service in SERVICES:
            if service not in self._pools:
                self._pools[service] = pool(self._settings.database(service, "weita_desk"), 1)
            with self._pools[service].connection() as connection:
                rows = connection.execute(
                    """select event_id, reaction, household, rule, refused_at from refused_reaction
                       where settled_at is null order by refused_at desc limit 500"""
                ).fetchall()
            found += [Refusal(service, *row) for row in rows]
        return sorted(found, key=lambda refusal: refusal.refused_at, reverse=True)

    def close(self) -> None:
        """Let the connections go."""
        for opened in self._pools.values():
            opened.close()
