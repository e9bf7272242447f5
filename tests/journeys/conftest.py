"""The whole system, started once for all journeys as `weita up -d` starts it, on a data folder of the test run."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.cli.up import start_detached, stop_running
from infra.settings import Settings


@pytest.fixture(scope="session")
def stack() -> Iterator[Settings]:
    """Settings of a running system: servers, services, relay, reactions, projections, desk."""
    with tempfile.TemporaryDirectory(prefix="weita-journeys-", ignore_cleanup_errors=True) as folder:
        settings = Settings(data=Path(folder))
        try:
            start_detached(settings)
            yield Settings(data=Path(folder))
        finally:
            stop_running(settings, print)
