"""The relay: each service's log to its topic, in the order of each lane; one active per log, stand-bys wait.

Kafka is a copy. On every start the relay asks Kafka what each partition really holds and goes on from there; its own
mark moves only after the broker acknowledged the page. What is sent twice, readers skip by position.
"""

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import psycopg
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError, KafkaTimeoutError

from infra.cloudevents import NotACloudEvent, from_message, to_headers
from infra.codec import StoredFact
from infra.program import log_to_stderr, until_stopped
from infra.settings import LANES, SERVICES, Settings
from infra.store import COLUMNS, stored_fact
from infra.tenure import take
from infra.topics import topic_of

log = logging.getLogger("weita.relay")

PAGE = 1000
LOCK = 2784_000
POLL = 1.0
STAND_BY = 0.5
PATIENCE = 30


class KafkaIsAhead(Exception):
    """Raised when Kafka holds events that the record does not: the record was set back, and a person must decide.

    The events are compared, not only the positions: a record that was set back and went on reaches the same positions again.
    """


class Relay:
    """Copies one service's log while it holds the log's lock."""

    def __init__(self, settings: Settings, service: str, stopping: threading.Event) -> None:
        self.settings, self.service, self.stopping = settings, service, stopping
        self.topic = topic_of(service)
        self.sent: dict[int, int] = {}
        self.read = 0

    def run(self) -> None:
        """Relay until told to stop; a fault of the world is retried from the start."""
        while not self.stopping.is_set():
            try:
                self._relay()
            except (psycopg.OperationalError, KafkaError) as error:
                log.warning("%s: %s; trying again", self.service, type(error).__name__)
                self.stopping.wait(1)

    def _relay(self) -> None:
        """One tenure: lock, compare with Kafka, copy page by page. The connection that reads is the one that locks."""
        url = self.settings.database(self.service, "weita_relay")
        with psycopg.connect(url, autocommit=True) as connection, _producer(self.settings) as producer:
            if not take(connection, LOCK + SERVICES.index(self.service), self.stopping, STAND_BY):
                return
            self.sent = self._held_by_kafka(connection)
            self.read = min(self.sent.values())
            log.info("%s: relaying from position %s", self.service, self.read)
            connection.execute("listen weita_event")
            while not self.stopping.is_set():
                page = self._page(connection)
                if page:
                    self._send(connection, producer, page)
                else:
                    next(iter(connection.notifies(timeout=POLL, stop_after=1)), None)

    def _held_by_kafka(self, connection: psycopg.Connection) -> dict[int, int]:
        """The last position of each partition, from its last record. Raises `KafkaIsAhead`."""
        records = last_records(self.settings, self.topic)
        held = positions_of(records)
        rows = connection.execute("select position, id from event where position = any(%s)", (list(held.values()),))
        recorded = {position: str(event_id) for position, event_id in rows.fetchall()}
        for lane, record in records.items():
            if held[lane] and recorded.get(held[lane]) != dict(record.headers)["ce_id"].decode():
                raise KafkaIsAhead(f"{self.topic} holds at position {held[lane]} an event that the record does not")
        return held

    def _page(self, connection: psycopg.Connection) -> list[StoredFact]:
        rows = connection.execute(
            f"select {COLUMNS} from event where position > %s order by position limit %s",  # noqa: S608 - constants
            (self.read, PAGE),
        ).fetchall()
        return [stored_fact(row) for row in rows]

    def _send(self, connection: psycopg.Connection, producer: KafkaProducer, page: Sequence[StoredFact]) -> None:
        due = [fact for fact in page if fact.position > self.sent[fact.lane]]
        futures = [self._produce(producer, fact) for fact in due]
        producer.flush(timeout=PATIENCE)
        for future in futures:
            future.get(timeout=PATIENCE)
        for fact in due:
            self.sent[fact.lane] = fact.position
        self._mark(connection, due)
        self.read = page[-1].position

    def _mark(self, connection: psycopg.Connection, sent: Sequence[StoredFact]) -> None:
        """Note what Kafka has acknowledged; the broker's own last records decide at the next start, not this."""
        marks = {fact.lane: fact.position for fact in sent}
        connection.execute(
            """insert into relay_mark (lane, position) select * from unnest(%s::int[], %s::bigint[])
               on conflict (lane) do update set position = excluded.position""",
            (list(marks), list(marks.values())),
        )

    def _produce(self, producer: KafkaProducer, fact: StoredFact) -> Any:
        key = orjson.loads(fact.envelope).get("partitionkey", fact.originator_id)
        return producer.send(
            self.topic,
            value=fact.state,
            key=key.encode(),
            headers=to_headers(fact, self.service),
            partition=fact.lane,
        )


def _producer(settings: Settings) -> Any:
    return _Closing(
        KafkaProducer(
            bootstrap_servers=settings.bootstrap,
            client_id="weita-relay",
            acks="all",
            enable_idempotence=True,
            allow_auto_create_topics=False,
            linger_ms=0,
            batch_size=256 * 1024,
            delivery_timeout_ms=PATIENCE * 1000,
            request_timeout_ms=10_000,
        )
    )


class _Closing:
    """A producer that is closed without waiting for what the broker does not take."""

    def __init__(self, producer: KafkaProducer) -> None:
        self._producer = producer

    def __enter__(self) -> KafkaProducer:
        return self._producer

    def __exit__(self, *_: object) -> None:
        self._producer.close(timeout=1)


def last_records(settings: Settings, topic: str) -> dict[int, Any]:
    """The last record of each partition that has any. Raises `KafkaTimeoutError`."""
    consumer = KafkaConsumer(bootstrap_servers=settings.bootstrap, client_id="weita-relay", enable_auto_commit=False, group_id=None)
    try:
        partitions = [TopicPartition(topic, lane) for lane in range(LANES)]
        consumer.assign(partitions)
        starts, ends = consumer.beginning_offsets(partitions), consumer.end_offsets(partitions)
        found: dict[int, Any] = {}
        waiting = {p for p in partitions if ends[p] > starts[p]}
        for partition in waiting:
            consumer.seek(partition, ends[partition] - 1)
        give_up = time.monotonic() + PATIENCE
        while waiting:
            if time.monotonic() > give_up:
                raise KafkaTimeoutError(f"the last records of {topic} cannot be read")
            for partition, records in consumer.poll(timeout_ms=1000).items():
                found[partition.partition] = records[-1]
                if records[-1].offset >= ends[partition] - 1:
                    waiting.discard(partition)
        return found
    finally:
        consumer.close()


def positions_of(records: Mapping[int, Any]) -> dict[int, int]:
    """The position of each lane's last record, 0 for a lane without any."""
    return dict.fromkeys(range(LANES), 0) | {lane: _position(record) for lane, record in records.items()}


def _position(record: Any) -> int:
    """The position a record tells; 0 for a stranger's, so that its lane is sent again and readers skip what they know."""
    try:
        _, fact = from_message(record.headers, record.value)
    except NotACloudEvent:
        log.warning("the last record of %s %s is no event of ours: its lane is sent again", record.topic, record.partition)
        return 0
    return fact.position


def main() -> None:
    """Relay every service's log, a thread each, until told to stop."""
    settings = Settings()
    log_to_stderr(settings)
    stopping = until_stopped()
    threads = [threading.Thread(target=Relay(settings, name, stopping).run, name=name) for name in SERVICES]
    for thread in threads:
        thread.start()
    while not stopping.is_set():
        if not all(thread.is_alive() for thread in threads):
            stopping.set()
            raise SystemExit("a relay has ended; see the log above")
        stopping.wait(1)
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
