"""The relay on real Kafka and PostgreSQL: the topic is a copy of the log, whatever dies, pauses or is deleted in between."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import scalar_row

from infra.codec import StoredFact
from infra.settings import LANES, SERVICES, Settings
from tests.projections.story import HADDAD, case_opened, enrolled, served, voided
from tests.projections.world import World, a_world
from tests.spec import an_id

from infra.cloudevents import NotACloudEvent, from_message  # isort: skip
from infra.relay import LOCK, KafkaIsAhead, Relay, last_records, positions_of  # isort: skip - kafka-python comes with tests.projections.world
from infra.topics import create_topics, topic_of  # isort: skip
from kafka import KafkaConsumer, KafkaProducer, TopicPartition  # isort: skip
from kafka.admin import KafkaAdminClient  # isort: skip

pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning:kafka")
TOPIC = topic_of("intake")
PATIENCE = 20


def empty_topics(settings: Settings) -> None:
    """Delete all topics of events and make them anew."""
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap)
    try:
        present = {*map(topic_of, SERVICES)} & set(admin.list_topics())
        if present:
            admin.delete_topics(sorted(present))
        wait_for(lambda: not {*map(topic_of, SERVICES)} & set(admin.list_topics()))
    finally:
        admin.close()
    create_topics(settings)


@pytest.fixture
def world(stack_servers: Settings) -> Iterator[World]:
    with a_world(stack_servers) as made:
        empty_topics(stack_servers)
        yield made


def last_positions(settings: Settings, topic: str) -> dict[int, int]:
    return positions_of(last_records(settings, topic))


def wait_for(what: Callable[[], Any], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@contextmanager
def relaying(settings: Settings, service: str = "intake") -> Iterator[Relay]:
    stopping = threading.Event()
    relay = Relay(settings, service, stopping)
    thread = threading.Thread(target=relay.run)
    thread.start()
    try:
        yield relay
    finally:
        stopping.set()
        thread.join()


def on_kafka(settings: Settings, topic: str = TOPIC) -> dict[int, list[Any]]:
    """Every record of a topic, by partition, in order."""
    consumer = KafkaConsumer(bootstrap_servers=settings.bootstrap, enable_auto_commit=False, group_id=None)
    try:
        partitions = [TopicPartition(topic, lane) for lane in range(LANES)]
        consumer.assign(partitions)
        ends = consumer.end_offsets(partitions)
        consumer.seek_to_beginning()
        found: dict[int, list[Any]] = defaultdict(list)
        while any(consumer.position(partition) < ends[partition] for partition in partitions):
            for partition, records in consumer.poll(timeout_ms=500).items():
                found[partition.partition] += records
        return dict(found)
    finally:
        consumer.close()


def read_back(settings: Settings, topic: str = TOPIC) -> list[StoredFact]:
    """What a reader that skips by position gets, ordered by position; a lane that goes on without its predecessor fails."""
    heard: list[StoredFact] = []
    for lane, records in on_kafka(settings, topic).items():
        mark = 0
        for record in records:
            _, fact = from_message(record.headers, record.value)
            assert fact.lane == lane
            if fact.position <= mark:
                continue
            assert fact.previous_position == mark, f"a hole in lane {lane}"
            heard.append(fact)
            mark = fact.position
    return sorted(heard, key=lambda fact: fact.position)


def households(world: World, count: int, prefix: str = "family") -> list[StoredFact]:
    return world.tell_all([case_opened(an_id(f"{prefix} {n}")) for n in range(count)])


def relayed(world: World, relay: Relay) -> Callable[[], bool]:
    return lambda: relay.read >= world.stored("intake")[-1].position


def test_everything_recorded_arrives_in_its_lane_and_comes_back_byte_for_byte(world: World):
    world.tell(enrolled())
    first = world.tell(
        served(note="Perché è così — ñ"), marks=("NotAMember", "Late"), source="hmis:Services/1,2", on_behalf_of="Zoë"
    )
    world.tell(voided(first.id), causation_id=first.id)
    households(world, 30)
    with relaying(world.settings) as relay:
        wait_for(relayed(world, relay))
        world.tell(case_opened(an_id("while it runs")))
        wait_for(relayed(world, relay))
    assert read_back(world.settings) == world.stored("intake")
    assert len(on_kafka(world.settings)) == LANES


def test_a_message_carries_every_attribute_of_the_envelope(world: World):
    fact = world.tell(
        served(note="una parola"), on_behalf_of="rosa", causation_id=an_id("cause"), marks=("Late",), source="hmis:S/1"
    )
    with relaying(world.settings) as relay:
        wait_for(relayed(world, relay))
    (record,) = on_kafka(world.settings)[fact.lane]
    headers = {name: value.decode() for name, value in record.headers}
    assert set(headers) == {"content-type"} | {
        f"ce_{name}"
        for name in (
            "specversion", "id", "source", "type", "datacontenttype", "dataschema", "schemaversion", "subject", "streamversion",
            "time", "occurredat", "lane", "position", "previousposition", "actor", "actorrole", "agency", "onbehalfof", "commandid",
            "causationid", "correlationid", "projectcode", "legalbasis", "subjectids", "marks", "sourceref", "partitionkey",
        )
    }  # fmt: skip
    assert (headers["ce_specversion"], headers["ce_source"], headers["ce_id"]) == ("1.0", "/weita/intake", str(fact.id))
    assert headers["ce_dataschema"] == "/schemas/intake/ServiceDelivered.v1.json"
    assert record.key == str(HADDAD).encode()
    assert "una parola" not in record.value.decode()


@pytest.mark.parametrize("headers", [[("ce_id", b"7")], [("ce_type", b"\xff")], [("ce_type", None)], []])
def test_a_message_that_lacks_an_attribute_is_no_event_of_ours(headers):
    with pytest.raises(NotACloudEvent):
        from_message(headers, b"{}")


CHILD = """
import os, signal, sys, threading
from infra.relay import Relay
from infra.settings import Settings

