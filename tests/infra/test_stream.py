"""The Faust worker of the projections as a real process: killed inside its transaction it loses nothing and doubles nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.settings import Settings
from tests.infra.test_relay import TOPIC, empty_topics, households, relaying, wait_for
from tests.projections.world import World, a_world

from kafka import KafkaProducer  # isort: skip - kafka-python comes with tests.projections.world

pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning:kafka")

WORKER = """
import os, signal, sys
from projections import __main__ as program

last = int(sys.argv.pop())
deliver = program.after

def after(connection, done):
    deliver(connection, done)
    if last and any(fact.position >= last for fact in done["audit_trail"].facts):
        os.kill(os.getpid(), signal.SIGKILL)

program.after = after
program.main()
"""


@pytest.fixture
def world(stack_servers: Settings) -> Iterator[World]:
    with a_world(stack_servers) as made:
        empty_topics(stack_servers)
        yield made


def worker(world: World, dies_at: int = 0) -> subprocess.Popen[bytes]:
    """The program of the projections; with `dies_at` it is killed inside the transaction that applies that position."""
    settings = world.settings
    env = os.environ | {
        "WEITA_DATA": str(settings.data), "WEITA_DATABASE_URL": settings.admin_url, "WEITA_KAFKA_BOOTSTRAP": settings.bootstrap,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", WORKER, str(dies_at)], env=env)


def told(world: World) -> list[int]:
    return [position for (position,) in world.rows("select position from audit_trail.entry order by 1")]


def recorded(world: World) -> list[int]:
    return [fact.position for fact in world.stored("intake")]


def test_a_worker_killed_inside_its_transaction_loses_nothing_and_doubles_nothing(world: World):
    households(world, 20)
    with relaying(world.settings):
        dying = worker(world, dies_at=21)
        try:
            wait_for(lambda: told(world) == recorded(world), 40)
            households(world, 20, "later")
            assert dying.wait(40) == -signal.SIGKILL
        finally:
            dying.kill()
            dying.wait()
        assert told(world) == list(range(1, 21)), "rows and marks of the killed transaction are not there"
        fresh = worker(world)
        try:
            wait_for(lambda: told(world) == list(range(1, 41)), 40)
            households(world, 5, "live")
            wait_for(lambda: told(world) == recorded(world), 40)
            producer = KafkaProducer(bootstrap_servers=world.settings.bootstrap)
            producer.send(TOPIC, b"hello", partition=0).get(10)
            producer.close()
            households(world, 20, "after a stranger's message")
            wait_for(lambda: told(world) == recorded(world), 40)
        finally:
            fresh.terminate()
            assert fresh.wait(15) is not None
    numbers = world.rows("select array_agg(number order by number) from delivery.family_line group by household")
    assert all(given == list(range(1, len(given) + 1)) for (given,) in numbers)
    assert len(numbers) == len(recorded(world))
