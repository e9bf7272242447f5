"""The whole system, started once for all journeys as `weita up` starts it, on a data folder of the test run."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.cli.up import is_ready
from infra.settings import Settings

PATIENCE = 180
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def stack() -> Iterator[Settings]:
    """Settings of a running system: servers, services, relay, reactions, projections, desk."""
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
