"""Group commit: saves of one process that arrive together share one call of `weita_append`, each answered for itself."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, LiteralString
from uuid import UUID

import psycopg
from psycopg_pool import ConnectionPool

from infra.batching import Batcher, Ticket
from infra.codec import StoredFact
from infra.patience import PATIENCE, patiently

LARGEST_GROUP = 256
LARGEST_CALL = 500


@dataclass(frozen=True)
class ReceiptDraft:
    """The receipt to be stored with a save."""

    agency: str
    key: str
    body_sha256: bytes
    command_id: UUID
    answer: str


@dataclass(frozen=True)
class SavedReceipt:
    """A receipt found in the record."""

    recorded_at: datetime
    first_position: int
    answer: str
    body_sha256: bytes


@dataclass(frozen=True)
class Save:
    """Events, the version of every stream that their decision read, and the receipt."""

    facts: tuple[StoredFact, ...]
    read: Mapping[str, int]
    receipt: ReceiptDraft

    @property
    def writes(self) -> set[str]:
        """The streams it appends to."""
        return {str(fact.originator_id) for fact in self.facts}


@dataclass(frozen=True)
class Outcome:
    """What became of a save."""

    kind: Literal["recorded", "known", "stale"]
    recorded_at: datetime | None = None
    first_position: int = 0
    receipt: SavedReceipt | None = None


class Grouping(Batcher[Save, Outcome]):
    """Saves share one call of `weita_append`; its lock makes them one order, its receipts make a second try harmless."""

    def __init__(self, pool: ConnectionPool) -> None:
        super().__init__()
        self._pool = pool

    def append(self, save: Save) -> Outcome:
        """Append one save. Raises `StoreUnavailable`, or the database's own error for a save it cannot take."""
        return self.submit(save)

    def take(self, waiting: deque[Ticket[Save, Outcome]]) -> tuple[list[Ticket[Save, Outcome]], list[Ticket[Save, Outcome]]]:
        """As many saves as one call may hold; one that meets an earlier one of the group waits for the next call."""
        group: list[Ticket[Save, Outcome]] = []
        later: list[Ticket[Save, Outcome]] = []
        written: set[str] = set()
        keys: set[tuple[str, str]] = set()
        size = 0
        for ticket in waiting:
            save = ticket.ask
            key = (save.receipt.agency, save.receipt.key)
            full = len(group) >= LARGEST_GROUP or (group and size + len(save.facts) > LARGEST_CALL)
            if full or key in keys or not written.isdisjoint(save.read):
                later.append(ticket)
                continue
            group.append(ticket)
            written |= save.writes
            keys.add(key)
            size += len(save.facts)
        return group, later

    def alone(self, error: Exception) -> bool:
        """What the database cannot take must not fail its neighbours."""
        return isinstance(error, psycopg.IntegrityError | psycopg.DataError)

    def call(self, asks: Sequence[Save]) -> list[Outcome]:
        """One call, tried again while the database is away."""
        head, moment, known, stale = patiently(lambda: self._append(asks))
        outcomes = []
        for n, save in enumerate(asks):
            if n in known:
                outcomes.append(self._known(save))
            elif n in stale:
                outcomes.append(Outcome("stale"))
            else:
                outcomes.append(Outcome("recorded", moment, head + 1))
                head += len(save.facts)
        return outcomes

    def _known(self, save: Save) -> Outcome:
        receipt = self.receipt(save.receipt.agency, save.receipt.key)
        assert receipt is not None
        return Outcome("known", receipt.recorded_at, receipt.first_position, receipt)

    def receipt(self, agency: str, key: str) -> SavedReceipt | None:
        """The receipt of an earlier command."""
        statement = "select recorded_at, first_position, answer, body_sha256 from receipt where agency = %s and key = %s"
        row = patiently(lambda: self._one(statement, (agency, key)))
        return SavedReceipt(*row) if row else None

    def _append(self, saves: Sequence[Save]) -> tuple[int, datetime, list[int], list[int]]:
        row = self._one(_APPEND, _arguments(saves))
        assert row is not None
        return row[0], row[1], row[2], row[3]

    def _one(self, statement: LiteralString, arguments: Sequence[object]) -> tuple[Any, ...] | None:
        with self._pool.connection(timeout=PATIENCE) as connection:
            return connection.execute(statement, arguments, binary=True).fetchone()


_APPEND: LiteralString = """select head, moment, known, stale from weita_append(
    %s::int[], %s::uuid[], %s::text[], %s::int[], %s::text[], %s::smallint[], %s::smallint[],
    %s::timestamptz[], %s::text[], %s::text[], %s::int[], %s::text[], %s::int[],
    %s::int[], %s::int[], %s::text[], %s::text[], %s::bytea[], %s::uuid[], %s::text[])"""


def _arguments(saves: Sequence[Save]) -> list[str]:
    """The arrays of the call, written as PostgreSQL reads them: several times faster than adapting them one by one."""
    facts = [(n, fact) for n, save in enumerate(saves) for fact in save.facts]
    checks = [(n, stream, version) for n, save in enumerate(saves) for stream, version in save.read.items()]
    receipts = [save.receipt for save in saves]
    return [
        _plain(n for n, _ in facts),
        _plain(f.id for _, f in facts),
        _quoted(str(f.originator_id) for _, f in facts),
        _plain(f.originator_version for _, f in facts),
        _quoted(f.topic for _, f in facts),
        _plain(f.schema_version for _, f in facts),
        _plain(f.lane for _, f in facts),
        _quoted(f.occurred_at.isoformat() for _, f in facts),
        _quoted(f.envelope for _, f in facts),
        _quoted(f.state.decode() for _, f in facts),
        _plain(n for n, _, _ in checks),
        _quoted(stream for _, stream, _ in checks),
        _plain(version for _, _, version in checks),
        _plain(range(len(saves))),
        _plain(len(save.facts) for save in saves),
        _quoted(r.agency for r in receipts),
        _quoted(r.key for r in receipts),
        _quoted("\\x" + r.body_sha256.hex() for r in receipts),
        _plain(r.command_id for r in receipts),
        _quoted(r.answer for r in receipts),
    ]


def _plain(values: Iterable[object]) -> str:
    """An array of values that need no quotes: numbers and UUIDs."""
    return "{" + ",".join(map(str, values)) + "}"


def _quoted(values: Iterable[str]) -> str:
    """An array of texts."""
    return "{" + ",".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values) + "}"
