"""A record that was restored to an earlier moment: what it has lost, taking it back, or going on without it under new origins.

What is sealed stands in the logs, what was copied stands on Kafka: the record can be made whole from them, at the same
positions, byte for byte. Where people decide against it, every log that holds lost events is given up, and a new one takes it up.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString

import orjson
import psycopg
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from psycopg import sql

from infra.cloudevents import NotACloudEvent, from_message
from infra.codec import StoredFact, lane_of
from infra.migrate import owner_of
from infra.seal import LOCK, Records, keys_of, leaf_of
from infra.sealed import STANDS, Entry, Sealed
from infra.settings import LANES, SERVICES, NotRunning, Settings
from infra.topics import empty_topics, topic_of
from infra.transparency import leaf, merkle
from infra.transparency.chain import after, folder_of
from infra.transparency.leaf import Leaf, NotALeaf
from infra.transparency.published import Published
from infra.transparency.tiles import View

PAGE = 1000
PATIENCE = 60_000


class CannotTakeBack(Exception):
    """Raised when a record cannot be made what it was, or its logs cannot be given up; the sentence says why."""


@dataclass
class Standing:
    """How a service's record stands to what was sealed of it and to what Kafka holds of it."""

    service: str
    head: int
    """The last position in the record."""
    kept: int
    """The last position up to which the record is what was sealed and copied."""
    lost: dict[int, StoredFact] = field(default_factory=dict)
    """What stands in the logs or on Kafka beyond that, by position, and not in the record."""
    sealed: int = 0
    """The last position that was sealed."""

    @property
    def went_on(self) -> bool:
        """Whether something else stands in the record where the lost events stood."""
        return self.head > self.kept

    @property
    def lacking(self) -> int | None:
        """The first position that neither logs nor Kafka hold, with later ones that they do."""
        return next((at for at in range(self.kept + 1, max(self.lost, default=0)) if at not in self.lost), None)


def look(settings: Settings) -> list[Standing]:
    """Compare every record with logs and Kafka."""
    with (
        closing(Records(settings)) as records,
        psycopg.connect(settings.database("seal", "weita_sealer"), autocommit=True) as connection,
    ):
        found = []
        for service in SERVICES:
            row = records.connection(service).execute("select coalesce(max(position), 0) from event").fetchone()
            standing = Standing(service, row[0] if row else 0, 0)
            standing.kept, standing.sealed = _kept(service, connection, records)
            standing.lost = _sealed_beyond(settings, service, standing.kept, connection)
            _add_copied(settings, standing, records)
            found.append(standing)
    return found


def take_back(settings: Settings, standing: Standing) -> int:
    """Write again what a record has lost; how many events. Raises `CannotTakeBack`."""
    if standing.went_on:
        raise CannotTakeBack(f"{standing.service}: other events stand from position {standing.kept + 1} on: it went on meanwhile")
    if standing.lacking:
        raise CannotTakeBack(f"{standing.service}: position {standing.lacking} is neither in the logs nor on Kafka")
    facts, written = [standing.lost[at] for at in sorted(standing.lost)], 0
    with owner_of(settings, standing.service) as owner:
        for first in range(0, len(facts), PAGE):
            try:
                row = owner.execute(_TAKE_BACK, _columns(facts[first : first + PAGE])).fetchone()
            except (psycopg.errors.RaiseException, psycopg.IntegrityError) as error:
                raise CannotTakeBack(f"{standing.service}: {error.diag.message_primary}") from error
            written += row[0] if row else 0
    return written