class Dying(Relay):
    def _mark(self, connection, sent):
        os.kill(os.getpid(), signal.SIGKILL)

class Pausing(Relay):
    count = 0
    def _produce(self, producer, fact):
        self.count += 1
        if self.count == 40:
            producer.flush()
            os.kill(os.getpid(), signal.SIGSTOP)
        return super()._produce(producer, fact)

globals()[sys.argv[1]](Settings(), "intake", threading.Event()).run()
"""


def child(settings: Settings, kind: str) -> subprocess.Popen[bytes]:
    """A relay in a process of its own."""
    env = os.environ | {
        "WEITA_DATA": str(settings.data), "WEITA_DATABASE_URL": settings.admin_url, "WEITA_KAFKA_BOOTSTRAP": settings.bootstrap,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", CHILD, kind], env=env)


def holder_of_the_lock(world: World) -> int | None:
    """The database session of the active relay."""
    with psycopg.connect(world.settings.admin_url, autocommit=True) as admin:
        return (
            admin.cursor(row_factory=scalar_row)
            .execute(
                "select pid from pg_locks where locktype = 'advisory' and granted and objid = %s",
                (LOCK + SERVICES.index("intake"),),
            )
            .fetchone()
        )


def test_a_relay_killed_after_the_brokers_answer_and_before_its_own_mark_loses_nothing(world: World):
    households(world, 60)
    dying = child(world.settings, "Dying")
    assert dying.wait(PATIENCE) == -signal.SIGKILL
    assert world.admin("intake", "select count(*) from relay_mark") == [(0,)]
    assert read_back(world.settings) == world.stored("intake")
    households(world, 20, "later")
    with relaying(world.settings) as relay:
        wait_for(relayed(world, relay))
    assert read_back(world.settings) == world.stored("intake")
    assert sum(map(len, on_kafka(world.settings).values())) == 80, "Kafka was asked what it holds: nothing was sent twice"


def test_a_mark_that_runs_ahead_of_kafka_is_not_believed(world: World):
    """A broker that lost its tail, or was set back: its own last records decide."""
    households(world, 30)
    world.admin("intake", "insert into relay_mark select generate_series(0, 5), 30")
    with relaying(world.settings) as relay:
        wait_for(relayed(world, relay))
    assert read_back(world.settings) == world.stored("intake")


def test_a_second_relay_waits_for_the_first_and_takes_over_when_it_dies(world: World):
    households(world, 10)
    with relaying(world.settings) as first:
        wait_for(relayed(world, first))
        with relaying(world.settings) as second:
            time.sleep(1)
            assert second.sent == {}
            first.stopping.set()
            wait_for(lambda: second.sent)
            households(world, 10, "later")
            wait_for(relayed(world, second))
    assert read_back(world.settings) == world.stored("intake")
    assert sum(map(len, on_kafka(world.settings).values())) == 20


def test_a_relay_paused_in_mid_page_overtaken_and_resumed_loses_nothing(world: World):
    households(world, 80)
    zombie = child(world.settings, "Pausing")
    try:
        wait_for(lambda: os.waitpid(zombie.pid, os.WUNTRACED | os.WNOHANG)[0] == zombie.pid)
        assert sum(map(len, on_kafka(world.settings).values())) == 39
        with relaying(world.settings) as standby:
            session = holder_of_the_lock(world)
            with psycopg.connect(world.settings.admin_url, autocommit=True) as admin:
                admin.execute("select pg_terminate_backend(%s)", (session,))
            households(world, 40, "later")
            wait_for(relayed(world, standby))
            before = sum(map(len, on_kafka(world.settings).values()))
            zombie.send_signal(signal.SIGCONT)
            wait_for(lambda: sum(map(len, on_kafka(world.settings).values())) >= before + 41)
            households(world, 40, "last")
            wait_for(relayed(world, standby))
        assert read_back(world.settings) == world.stored("intake")
        wait_for(lambda: holder_of_the_lock(world) not in (session, None))
        households(world, 5, "very last")
        wait_for(lambda: read_back(world.settings) == world.stored("intake"))
    finally:
        zombie.kill()
        zombie.wait()


def test_topics_that_were_deleted_are_filled_again_from_the_record(world: World):
    households(world, 50)
    with relaying(world.settings) as relay:
        wait_for(relayed(world, relay))
    empty_topics(world.settings)
    assert on_kafka(world.settings) == {}
    with relaying(world.settings) as relay:
        wait_for(relayed(world, relay))
    assert read_back(world.settings) == world.stored("intake")


def test_a_copy_that_is_ahead_of_the_record_is_refused_and_says_so(world: World):
    households(world, 30)
    with relaying(world.settings) as relay:
        wait_for(relayed(world, relay))
    world.admin("intake", "delete from event where position > 10")
    with pytest.raises(KafkaIsAhead, match=r"weita\.intake holds at position \d+ an event that the record does not"):
        Relay(world.settings, "intake", threading.Event()).run()
    households(world, 40, "told after the record was set back")
    with pytest.raises(KafkaIsAhead):
        Relay(world.settings, "intake", threading.Event()).run()


def test_a_strangers_message_at_the_end_of_a_partition_stops_nothing(world: World):
    """Only the relay produces to these topics; what somebody else put there is no position, and its lane is sent again."""
    households(world, 30)
    with relaying(world.settings) as relay:
        wait_for(relayed(world, relay))
    producer = KafkaProducer(bootstrap_servers=world.settings.bootstrap)
    producer.send(TOPIC, b"hello", partition=0).get(10)
    producer.close()
    assert last_positions(world.settings, TOPIC)[0] == 0
    with relaying(world.settings) as relay:
        wait_for(relayed(world, relay))
    assert last_positions(world.settings, TOPIC)[0] == max(f.position for f in world.stored("intake") if f.lane == 0)


def test_partitions_whose_records_were_all_deleted_hold_nothing(world: World):
    """Their ends are beyond zero, and there is no last record to wait for."""
    households(world, 30)
    with relaying(world.settings) as relay:
        wait_for(relayed(world, relay))
    admin = KafkaAdminClient(bootstrap_servers=world.settings.bootstrap)
    admin.delete_records({TopicPartition(TOPIC, lane): -1 for lane in range(LANES)})
    admin.close()
    assert last_positions(world.settings, TOPIC) == dict.fromkeys(range(LANES), 0)
    with relaying(world.settings) as relay:
        wait_for(relayed(world, relay))
    assert read_back(world.settings) == world.stored("intake")
