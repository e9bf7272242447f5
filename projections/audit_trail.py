"""The audit trail: every event of every service with its envelope and hash, searchable. What the funder requires.

Each thing that can be asked for has an index that ends in the order in which answers come, so that a page costs the same
however long the trail is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from infra.readmodel import ReadModel, Row, Table
from projections.families import LATE, VISIBLE, Viewer
from services.kernel.access import may
from services.kernel.event import Event, Recorded

ENTRY = Table(
    "entry",
    key=("event_id",),
    columns={
        "event_id": "uuid", "service": 'text collate "C" not null', "position": "bigint not null", "lane": "smallint not null",
        "previous_position": "bigint not null", "stream": 'text collate "C" not null', "version": "integer not null",
        "type": 'text collate "C" not null', "schema_version": "smallint not null", "project": 'text collate "C" not null',
        "agency": 'text collate "C" not null', "actor": "text not null", "actor_role": "text not null", "on_behalf_of": "text",
        "household": "uuid", "subjects": "jsonb", "occurred_at": "timestamptz not null", "recorded_at": "timestamptz not null",
        "command_id": "uuid not null", "causation_id": "uuid", "correlation_id": "uuid not null", "legal_basis": "text not null",
        "marks": "jsonb", "source": "text", "sha256": "text not null", "wire": "text not null",
        "corrects": "uuid", "late": "boolean not null", "evidence": "jsonb",
    },
    indexes=(
        "(recorded_at, service, position)", "(service, recorded_at, position)", "(project, recorded_at, service, position)",
        "(household, recorded_at, service, position)", "(agency, recorded_at, service, position)",
        "(actor, recorded_at, service, position)", "(type, recorded_at, service, position)", "(stream, version)",
        "(service, position)", "(occurred_at)", "(corrects) where corrects is not null",
        "(recorded_at, service, position) where late", "(recorded_at, service, position) where corrects is not null",
        "using gin (subjects jsonb_path_ops)", "using gin (evidence jsonb_path_ops)",
    ),
)  # fmt: skip


def when(fact: Recorded) -> Iterable[Row]:
    """One row per event, nothing left out."""
    yield Row(
        "entry",
        {
            "event_id": fact.id, "service": fact.service, "position": fact.position, "lane": fact.lane,
            "previous_position": fact.previous_position, "stream": fact.stream, "version": fact.version,
            "type": fact.type, "schema_version": type(fact.event).schema_version, "project": fact.project,
            "agency": fact.agency, "actor": fact.actor, "actor_role": fact.actor_role, "on_behalf_of": fact.on_behalf_of,
            "household": getattr(fact.event, "household", None), "subjects": [str(s) for s in fact.subjects] or None,
            "occurred_at": fact.occurred_at, "recorded_at": fact.recorded_at, "command_id": fact.command_id,
            "causation_id": fact.causation_id, "correlation_id": fact.correlation_id, "legal_basis": fact.legal_basis,
            "marks": list(fact.marks) or None, "source": fact.source, "sha256": fact.sha256, "wire": fact.wire,
            "corrects": fact.corrects or getattr(fact.event, "corrects_event_id", None),
            "late": fact.recorded_at - fact.occurred_at > LATE, "evidence": list(cited(fact.event)) or None,
        },
    )  # fmt: skip


def cited(event: Event) -> Iterator[str]:
    """The documents that a fact cites or files, by the hash of their stored bytes."""
    found = getattr(event, "evidence", None) or ()
    for one in (*(found if isinstance(found, tuple) else (found,)), event):
        if isinstance(sha256 := one if isinstance(one, str) else getattr(one, "sha256", None), str):
            yield sha256


@dataclass(frozen=True)
class Entry:
    """One event of the trail."""

    event_id: UUID
    service: str
    position: int
    lane: int
    previous_position: int
    stream: str
    version: int
    type: str
    schema_version: int
    project: str
    agency: str
    actor: str
    actor_role: str
    on_behalf_of: str | None
    household: UUID | None
    subjects: list[str] | None
    occurred_at: datetime
    recorded_at: datetime
    command_id: UUID
    causation_id: UUID | None
    correlation_id: UUID
    legal_basis: str
    marks: list[str] | None
    source: str | None
    sha256: str
    wire: str
    corrects: UUID | None
    late: bool
    evidence: list[str] | None


@dataclass(frozen=True)
class Filters:
    """What to look for; None looks for everything. `since` and `until` are days of recording in Italy, both included.

    `happened_since` and `happened_until` are days on which it happened.
    """

    project: str | None = None
    agency: str | None = None
    actor: str | None = None
    service: str | None = None
    household: UUID | None = None
    person: UUID | None = None
    type: str | None = None
    stream: str | None = None
    evidence: str | None = None
    since: date | None = None
    until: date | None = None
    happened_since: date | None = None
    happened_until: date | None = None
    late: bool = False
    corrections: bool = False


@dataclass(frozen=True)
class Page:
    """Entries, newest first, and the cursor of the next page (None on the last)."""

    entries: Sequence[Entry]
    after: str | None


_WITHIN = f"""(%(all)s or agency = %(agency)s
    or household in (select h.household from pathway.household h where {VISIBLE})
    or event_id in (select a.event_id from pathway.about a join pathway.membership m on m.person = a.person and m.joined
                      join pathway.household h on h.household = m.household where {VISIBLE}))"""
"""What the viewer's agency recorded, and what is about households that the viewer may see, or their members."""


