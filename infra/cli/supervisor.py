"""Starts the whole stack on one data folder, keeps it running and stops it: programs first, then the servers."""

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TextIO

from infra.cli.keeper import Keeper, Kept, Running
from infra.cli.programs import PROGRAMS, WITNESSES, Program
from infra.cli.secrets import ensure_secrets, replace
from infra.cli.witnesses import prepare_witnesses
from infra.servers import processes
from infra.servers.kafka import Kafka
from infra.servers.ports import LOOPBACK, remembered_port
from infra.servers.postgres import Postgres
from infra.settings import SERVICES, Settings

ANSWER_PATIENCE = 60
MOST_RESTARTS = 2

Say = Callable[[str], None]
Prepare = Callable[[Settings, Say], None]


class AlreadyRunning(Exception):
    """Raised when another `weita up` holds this data folder."""


class Interrupted(Exception):
    """Raised inside a start that is being stopped."""


class NotAnswering(Exception):
    """Raised when a program does not answer `/health` in time; the message shows the end of its log."""


class Supervisor:
    """One data folder's stack. `start`, then `stop`; the lock on the folder ends with this process at the latest."""

    def __init__(self, settings: Settings, say: Say, programs: Sequence[Program] = PROGRAMS) -> None:
        self._settings = settings
        self._data = settings.data.resolve()
        self._say = say
        self._programs = [program for program in programs if settings.witnesses is None or program.words != ("infra.witness",)]
        self._servers: dict[str, Keeper] = {}
        self._keepers: dict[str, Keeper] = {}
        self._ports: dict[str, int] = {}
        self._addresses: dict[str, Any] = {}
        self._ready = False
        self._held: TextIO | None = None
        self._halt = threading.Event()
        self._writing = threading.Lock()

    def start(self, prepare: Prepare) -> str:
        """Start servers, `prepare` (databases and topics), start programs, wait for their answers; gives the desk's URL."""
        self._data.mkdir(parents=True, exist_ok=True)
        self._lock()
        self._end_orphans()
        ensure_secrets(self._data)
        self._start_servers()
        self._choose_ports()
        self._write_run_file()
        self._heed_stop()
        prepare(Settings(data=self._data), self._say)
        self._start_programs()
        self._wait_for_answers()
        self._ready = True
        self._write_run_file()
        return str(self._addresses.get("desk", {}).get("url", ""))

    def stop(self) -> None:
        """Stop everything, in the reverse order of dependence; safe during a start, after one that failed, and twice."""
        self._halt.set()
        for group in (self._keepers, self._servers):
            if group:
                with ThreadPoolExecutor(len(group)) as pool:
                    list(pool.map(Keeper.stop, group.values()))
        (self._data / "run.json").unlink(missing_ok=True)
        if self._held is not None:
            self._held.close()

    def bound_logs(self) -> None:
        """Keep every log below its limit."""
        for name in self._servers | self._keepers:
            processes.bound_log(self._data, name)

    def _lock(self) -> None:
        held = (self._data / "up.lock").open("a+")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            held.close()
            raise AlreadyRunning(f"already running on {self._data}: see `weita status`, stop it with `weita down`") from error
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        self._held = held

    def _end_orphans(self) -> None:
        """What a killed supervisor left behind would hold ports and locks; servers go last."""
        left = processes.orphans(self._data)
        if left:
            self._say(f"stopping what an earlier start left behind: {', '.join(left)}")
            end_all(self._data, left)

    def _start_servers(self) -> None:
        wanted: dict[str, Kept] = {}
        if self._settings.database_url is None:
            wanted["postgres"] = Postgres()
        if self._settings.kafka_bootstrap is None:
            wanted["kafka"] = Kafka()
        addresses = {"postgres": self._settings.database_url, "kafka": self._settings.kafka_bootstrap}
        for name, server in wanted.items():
            self._servers[name] = Keeper(name, server, self._data, self._say, self._write_run_file)
        modules = [program.beforehand for program in self._programs if program.beforehand]
        with ThreadPoolExecutor(len(wanted) + len(modules) or 1) as pool:
            others = [pool.submit(self._run_beforehand, module) for module in modules]
            addresses |= dict(zip(wanted, pool.map(self._start_server, wanted), strict=True))
            for other in others:
                other.result()
        self._addresses |= {"postgres": {"url": addresses["postgres"]}, "kafka": {"bootstrap": addresses["kafka"]}}

    def _start_server(self, name: str) -> str:
        self._say(f"starting {name}")
        address = self._servers[name].start()
        self._say(f"{name} is ready")
        return address

    def _run_beforehand(self, module: str) -> None:
        """Where it fails, the program that wants it says so at its own start."""
        env = program_environment(self._data)
        done = subprocess.run([sys.executable, "-P", "-m", module], env=env, capture_output=True, text=True, check=False)
        for line in done.stderr.splitlines() if done.returncode == 0 else []:
            self._say(line)

    def _choose_ports(self) -> None:
        self._ports = {program.name: remembered_port(self._data, program.name) for program in self._programs if program.port}
        urls = {name: {"url": f"http://{LOOPBACK}:{port}"} for name, port in self._ports.items()}
        self._addresses["services"] = {name: urls[name] for name in SERVICES if name in urls}
        if "desk" in urls:
            self._addresses["desk"] = urls["desk"]
        if witnesses := {name: urls[f"witness-{name}"]["url"] for name in WITNESSES if f"witness-{name}" in urls}:
            prepare_witnesses(self._settings, witnesses)

    def _start_programs(self) -> None:
        self._say(f"starting {len(self._programs)} programs")
        env = program_environment(self._data)
        for program in self._programs:
            self._heed_stop()
            kept = Running(program, self._ports.get(program.name), env)
            self._keepers[program.name] = Keeper(program.name, kept, self._data, self._say, self._write_run_file)
            self._keepers[program.name].start()
        self._write_run_file()

    def _wait_for_answers(self) -> None:
        deadline = time.monotonic() + ANSWER_PATIENCE
        for name, port in self._ports.items():
            while not answers(port):
                self._heed_stop()
                if time.monotonic() > deadline or self._keepers[name].restarts > MOST_RESTARTS:
                    raise NotAnswering(f"{name} does not answer:\n{processes.tail(self._data, name)}")
                time.sleep(0.05)
            self._say(f"{name} answers")

    def _heed_stop(self) -> None:
        if self._halt.is_set():
            raise Interrupted

    def _write_run_file(self) -> None:
        if self._halt.is_set():
            return
        pids = {name: {"pid": keeper.pid} for name, keeper in (self._servers | self._keepers).items()}
        run = {"pid": os.getpid(), "ready": self._ready, **self._addresses, "programs": pids}
        with self._writing:
            replace(self._data / "run.json", json.dumps(run, indent=1))


def supervisor_pid(data: Path) -> int | None:
    """Who holds this data folder. The lock tells, not a pid in a file: that may be a stranger's by now."""
    file = data / "up.lock"
    if not file.exists():
        return None
    with file.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(lock.read() or 0) or None
    return None


def end_all(data: Path, left: Mapping[str, Any]) -> None:
    """Stop the processes of `left`, the servers after all others."""
    for names in ([n for n in left if n not in ("postgres", "kafka")], [n for n in ("kafka", "postgres") if n in left]):
        if names:
            with ThreadPoolExecutor(len(names)) as pool:
                list(pool.map(lambda name: processes.end_orphan(data, name, left[name]), names))


def program_environment(data: Path) -> dict[str, str]:
    """What the programs see: the user's own settings, this data folder and this copy of the code."""
    env = dict(os.environ)
    env["WEITA_DATA"] = str(data)
    env.setdefault("WEITA_JWKS", str(data / "jwks.json"))
    env["PYTHONUNBUFFERED"] = "1"
    root = str(Path(__file__).resolve().parents[2])
    env["PYTHONPATH"] = root
    return env


def answers(port: int) -> bool:
    """Whether the program on `port` says that it is well."""
    import http.client

    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
