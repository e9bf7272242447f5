"""Appends a second, one event each, with a reader at the tail: our recorder beside the stock one of `eventsourcing`.

Same server, same database, same payload, durability on. The reader follows by position as any follower does and counts
what it saw: what was committed and never seen was missed.
"""

import multiprocessing
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infra.codec import StoredFact, lane_of
from infra.grouping import ReceiptDraft, Save
from infra.migrate import apply_migrations
from infra.program import pool
from infra.settings import Settings
from infra.store import Recorder

DATABASE = "weita_bench"
STATE = (
    b'{"household":"6f1f5c6e-2784-5a5e-9d0b-77656974612e","code":"A1.05","delivered_on":"2026-02-01","minutes":60,"provider":"sds"}'
)
ENVELOPE = '{"actor":"anna","actorrole":"caseworker","agency":"sds","projectcode":"PROG-2784","legalbasis":"public-task"}'

Append = Callable[[], None]


@dataclass(frozen=True)
class Peer:
    """One way of appending, and the table its reader follows."""

    name: str
    append: Append
    table: str
    column: str
    close: Callable[[], None]


def database(settings: Settings) -> str:
    """A fresh database for the benchmark; its URL."""
    with psycopg.connect(settings.admin_url, autocommit=True) as admin:
        admin.execute(f"drop database if exists {DATABASE} with (force)")
        admin.execute(f"create database {DATABASE}")
    conninfo = make_conninfo(settings.admin_url, dbname=DATABASE)
    apply_migrations(conninfo, "service")
    return conninfo


def ours(conninfo: str) -> Peer:
    """Our recorder: one call with lock, events, receipt and notify; concurrent saves share it."""
    connections = pool(conninfo)
    recorder = Recorder(connections)
    recorder.max_notification_id()

    def append() -> None:
        stream = f"stream/{uuid4()}"
        fact = StoredFact(
            originator_id=stream, originator_version=1, topic="ServiceDelivered", state=STATE, id=uuid4(), schema_version=1,
            lane=lane_of(stream), occurred_at=datetime(2026, 2, 1, tzinfo=UTC), envelope=ENVELOPE,
        )  # fmt: skip
        receipt = ReceiptDraft("bench", stream, b"", fact.id, "{}")
        assert recorder.append(Save((fact,), {stream: 0}, receipt)).kind == "recorded"

    return Peer("weita", append, "event", "position", connections.close)


def stock(conninfo: str) -> Peer:
    """The stock PostgreSQL recorder, tuned: a pool as large as its callers, pre-ping off, long-lived connections."""
    at: dict[str, Any] = conninfo_to_dict(conninfo)
    store = PostgresDatastore(
        dbname=at["dbname"], host=at["host"], port=at["port"], user=at["user"], password=at.get("password", ""),
        pool_size=32, max_overflow=0, max_waiting=64, pre_ping=False,
    )  # fmt: skip
    recorder = PostgresApplicationRecorder(store, events_table_name="stock_events")
    recorder.create_table()

    def append() -> None:
        recorder.insert_events([StoredEvent(uuid4(), 1, "ServiceDelivered", STATE)])

    return Peer("eventsourcing", append, "stock_events", "notification_id", store.close)


def measure(peer: Peer, conninfo: str, callers: int, seconds: float) -> dict[str, Any]:
    """Appends a second by this many concurrent callers, and what the reader at the tail missed or saw twice."""
    before = _count(conninfo, peer)
    stop = multiprocessing.get_context("spawn").Event()
    here, there = multiprocessing.get_context("spawn").Pipe()
    reader = multiprocessing.get_context("spawn").Process(target=_follow, args=(conninfo, peer.table, peer.column, stop, there))
    reader.start()
    here.recv()
    done = [0] * callers
    until = time.perf_counter() + seconds

    def work(n: int) -> None:
        while time.perf_counter() < until:
            peer.append()
            done[n] += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(callers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    time.sleep(0.5)
    stop.set()
    seen, twice = here.recv()
    reader.join()
    return {
        "peer": peer.name, "callers": callers, "per_second": round(sum(done) / took),
        "missed": _count(conninfo, peer) - before - seen, "twice": twice,
    }  # fmt: skip


def _count(conninfo: str, peer: Peer) -> int:
    with psycopg.connect(conninfo) as connection:
        row = connection.execute(f"select count(*) from {peer.table}").fetchone()
        return row[0] if row else 0


def _follow(conninfo: str, table: str, column: str, stop: Any, pipe: Any) -> None:
    """Follow a log by its position, as a subscriber does; report how many rows were seen, and how many twice."""
    seen: set[int] = set()
    twice = 0
    with psycopg.connect(conninfo, autocommit=True) as connection:
        row = connection.execute(f"select coalesce(max({column}), 0) from {table}").fetchone()
        last = row[0] if row else 0
        pipe.send("ready")
        while True:
            ending = stop.is_set()
            rows = connection.execute(
                f"select {column} from {table} where {column} > %s order by {column} limit 500", (last,)
            ).fetchall()
            for (position,) in rows:
                twice += position in seen
                seen.add(position)
                last = position
            if not rows:
                if ending:
                    break
                time.sleep(0.002)
    pipe.send((len(seen), twice))