def new_origins(settings: Settings, standings: Sequence[Standing], at: datetime) -> list[str]:
    """Give up every log that holds what is lost; the names of the logs that take them up. Raises `CannotTakeBack`.

    The sequencer begins them at its next start. Reactions and read models hear again from where the record stands now, and Kafka's
    copies of the records that went back are let go. What read models show of the lost events goes when they are built anew.
    """
    url = psycopg.conninfo.make_conninfo(settings.server("seal"), dbname="weita_seal")
    with psycopg.connect(url) as connection:
        row = connection.execute("select pg_try_advisory_xact_lock(%s)", (LOCK,)).fetchone()
        if not row or not row[0]:
            raise CannotTakeBack("a sequencer is at work: it would have stopped if anything sealed were lost")
        sealed = Sealed(connection)
        kept = {one.service: one.kept for one in standings}
        given_up = _given_up(connection, kept)
        if not given_up:
            raise CannotTakeBack("nothing that was sealed is lost")
        for service, position in kept.items():
            connection.execute("insert into setback values (%s, %s, %s, %s)", (sealed.setback + 1, service, position, at))
        signed = sealed.signed()
        for log in sorted(given_up):
            shown = Published(settings.logs / folder_of(log), keys_of(settings)).newest()
            if shown != signed[log].head:
                raise CannotTakeBack(f"{log}: its folder does not show the checkpoint that was signed last")
            connection.execute(
                "insert into origin values (%s, %s, %s, %s, %s)",
                (after(log), log, signed[log].head.size, signed[log].note, sealed.setback + 1),
            )
    _forget_marks(settings, standings)
    with suppress(NotRunning):
        empty_topics(settings, [one.service for one in standings if one.lost])
    return sorted(map(after, given_up))


def _given_up(connection: psycopg.Connection, kept: dict[str, int]) -> set[str]:
    """The logs that hold something beyond what is kept. What such a log has not signed yet is sealed anew: it counts as lost."""
    beyond: LiteralString = f"""select distinct e.log {STANDS} and e.position > (
        select k.position from unnest(%s::text[], %s::bigint[]) as k (service, position) where k.service = e.service)"""  # noqa: S608
    unsigned = """select service, min(position) from entry e where log = any(%s)
                     and index >= coalesce((select max(size) from checkpoint c where c.log = e.log), 0) group by 1"""
    while True:
        logs = {row[0] for row in connection.execute(beyond, (list(kept), list(kept.values()))).fetchall()}
        lower = {
            service: position - 1
            for service, position in connection.execute(unsigned, (list(logs),)).fetchall()
            if position <= kept[service]
        }
        if not lower:
            return logs
        kept |= lower


def _kept(service: str, connection: psycopg.Connection, records: Records) -> tuple[int, int]:
    """Up to which position the record holds what was sealed, event by event; and how far it was sealed."""
    query: LiteralString = (
        f"select e.service, e.position, e.log, e.index, e.leaf_hash {STANDS} and e.service = %s order by e.position"
    )
    kept, last, whole = 0, 0, True
    with connection.transaction(), connection.cursor("entries") as rows:
        rows.execute(query, (service,))
        while page := [Entry(*row) for row in rows.fetchmany(PAGE)]:
            last = page[-1].position
            held = records.at(page) if whole else {}
            for entry in page if whole else ():
                if not _is(held.get((entry.service, entry.position)), entry):
                    whole = False
                    break
                kept = entry.position
    return kept, last


def _is(row: tuple[Any, ...] | None, entry: Entry) -> bool:
    try:
        return (
            row is not None and merkle.leaf_hash(leaf.build(leaf_of(entry.service, row, entry.log, entry.index))) == entry.leaf_hash
        )
    except (ValueError, KeyError, NotALeaf):
        return False


def _sealed_beyond(settings: Settings, service: str, kept: int, connection: psycopg.Connection) -> dict[int, StoredFact]:
    """The events of a service beyond a position, from the logs' own files, each seen to be what was sealed."""
    query: LiteralString = f"select e.log, e.index, e.leaf_hash {STANDS} and e.service = %s and e.position > %s order by 1, 2"
    signed, found = Sealed(connection).signed(), dict[int, StoredFact]()
    views = {log: View(settings.logs / folder_of(log), one.head.size) for log, one in signed.items()}
    for log, index, digest in connection.execute(query, (service, kept)).fetchall():
        if log not in views or index >= views[log].size:
            continue  # it had its place, and no checkpoint yet
        whole = views[log].entry(index)
        if merkle.leaf_hash(whole) != digest:
            raise CannotTakeBack(f"the log {log} does not hold at {index} what was sealed there")
        event = leaf.parse(whole)
        found[event.position] = _fact_of(event)
    return found


