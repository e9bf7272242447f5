"""Rebuilding a read model: a new generation from the record, compared row by row at exactly the live marks, then switched.

The same fold as the live worker's runs, without Kafka. Under the same fold version a difference stops the switch:
somebody edited rows, or the fold is not pure. Under a new one the differences are the change. Reactions never run.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from infra.applying import Applied, Decoder, Lane, Message, Records, fold, write_marks
from infra.readmodel import ReadModel, create_schema
from infra.store import COLUMNS, stored_fact

PAGE = 5000
SMALL = 1000
SAMPLE = 5

Progress = Callable[[int, int], None]


@dataclass
class Report:
    """What a rebuild found: events folded, rows compared, and the rows that differ, by table."""

    events: int = 0
    rows: int = 0
    new_version: bool = False
    only_live: dict[str, int] = field(default_factory=dict)
    only_rebuilt: dict[str, int] = field(default_factory=dict)
    samples: list[str] = field(default_factory=list)
    switched: bool = False

    @property
    def same(self) -> bool:
        """Whether the live rows are what the record says."""
        return not self.only_live and not self.only_rebuilt


class Rebuilding:
    """One rebuild of one read model."""

    def __init__(self, url: str, model: ReadModel, decoder: Decoder, records: Records, progress: Progress) -> None:
        self.url, self.model, self.decoder, self.records, self.progress = url, model, decoder, records, progress
        self.next = f"{model.name}_next"
        self.built: dict[Lane, int] = {}
        self.report = Report()

    def run(self, replace: str | None = None) -> Report:
        """Build, compare, switch. With `replace` (a reason) differences are kept aside and the switch goes on."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("set synchronous_commit = off")
            self._build_nearly_all(connection)
            with connection.transaction():
                connection.execute("select pg_advisory_xact_lock(hashtext(%s))", (self.model.name,))
                self._build(connection)
                self._compare(connection)
                if self.report.same or self.report.new_version or replace:
                    self._keep(connection, replace or "new fold version")
                    self._switch(connection)
            if not self.report.switched:
                connection.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(self.next)))
        return self.report

    def compare(self) -> Report:
        """Build and compare at exactly the live marks, and throw away what was built: who reads it, reads on undisturbed."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            self._build_nearly_all(connection)
            with connection.transaction():
                connection.execute("select pg_advisory_xact_lock(hashtext(%s))", (self.model.name,))
                self._build(connection)
                self._compare(connection)
            connection.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(self.next)))
        return self.report

    def _build_nearly_all(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute("select pg_advisory_lock(hashtext(%s))", (self.next,))  # another rebuild would drop our tables
        self._start(connection)
        while self._remainder(connection) > SMALL:
            self._build(connection)

    def _start(self, connection: psycopg.Connection[Any]) -> None:
        with connection.transaction():
            connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(self.next)))
            create_schema(connection, self.model, self.next)
        row = connection.execute(
            sql.SQL("select fold_version from {}.generation").format(sql.Identifier(self.model.name))
        ).fetchone()
        self.report.new_version = row is None or row[0] != self.model.version

    def _live(self, connection: psycopg.Connection[Any]) -> dict[Lane, int]:
        rows = connection.execute(
            sql.SQL("select service, lane, position from {}.mark").format(sql.Identifier(self.model.name))
        ).fetchall()
        return {(service, lane): position for service, lane, position in rows}

    def _remainder(self, connection: psycopg.Connection[Any]) -> int:
        """How many positions the new generation lags, at most."""
        live = self._live(connection)
        return sum(_head(live, s) - _head(self.built, s) for s in self.model.services)

    def _build(self, connection: psycopg.Connection[Any]) -> None:
        """Fold everything between what is built and the live marks of this moment."""
        live = self._live(connection)
        total = self.report.events + sum(_head(live, s) - _head(self.built, s) for s in self.model.services)
        for service in self.model.services:
            for page in self._pages(service, live):
                with connection.transaction():
                    self.decoder.begin()
                    fold(connection, self.model, self.next, page, self.decoder, Applied())
                self.report.events += len(page)
                self.progress(self.report.events, max(total, self.report.events))
        if live:
            write_marks(connection, self.next, live)
        self.built = live

    def _pages(self, service: str, live: Mapping[Lane, int]) -> Iterator[Sequence[Message]]:
        lanes = {lane: position for (name, lane), position in live.items() if name == service}
        built = {lane: self.built.get((service, lane), 0) for lane in lanes}
        last = max(lanes.values(), default=0)
        after = min((position for lane, position in built.items() if position < lanes[lane]), default=last)
        while after < last:
            rows = (
                self.records.connection(service)
                .execute(
                    f"select {COLUMNS} from event where position > %s and position <= %s order by position limit %s",  # noqa: S608
                    (after, last, PAGE),
                )
                .fetchall()
            )
            if not rows:
                return
            facts = [stored_fact(row) for row in rows]
            after = facts[-1].position
            yield [(service, f) for f in facts if built[f.lane] < f.position <= lanes[f.lane]]

    def _compare(self, connection: psycopg.Connection[Any]) -> None:
        """Row by row over the columns that both generations have; a table that one lacks differs as a whole."""
        live, new = _columns(connection, self.model.name), _columns(connection, self.next)
        for table in sorted((live.keys() | new.keys()) - {"mark", "generation"}):
            shared = [c for c in new.get(table, ()) if c in live.get(table, ()) and c not in _OF_THE_PARKING]
            if table in live:
                self.report.rows += _count(connection, self.model.name, table)
            if shared:
                self._differences(connection, table, shared, "live", self.model.name, self.next)
                self._differences(connection, table, shared, "rebuilt", self.next, self.model.name)
            elif table in live:
                self.report.only_live[table] = _count(connection, self.model.name, table)
            else:
                self.report.only_rebuilt[table] = _count(connection, self.next, table)

    def _differences(
        self, connection: psycopg.Connection[Any], table: str, names: Sequence[str], side: str, here: str, there: str
    ) -> None:
        cast = sql.SQL("::text") if self.report.new_version else sql.SQL("")
        columns = sql.SQL(", ").join(sql.SQL("{0}{1} as {0}").format(sql.Identifier(name), cast) for name in names)
        part = sql.SQL("(select {c} from {a}.{t} except all select {c} from {b}.{t})").format(
            c=columns, a=sql.Identifier(here), b=sql.Identifier(there), t=sql.Identifier(table)
        )
        row = connection.execute(sql.SQL("select count(*) from {} d").format(part)).fetchone()
        if row and row[0]:
            (self.report.only_live if side == "live" else self.report.only_rebuilt)[table] = row[0]
            shown: sql.Composable = sql.SQL("to_jsonb(d)::text")
            if self.model.clear:  # what is told of a difference is kept, and names are kept nowhere else
                key: list[sql.Composable] = [sql.Identifier(name) for name in self.model.key_of(table) if name in names]
                shown = sql.SQL("concat_ws(' ', {})").format(sql.SQL(", ").join(key or [sql.Literal("a row")]))
            sample = connection.execute(sql.SQL("select {} from {} d limit %s").format(shown, part), (SAMPLE,)).fetchall()
            self.report.samples += [f"{table}, only {side}: {text}" for (text,) in sample]

    def _keep(self, connection: psycopg.Connection[Any], reason: str) -> None:
        """Differences stay readable after the switch."""
        if not self.report.same:
            connection.execute(
                """create table if not exists delivery.rebuild_difference (
                       model text not null, reason text not null, found jsonb not null,
                       at timestamptz not null default clock_timestamp())"""
            )
            found = {"only_live": self.report.only_live, "only_rebuilt": self.report.only_rebuilt, "samples": self.report.samples}
            connection.execute(
                "insert into delivery.rebuild_difference (model, reason, found) values (%s, %s, %s)",
                (self.model.name, reason, Jsonb(found)),
            )

    def _switch(self, connection: psycopg.Connection[Any]) -> None:
        live, new = sql.Identifier(self.model.name), sql.Identifier(self.next)
        connection.execute(sql.SQL("drop schema {} cascade").format(live))
        connection.execute(sql.SQL("alter schema {} rename to {}").format(new, live))
        self.report.switched = True


_OF_THE_PARKING = frozenset({"reason", "parked_at", "copied"})
"""When and why something was parked says nothing about the record."""


def _columns(connection: psycopg.Connection[Any], schema: str) -> dict[str, list[str]]:
    """The columns of every table of a generation; a new fold version may have other ones."""
    rows = connection.execute(
        """select c.relname, array_agg(a.attname::text order by a.attnum) from pg_class c
             join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = %s::regnamespace and c.relkind = 'r' group by 1""",
        (schema,),
    ).fetchall()
    return dict(rows)


def _count(connection: psycopg.Connection[Any], schema: str, table: str) -> int:
    row = connection.execute(sql.SQL("select count(*) from {}.{}").format(sql.Identifier(schema), sql.Identifier(table))).fetchone()
    return row[0] if row else 0


def _head(marks: Mapping[Lane, int], service: str) -> int:
    return max((position for (name, _), position in marks.items() if name == service), default=0)