def _scope(viewer: Viewer | None) -> dict[str, Any]:
    return {"all": viewer is None or may(viewer.role, "read every agency"), "agency": viewer.agency if viewer else ""}


_EQUAL = ("project", "agency", "actor", "service", "household", "type", "stream")
_DAYS = {
    "since": "recorded_at >= {}", "until": "recorded_at < {}", "happened_since": "occurred_at >= {}",
    "happened_until": "occurred_at < {}",
}  # fmt: skip
_WITH = {"person": "subjects", "evidence": "evidence"}


def _asked(filters: Filters) -> tuple[list[str], dict[str, Any]]:
    """The conditions that filters mean, and their values."""
    asked = {name: value for name, value in vars(filters).items() if value}
    where = [f"{name} = %({name}_)s" for name in _EQUAL if name in asked]
    where += [_DAYS[name].format(f"(%({name}_)s::timestamp at time zone 'Europe/Rome')") for name in _DAYS if name in asked]
    where += [f"{column} @> %({name}_)s" for name, column in _WITH.items() if name in asked]
    where += [condition for name, condition in (("late", "late"), ("corrections", "corrects is not null")) if name in asked]
    return where, {f"{name}_": _value(name, value) for name, value in asked.items()}


def _value(name: str, value: Any) -> Any:
    if name in _WITH:
        return Jsonb([str(value)])
    return value + timedelta(days=1) if name.endswith("until") else value


def search(
    connection: psycopg.Connection[Any], filters: Filters, after: str | None = None, limit: int = 50, *, viewer: Viewer | None
) -> Page:
    """The trail, newest first, by keyset, as far as `viewer` may read it; None is the system itself, which reads all.

    Raises `ValueError` for a cursor that is none of ours.
    """
    query, values = asking(filters, after, limit, viewer)
    with connection.cursor(row_factory=class_row(Entry)) as cursor:
        entries = cursor.execute(query, values).fetchall()
    shown = entries[:limit]
    last = shown[-1] if len(entries) > limit else None
    return Page(shown, f"{last.recorded_at.isoformat()}~{last.service}~{last.position}" if last else None)


def asking(filters: Filters, after: str | None, limit: int, viewer: Viewer | None) -> tuple[str, dict[str, Any]]:
    """The question to the database, and its values. Raises `ValueError` for a cursor that is none of ours."""
    where, values = _asked(filters)
    if not (scope := _scope(viewer))["all"]:
        where.append(_WITHIN)
    values |= scope | {"limit": limit + 1}
    if after:
        moment, service, position = after.rsplit("~", 2)
        where.append("(recorded_at, service, position) < (%(moment)s::timestamptz, %(service)s, %(position)s)")
        values |= {"moment": datetime.fromisoformat(moment), "service": service, "position": int(position)}
    query = f"""select {", ".join(ENTRY.columns)} from audit_trail.entry where {" and ".join(where) or "true"}
                order by recorded_at desc, service desc, position desc limit %(limit)s"""
    return query, values


def entry(connection: psycopg.Connection[Any], event_id: UUID, *, viewer: Viewer | None) -> Entry | None:
    """One event, or None where it is unknown or nothing that the viewer may read."""
    with connection.cursor(row_factory=class_row(Entry)) as cursor:
        columns, values = ", ".join(ENTRY.columns), _scope(viewer) | {"id": event_id}
        return cursor.execute(f"select {columns} from audit_trail.entry where event_id = %(id)s and {_WITHIN}", values).fetchone()


MODEL = ReadModel("audit_trail", version=2, tables=(ENTRY,), when=when)
