"""Fixtures that all tests share: the embedded servers, started once for the whole run and only when asked for."""

import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.cli.secrets import ensure_secrets
from infra.servers.kafka import Kafka
from infra.servers.postgres import Postgres
from infra.settings import Settings


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