def _fact_of(event: Leaf) -> StoredFact:
    envelope = event.envelope.decode()
    return StoredFact(
        originator_id=event.stream, originator_version=event.version, topic=event.type, state=event.payload, id=event.id,
        schema_version=event.schema_version, lane=lane_of(orjson.loads(envelope).get("partitionkey", event.stream)),
        occurred_at=event.occurred_at, envelope=envelope, position=event.position, recorded_at=event.recorded_at,
    )  # fmt: skip


def _add_copied(settings: Settings, standing: Standing, records: Records) -> None:
    """What Kafka holds beyond what was sealed: where the record has it, it is kept; else it is lost."""
    copied = {fact.position: fact for fact in _copied(settings, standing.service) if fact.position > standing.kept}
    held = records.at(Entry(standing.service, at, "", 0, b"") for at in copied)
    gone = [at for at, fact in copied.items() if (row := held.get((standing.service, at))) is None or row[1] != fact.id]
    if not standing.lost:
        standing.kept = min(standing.head, min(gone, default=standing.head + 1) - 1)
    standing.lost = {at: copied[at] for at in gone} | standing.lost


def _copied(settings: Settings, service: str) -> Iterator[StoredFact]:
    """Everything that Kafka holds of a service; nothing where there is no Kafka."""
    try:
        consumer = KafkaConsumer(
            bootstrap_servers=settings.bootstrap, client_id="weita-restore", enable_auto_commit=False, group_id=None,
            consumer_timeout_ms=PATIENCE,
        )  # fmt: skip
    except (NotRunning, KafkaError):
        return
    with closing(consumer):
        partitions = [TopicPartition(topic_of(service), lane) for lane in range(LANES)]
        consumer.assign(partitions)
        ends = {one: end for one, end in consumer.end_offsets(partitions).items() if end}
        consumer.seek_to_beginning(*partitions)
        while any(consumer.position(one) < end for one, end in ends.items()):
            for messages in consumer.poll(timeout_ms=1000).values():
                for message in messages:
                    try:
                        yield from_message(message.headers, message.value)[1]
                    except NotACloudEvent:
                        continue


def _forget_marks(settings: Settings, standings: Sequence[Standing]) -> None:
    """Whoever had heard more of a record than it holds now hears anew from there on: reactions, and every read model."""
    kept = [(one.kept, one.service) for one in standings if one.lost]
    for service in SERVICES:
        with owner_of(settings, service) as owner, owner.cursor() as cursor:
            cursor.executemany("update reaction_mark set position = least(position, %s) where service = %s", kept)
    url = psycopg.conninfo.make_conninfo(settings.server("read"), dbname="weita_read")
    with psycopg.connect(url) as read, read.cursor() as cursor:
        rows = read.execute("select table_schema from information_schema.tables where table_name = 'mark'").fetchall()
        for (model,) in rows:
            lower = sql.SQL("update {}.mark set position = least(position, %s) where service = %s").format(sql.Identifier(model))
            cursor.executemany(lower, kept)


_TAKE_BACK: LiteralString = """select weita_take_back(%s::bigint[], %s::uuid[], %s::text[], %s::int[], %s::text[], %s::smallint[],
    %s::smallint[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::text[])"""


def _columns(facts: Sequence[StoredFact]) -> list[list[Any]]:
    columns: dict[str, list[Any]] = defaultdict(list)
    for fact in facts:
        for name, value in (
            ("position", fact.position), ("id", fact.id), ("stream", str(fact.originator_id)), ("version", fact.originator_version),
            ("type", fact.topic), ("schema", fact.schema_version), ("lane", fact.lane), ("occurred", fact.occurred_at),
            ("recorded", fact.recorded_at), ("envelope", fact.envelope), ("data", fact.state.decode()),
        ):  # fmt: skip
            columns[name].append(value)
    return list(columns.values())
