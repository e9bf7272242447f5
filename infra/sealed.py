"""The sequencer's own database: which event stands where in which log, and what was signed. Rows are only added."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

import psycopg

from infra.transparency.checkpoint import Checkpoint, parse_text

PAGE = 1000
STANDS: LiteralString = """from entry e where not exists
    (select 1 from setback s where s.service = e.service and s.number > e.setback and e.position > s.position)"""
"""The entries that the record still holds; others were lost when it went back, and not taken back."""


@dataclass(frozen=True)
class Entry:
    """The place of one event: (log, index) and (service, position) name each other, and the hash says what was sealed."""

    service: str
    position: int
    log: str
    index: int
    leaf_hash: bytes


@dataclass(frozen=True)
class Signed:
    """A checkpoint and the note that was signed for it."""

    head: Checkpoint
    note: str


@dataclass(frozen=True)
class Origin:
    """A log that takes up another: its first leaf is the last checkpoint of that one."""

    log: str
    takes_up: str
    note: str


class NotGapless(Exception):
    """Raised when the places of a service's events, or of a log's entries, are not one after the other."""


class Sealed:
    """The tables, over the connection that also holds the sequencer's lock: who has lost the lock cannot write."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        row = connection.execute("select coalesce(max(number), 0) from setback").fetchone()
        self.setback: int = row[0] if row else 0
        rows = connection.execute("select log, takes_up, note from origin order by setback, log").fetchall()
        self.origins = {row[0]: Origin(*row) for row in rows}

    def marks(self) -> dict[str, int]:
        """The last sealed position of each service, of what was not lost since. Raises `NotGapless`."""
        rows = self._connection.execute(f"select service, max(position), count(*) {STANDS} group by 1").fetchall()
        return {service: _whole(f"the positions of {service}", last, count) for service, last, count in rows}

    def sizes(self) -> dict[str, int]:
        """How many leaves each log has; the one that takes up another log is no event. Raises `NotGapless`."""
        rows = self._connection.execute("select log, max(index) + 1, count(*) from entry group by 1").fetchall()
        found = {log: _whole(f"the entries of {log}", size, count + (log in self.origins)) for log, size, count in rows}
        return dict.fromkeys(self.origins, 1) | found

    def signed(self) -> dict[str, Signed]:
        """The last checkpoint of each log."""
        rows = self._connection.execute("select distinct on (log) log, note from checkpoint order by log, size desc").fetchall()
        return {log: Signed(parse_text(note.rpartition("\n\n")[0] + "\n"), note) for log, note in rows}

    def kept(self) -> dict[str, dict[str, int]]:
        """Of each log that was given up: the last position of every service that was not lost; beyond it the record went back."""
        rows = self._connection.execute(
            """select o.takes_up, s.service, min(s.position) from origin o join setback s on s.number >= o.setback group by 1, 2"""
        ).fetchall()
        found: dict[str, dict[str, int]] = {}
        for log, service, position in rows:
            found.setdefault(log, {})[service] = position
        return found

    def entries(self, log: str, first: int) -> Iterator[list[Entry]]:
        """The entries of a log from an index on, in order, page by page."""
        while True:
            rows = self._connection.execute(
                """select service, position, log, index, leaf_hash from entry
                    where log = %s and index >= %s order by index limit %s""",
                (log, first, PAGE),
            ).fetchall()
            if not rows:
                return
            yield [Entry(*row) for row in rows]
            first += len(rows)

    def last(self, service: str, position: int) -> Entry | None:
        """The entry of an event."""
        row = self._connection.execute(
            """select service, position, log, index, leaf_hash from entry
                where service = %s and position = %s order by setback desc limit 1""",
            (service, position),
        ).fetchone()
        return Entry(*row) if row else None

    def add(self, entries: Sequence[Entry]) -> None:
        """Give events their places, all at once or none."""
        copy = "copy entry (service, position, log, index, leaf_hash, setback) from stdin (format binary)"
        with self._connection.transaction(), self._connection.cursor().copy(copy) as rows:
            rows.set_types(["text", "int8", "text", "int8", "bytea", "int4"])
            for entry in entries:
                rows.write_row((entry.service, entry.position, entry.log, entry.index, entry.leaf_hash, self.setback))

    def add_round(self, signed: Mapping[str, Signed], cut: Mapping[str, int], at: datetime) -> None:
        """Note one round: what is signed for each log that grew, and how far each service's record is sealed."""
        with self._connection.transaction():
            row = self._connection.execute("insert into round (signed_at) values (%s) returning number", (at,)).fetchone()
            assert row is not None
            self._connection.execute(
                "insert into cut (round, service, position) select %s, * from unnest(%s::text[], %s::bigint[])",
                (row[0], list(cut), list(cut.values())),
            )
            for log, one in signed.items():
                self._connection.execute(
                    "insert into checkpoint (log, size, round, root, note) values (%s, %s, %s, %s, %s)",
                    (log, one.head.size, row[0], one.head.root, one.note),
                )


def _whole(what: str, last: int, count: int) -> int:
    if last != count:
        raise NotGapless(f"{what} reach {last}, and there are {count}")
    return last
