"""Fixtures that all tests share: the embedded servers and the whole system, each started once and only when asked for."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.cli.secrets import ensure_secrets
from infra.cli.up import is_ready
from infra.servers.kafka import Kafka
from infra.servers.postgres import Postgres
from infra.settings import Settings

PATIENCE = 180
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def stack_servers() -> Iterator[Settings]:
    """PostgreSQL and Kafka on a data folder of the test run, and the settings that lead to them (`run.json` too)."""
    with tempfile.TemporaryDirectory(prefix="weita-tests-") as folder:
        data, postgres, kafka = Path(folder), Postgres(), Kafka()
        ensure_secrets(data)
        try:
            with ThreadPoolExecutor(2) as pool:
                url, bootstrap = pool.map(lambda server: server.start(data, print), (postgres, kafka))
            run = {"postgres": {"url": url}, "kafka": {"bootstrap": bootstrap}}
            (data / "run.json").write_text(json.dumps(run))
            yield Settings(data=data, database_url=url, kafka_bootstrap=bootstrap)
        finally:
            kafka.stop()
            postgres.stop()


@pytest.fixture(scope="session")
def api_server() -> Iterator[Settings]:
    """A PostgreSQL of its own for the services in this process: what they remember must not be emptied beneath them."""
    with tempfile.TemporaryDirectory(prefix="weita-api-") as folder:
        data, postgres = Path(folder), Postgres()
        ensure_secrets(data)
        try:
            url = postgres.start(data, print)
            (data / "run.json").write_text(json.dumps({"postgres": {"url": url}}))
            yield Settings(data=data, database_url=url)
        finally:
            postgres.stop()


@pytest.fixture(scope="session")
def system() -> Iterator[Settings]:
    """Settings of a running system: servers, services, relay, reactions, projections, desk.

    `WEITA_TEST_STACK` names the data folder of one that runs already.
    """
    if folder := os.environ.get("WEITA_TEST_STACK"):
        yield Settings(data=Path(folder))
        return
    with running_system() as settings:
        yield settings


@contextmanager
def running_system() -> Iterator[Settings]:
    """A system of its own, with nothing in its record, stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="weita-journeys-", ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-P", "-m", "infra.cli", "up", "--data", folder]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(ROOT)}) as supervisor:
            try:
                wait_until_ready(Settings(data=Path(folder)), supervisor)
                yield Settings(data=Path(folder))
            finally:
                supervisor.terminate()
                supervisor.wait(60)


def wait_until_ready(settings: Settings, supervisor: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not is_ready(settings, supervisor.pid):
        assert supervisor.poll() is None, "weita up has ended; its progress is above"
        assert time.monotonic() < give_up, "weita up is not ready in time"
        time.sleep(0.2)
