"""The sequencer's own database: which event stands where in which log, and what was signed. Rows are only added."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg

from infra.transparency.checkpoint import Checkpoint, parse_text

PAGE = 1000


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


class NotGapless(Exception):
    """Raised when the places of a service's events, or of a log's entries, are not one after the other."""


class Sealed:
    """The tables, over the connection that also holds the sequencer's lock: who has lost the lock cannot write."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def marks(self) -> dict[str, int]:
        """The last sealed position of each service. Raises `NotGapless`."""
        rows = self._connection.execute("select service, max(position), count(*) from entry group by 1").fetchall()
        return {service: _whole(f"the positions of {service}", last, count) for service, last, count in rows}

    def sizes(self) -> dict[str, int]:
        """How many entries each log has. Raises `NotGapless`."""
        rows = self._connection.execute("select log, max(index) + 1, count(*) from entry group by 1").fetchall()
        return {log: _whole(f"the entries of {log}", size, count) for log, size, count in rows}

    def signed(self) -> dict[str, Signed]:
        """The last checkpoint of each log."""
        rows = self._connection.execute("select distinct on (log) log, note from checkpoint order by log, size desc").fetchall()
        return {log: Signed(parse_text(note.rpartition("\n\n")[0] + "\n"), note) for log, note in rows}

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
            "select service, position, log, index, leaf_hash from entry where service = %s and position = %s", (service, position)
        ).fetchone()
        return Entry(*row) if row else None

    def add(self, entries: Sequence[Entry]) -> None:
        """Give events their places, all at once or none."""
        copy = "copy entry (service, position, log, index, leaf_hash) from stdin (format binary)"
        with self._connection.transaction(), self._connection.cursor().copy(copy) as rows:
            rows.set_types(["text", "int8", "text", "int8", "bytea"])
            for entry in entries:
                rows.write_row((entry.service, entry.position, entry.log, entry.index, entry.leaf_hash))

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
