"""A read model: tables, a pure fold from facts to rows, and how rows are written, many at a time.

A row is a partial upsert: what it names is set, the rest of the row stays. Every column is written by the events of
one stream only, so any interleaving of streams gives the same rows (design decision 14).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from infra.settings import LANES, SERVICES
from services.kernel.event import Recorded


@dataclass(frozen=True)
class Table:
    """A table of a read model. `columns` maps names to PostgreSQL types; `key` is the primary key."""

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, str]
    indexes: tuple[str, ...] = ()
    closing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns that name the keys by which others were opened; when one is destroyed those are emptied, or the row goes."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one fact says about one row; the key's columns are among the values."""

    table: str
    values: Mapping[str, Any]
    kids: tuple[UUID, ...] = ()
    """The keys by which the values were opened."""


@dataclass(frozen=True, slots=True)
class Blind:
    """A value of a row that stands there as the blind index has it, and not as it is."""

    code: str


FENCE = Table("fence", key=("kid",), columns={"kid": "uuid"})
"""Keys that were destroyed. Writing a row here empties what was opened with the key; what is opened with it is not written."""

When = Callable[[Recorded], Iterable[Row]]


@dataclass(frozen=True)
class ReadModel:
    """One read model. `version` goes up when the fold or the tables change; `clear` asks for decrypted facts."""

    name: str
    version: int
    tables: tuple[Table, ...]
    when: When
    clear: bool = False
    services: tuple[str, ...] = SERVICES
    by_name: Mapping[str, Table] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {table.name: table for table in self.tables})

    def key_of(self, table: str) -> tuple[str, ...]:
        """The columns that name a row; none for a table that every read model has."""
        return self.by_name[table].key if table in self.by_name else ()


def create_schema(connection: psycopg.Connection, model: ReadModel, schema: str) -> None:
    """Make the schema of one generation of a read model: its tables, marks and parked events."""
    name = sql.Identifier(schema)
    connection.execute(sql.SQL("create schema {}").format(name))
    for table in model.tables:
        columns = [sql.SQL("{} {}").format(sql.Identifier(c), sql.SQL(kind)) for c, kind in table.columns.items()]
        key = sql.SQL(", ").join(map(sql.Identifier, table.key))
        connection.execute(
            sql.SQL("create table {}.{} ({}, primary key ({}))").format(
                name, sql.Identifier(table.name), sql.SQL(", ").join(columns), key
            )
        )
        for index in table.indexes:
            connection.execute(sql.SQL("create index on {}.{} {}").format(name, sql.Identifier(table.name), sql.SQL(index)))
    connection.execute(sql.SQL(_SHARED).format(schema=name))
    connection.execute(sql.SQL("insert into {}.generation (fold_version) values (%s)").format(name), (model.version,))
    add_marks(connection, model, schema)
    connection.execute(sql.SQL("grant usage on schema {} to weita_desk").format(name))
    connection.execute(sql.SQL("grant select on all tables in schema {} to weita_desk").format(name))


def add_marks(connection: psycopg.Connection, model: ReadModel, schema: str) -> None:
    """A mark for every lane that has none: of all services at first, later of those that came since."""
    connection.execute(
        sql.SQL(
            "insert into {}.mark select s, l, 0 from unnest(%s::text[]) s, generate_series(0, %s) l on conflict do nothing"
        ).format(sql.Identifier(schema)),
        (list(model.services), LANES - 1),
    )


_SHARED = """
create table {schema}.mark (
    service text collate "C", lane smallint, position bigint not null, primary key (service, lane)
);
create table {schema}.parked (
    service text collate "C", position bigint, key text not null, event_id uuid not null, type text not null,
    reason text not null, parked_at timestamptz not null default clock_timestamp(), copied boolean not null default false,
    primary key (service, position)
);
create table {schema}.generation (
    id uuid primary key default gen_random_uuid(), fold_version integer not null,
    made_at timestamptz not null default clock_timestamp()
)
"""


def write_rows(connection: psycopg.Connection, model: ReadModel, schema: str, rows: Iterable[Row]) -> None:
    """Upsert rows in one statement per table and set of columns."""
    if FENCE in model.tables:
        rows = _past_the_fence(connection, model, schema, list(rows))
    merged: dict[tuple[str, tuple[Any, ...]], dict[str, Any]] = {}
    for row in rows:
        key = tuple(row.values[column] for column in model.by_name[row.table].key)
        present = merged.get((row.table, key))
        if present is None:
            merged[row.table, key] = dict(row.values)
        else:
            present.update(row.values)
    groups: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = {}
    for (table, _), values in merged.items():
        groups.setdefault((table, tuple(values)), []).append(values)
    for (table, columns), group in groups.items():
        upsert(connection, schema, model.by_name[table], columns, group)


def _past_the_fence(connection: psycopg.Connection, model: ReadModel, schema: str, rows: Sequence[Row]) -> list[Row]:
    """What may be written. Until the transaction ends nobody raises a fence beside it, or none writes beside the fence."""
    raised = [row.values["kid"] for row in rows if row.table == FENCE.name]
    kids = {kid for row in rows for kid in row.kids}
    if not raised and not kids:
        return list(rows)
    lock = "pg_advisory_xact_lock" if raised else "pg_advisory_xact_lock_shared"
    connection.execute(f"select {lock}(hashtext(%s))", (f"{schema}.{FENCE.name}",))
    standing = connection.execute(
        sql.SQL("select kid from {}.fence where kid = any(%s)").format(sql.Identifier(schema)), (list(kids),)
    ).fetchall()
    closed = {kid for (kid,) in standing}.union(raised)
    for table in model.tables if raised else ():
        _empty(connection, schema, table, raised)
    return [row for row in rows if closed.isdisjoint(row.kids)]


def _empty(connection: psycopg.Connection, schema: str, table: Table, kids: Sequence[UUID]) -> None:
    """Take away what was opened with these keys."""
    for column, opened in table.closing.items():
        where = sql.SQL("where string_to_array({}, ' ') && %s::text[]").format(sql.Identifier(column))
        name = sql.SQL("{}.{}").format(sql.Identifier(schema), sql.Identifier(table.name))
        nothing = sql.SQL(", ").join(sql.SQL("{} = null").format(sql.Identifier(one)) for one in opened)
        act = sql.SQL("update {} set {}").format(name, nothing) if opened else sql.SQL("delete from {}").format(name)
        connection.execute(act + sql.SQL(" ") + where, ([str(kid) for kid in kids],))


def upsert(
    connection: psycopg.Connection, schema: str, table: Table, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """One statement for rows that name the same columns: arrays in, `unnest`, `on conflict`."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    arrays = sql.SQL(", ").join(sql.SQL("%b::{}[]").format(sql.SQL(_base(table.columns[c]))) for c in columns)
    rest = [c for c in columns if c not in table.key]
    changes = sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(c)) for c in rest)
    conflict = sql.SQL("do update set {}").format(changes) if rest else sql.SQL("do nothing")
    key = sql.SQL(", ").join(map(sql.Identifier, table.key))
    statement = sql.SQL("insert into {}.{} ({}) select * from unnest({}) on conflict ({}) {}").format(
        sql.Identifier(schema), sql.Identifier(table.name), names, arrays, key, conflict
    )
    connection.execute(statement, [[_value(table.columns[c], row[c]) for row in rows] for c in columns])


def _base(kind: str) -> str:
    """The type without its constraints, for the array."""
    return kind.split(" not null")[0].split(" default")[0].split(" collate")[0].strip()


def _value(kind: str, value: Any) -> Any:
    return Jsonb(value) if value is not None and kind.startswith("jsonb") else value
