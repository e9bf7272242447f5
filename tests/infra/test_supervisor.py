"""The supervisor: everything starts, is kept running, and stops; a stranger's process is never touched."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from infra.cli.programs import Program
from infra.cli.secrets import ensure_secrets
from infra.cli.status import gather
from infra.cli.supervisor import AlreadyRunning, Supervisor, supervisor_pid
from infra.migrate import migrate
from infra.servers import processes
from infra.settings import SERVICES, Settings

PROGRAMS = (
    Program("intake", ("tests.infra.stub_program",), port=True),
    Program("relay", ("tests.infra.stub_program",)),
    Program("desk", ("tests.infra.stub_program",), port=True),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder whose servers are somebody else's: the supervisor starts programs alone."""
    return Settings(data=tmp_path, database_url="postgresql://nobody@127.0.0.1:1/x", kafka_bootstrap="127.0.0.1:1")


@pytest.fixture
def supervisor(settings: Settings) -> Iterator[Supervisor]:
    made = Supervisor(settings, print, PROGRAMS)
    yield made
    made.stop()


def prepare(_: Settings, __: Callable[[str], None]) -> None:
    """No databases here."""


def run_file(settings: Settings) -> dict[str, Any]:
    return dict(json.loads((settings.data / "run.json").read_text()))


def wait_for(what: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_only_its_user_may_read_the_addresses_which_may_hold_a_password(settings: Settings, supervisor: Supervisor) -> None:
    supervisor.start(prepare)
    assert (settings.data / "run.json").stat().st_mode & 0o077 == 0


def test_after_a_start_every_program_runs_and_its_address_is_known(settings: Settings, supervisor: Supervisor) -> None:
    desk = supervisor.start(prepare)
    run = run_file(settings)
    assert run["ready"]
    assert run["desk"]["url"] == desk
    assert Settings(data=settings.data).service_url("intake").startswith("http://127.0.0.1:")
    assert all(psutil.pid_exists(run["programs"][program.name]["pid"]) for program in PROGRAMS)


def test_a_program_that_dies_is_started_again(settings: Settings, supervisor: Supervisor) -> None:
    supervisor.start(prepare)
    killed = run_file(settings)["programs"]["relay"]["pid"]
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: run_file(settings)["programs"]["relay"]["pid"] not in (killed, None))


def test_a_stop_ends_every_program_within_ten_seconds(settings: Settings, supervisor: Supervisor) -> None:
    supervisor.start(prepare)
    pids = [program["pid"] for program in run_file(settings)["programs"].values()]
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 10
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert not (settings.data / "run.json").exists()


def test_a_second_start_on_the_same_folder_is_refused(settings: Settings, supervisor: Supervisor) -> None:
    supervisor.start(prepare)
    with pytest.raises(AlreadyRunning):
        Supervisor(settings, print, PROGRAMS).start(prepare)
    assert supervisor_pid(settings.data) == os.getpid()


def test_a_start_ends_what_a_killed_one_left_behind(settings: Settings, supervisor: Supervisor) -> None:
    left = processes.spawn(settings.data, "relay", [sys.executable, "-c", "import time; time.sleep(60)"])
    supervisor.start(prepare)
    assert left.wait(1) is not None


def test_a_stranger_who_got_the_pid_of_a_dead_program_is_left_alone(settings: Settings, supervisor: Supervisor) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        note = settings.data / "pids" / "relay.json"
        note.parent.mkdir()
        note.write_text(json.dumps({"pid": stranger.pid, "started": time.time() - 3600}))
        supervisor.start(prepare)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_the_status_gives_addresses_and_counts_the_record(stack_servers: Settings) -> None:
    migrate(stack_servers)
    found = gather(stack_servers)
    assert found["kafka"]["bootstrap"] == stack_servers.bootstrap
    assert found["postgres"]["url"] == stack_servers.admin_url
    assert {"services", "desk", "events", "projections"} <= set(found)
    assert not set(SERVICES) & set(found.get("problems", {}))


def test_what_cannot_be_reached_is_a_problem_in_the_status_not_a_failure_of_it(settings: Settings) -> None:
    assert "intake" in gather(settings)["problems"]


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    ensure_secrets(tmp_path)
    first = (tmp_path / "secrets.json").read_text()
    ensure_secrets(tmp_path)
    assert (tmp_path / "secrets.json").read_text() == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0
    assert "d" not in json.loads((tmp_path / "jwks.json").read_text())["keys"][0]


def test_a_log_that_grew_too_long_starts_anew_and_the_old_part_is_kept(tmp_path: Path) -> None:
    file = processes.log_file(tmp_path, "desk")
    file.write_bytes(b"x" * (processes.LOG_LIMIT + 1))
    processes.bound_log(tmp_path, "desk")
    assert file.stat().st_size == 0
    assert file.with_suffix(".log.1").stat().st_size == processes.LOG_LIMIT + 1
