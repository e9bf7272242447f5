"""Group commit: saves of one process that arrive together share one call of `weita_append`, each answered for itself."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
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
        rows = patiently(lambda: self._rows(asks))
        outcomes: dict[int, Outcome] = {}
        for save, kind, at, position, answer, sha in rows:
            receipt = SavedReceipt(at, position, answer, sha) if kind == "known" else None
            outcomes[save] = Outcome(kind, at, position or 0, receipt)
        return [outcomes[n] for n in range(len(asks))]

    def _rows(self, saves: Sequence[Save]) -> list[tuple[Any, ...]]:
        with self._pool.connection(timeout=PATIENCE) as connection:
            return connection.execute(_APPEND, _arguments(saves), binary=True).fetchall()


_APPEND = """select * from weita_append(
    %b::int[], %b::uuid[], %b::text[], %b::int[], %b::text[], %b::int[]::smallint[], %b::int[]::smallint[],
    %b::timestamptz[], %b::text[], %b::text[], %b::int[], %b::text[], %b::int[],
    %b::int[], %b::text[], %b::text[], %b::bytea[], %b::uuid[], %b::text[])"""


def _arguments(saves: Sequence[Save]) -> list[list[object]]:
    facts = [(n, fact) for n, save in enumerate(saves) for fact in save.facts]
    checks = [(n, stream, version) for n, save in enumerate(saves) for stream, version in save.read.items()]
    receipts = [(n, save.receipt) for n, save in enumerate(saves)]
    return [
        [n for n, _ in facts],
        [f.id for _, f in facts],
        [f.originator_id for _, f in facts],
        [f.originator_version for _, f in facts],
        [f.topic for _, f in facts],
        [f.schema_version for _, f in facts],
        [f.lane for _, f in facts],
        [f.occurred_at for _, f in facts],
        [f.envelope for _, f in facts],
        [f.state.decode() for _, f in facts],
        [n for n, _, _ in checks],
        [stream for _, stream, _ in checks],
        [version for _, _, version in checks],
        [n for n, _ in receipts],
        [r.agency for _, r in receipts],
        [r.key for _, r in receipts],
        [r.body_sha256 for _, r in receipts],
        [r.command_id for _, r in receipts],
        [r.answer for _, r in receipts],
    ]
