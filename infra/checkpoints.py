"""What the logs have signed, for those who only read it: services, desk, programs (database `seal`).

A checkpoint is *witnessed* when enough witnesses of the policy have cosigned it: mostly within a tenth of a second.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString

import psycopg

from infra.transparency.checkpoint import Checkpoint, parse_text


@dataclass(frozen=True)
class Noted:
    """A signed checkpoint of a log, with every cosignature that has come."""

    log: str
    size: int
    root: bytes
    note: str
    """The signed note: origin, size, root; then the log's lines and the witnesses'."""
    round: int
    signed_at: datetime
    cosigned_by: tuple[str, ...]
    """The witnesses, by the names of the policy."""
    witnessed_at: datetime | None
    """When the policy was met; None while too few have cosigned."""

    @property
    def head(self) -> Checkpoint:
        """Origin, size and root as the note says them."""
        return parse_text(self.note.rpartition("\n\n")[0] + "\n")


@dataclass(frozen=True)
class Cut:
    """How far every service's record was sealed at a moment, and the checkpoints that hold exactly that."""

    round: int
    at: datetime
    positions: Mapping[str, int]
    checkpoints: Mapping[str, Noted]


@dataclass(frozen=True)
class Place:
    """Where an event stands."""

    service: str
    position: int
    log: str
    index: int
    leaf_hash: bytes


def logs(connection: psycopg.Connection[Any]) -> list[str]:
    """The names of all logs."""
    rows = connection.execute(
        """with recursive name as (
               (select log from checkpoint order by log limit 1)
               union all select (select c.log from checkpoint c where c.log > n.log order by c.log limit 1) from name n
                          where n.log is not null
           ) select log from name where log is not null"""
    )
    return [row[0] for row in rows.fetchall()]


def newest(connection: psycopg.Connection[Any], log: str) -> Noted | None:
    """The last checkpoint of a log, witnessed or not."""
    return _one(connection, "c.log = %s order by c.size desc", (log,))


def last_witnessed(connection: psycopg.Connection[Any], log: str) -> Noted | None:
    """The newest checkpoint of a log that met the policy; None where none ever did."""
    return _witnessed(connection, "select size from witnessed where log = %s order by size desc limit 1", (log,))


def checkpoint_for(connection: psycopg.Connection[Any], log: str, size: int) -> Noted | None:
    """The checkpoint of exactly this size."""
    return _one(connection, "c.log = %s and c.size = %s", (log, size))


def covering(connection: psycopg.Connection[Any], log: str, index: int) -> Noted | None:
    """The checkpoint that proves an entry best: the first witnessed one that holds it, else the newest that does."""
    first: LiteralString = "select size from witnessed where log = %s and size > %s order by size limit 1"
    witnessed = _witnessed(connection, first, (log, index))
    return witnessed or _one(connection, "c.log = %s and c.size > %s order by c.size desc", (log, index))


def place_of(connection: psycopg.Connection[Any], service: str, position: int) -> Place | None:
    """Where an event was sealed; None before that."""
    row = connection.execute(
        """select service, position, log, index, leaf_hash from entry
            where service = %s and position = %s order by setback desc limit 1""",
        (service, position),
    ).fetchone()
    return Place(*row) if row else None


def cut_at(connection: psycopg.Connection[Any], moment: datetime | None = None) -> Cut | None:
    """The last round of checkpoints signed by then (or of all); None before the first."""
    row = connection.execute(
        "select number, signed_at from round where signed_at <= %s order by signed_at desc, number desc limit 1",
        (moment or datetime.max.replace(tzinfo=UTC),),
    ).fetchone()
    if row is None:
        return None
    positions = connection.execute("select service, position from cut where round = %s order by service", (row[0],)).fetchall()
    held = {log: _one(connection, "c.log = %s and c.round <= %s order by c.round desc", (log, row[0])) for log in logs(connection)}
    return Cut(row[0], row[1], dict(positions), {log: noted for log, noted in held.items() if noted})


def _witnessed(connection: psycopg.Connection[Any], size: LiteralString, arguments: tuple[Any, ...]) -> Noted | None:
    row = connection.execute(size, arguments).fetchone()
    return checkpoint_for(connection, arguments[0], row[0]) if row else None


_NOTED: LiteralString = """select c.log, c.size, c.root, c.note, c.round, r.signed_at, w.at
    from checkpoint c join round r on r.number = c.round left join witnessed w on (w.log, w.size) = (c.log, c.size)"""


def _one(connection: psycopg.Connection[Any], which: LiteralString, arguments: tuple[Any, ...]) -> Noted | None:
    row = connection.execute(f"{_NOTED} where {which} limit 1", arguments).fetchone()
    if row is None:
        return None
    log, size, root, note, number, signed_at, witnessed_at = row
    lines = connection.execute(
        "select witness, line from cosignature where log = %s and size = %s order by witness", (log, size)
    ).fetchall()
    whole = note + "".join(line for _, line in lines)
    return Noted(log, size, root, whole, number, signed_at, tuple(name for name, _ in lines), witnessed_at)
