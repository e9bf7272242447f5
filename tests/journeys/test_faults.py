"""The whole system under kill -9: nothing acknowledged is lost, nothing is doubled, and it is well again within a minute."""

import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
import psycopg
import pytest

from infra.auth import issue_token
from infra.settings import SERVICES, Settings

ROOT = Path(__file__).parents[2]
READY, RECOVERED, STOPPED = 90, 60, 10
PAUSE = 0.1
KILLED = ("intake", "relay", "projections", "kafka", "postgres", "housing-react")
RULES = {"adult_head": False, "case_required": False, "notice_required": False, "agreement_required": False}
PROJECT = "PROG-FAULTS"


@dataclass
class System:
    """`weita up` in the foreground on a data folder of its own."""

    data: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def run(self) -> dict[str, Any]:
        try:
            return dict(json.loads((self.data / "run.json").read_text()))
        except (FileNotFoundError, json.JSONDecodeError):
            return {}

    @property
    def settings(self) -> Settings:
        return Settings(data=self.data)

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        command = [sys.executable, "-P", "-m", "infra.cli", "up", "--data", str(self.data)]
        with (self.data / "up.txt").open("ab") as said:
            env = os.environ | {"PYTHONPATH": str(ROOT)}
            self.process = subprocess.Popen(command, env=env, stdout=said, stderr=said, start_new_session=True)
        deadline = time.monotonic() + READY
        while not (self.run.get("ready") and self.run["pid"] == self.process.pid):
            assert self.process.poll() is None, (self.data / "up.txt").read_text()
            assert time.monotonic() < deadline, (self.data / "up.txt").read_text()
            time.sleep(0.1)

    def pids(self) -> dict[str, int | None]:
        return {name: program["pid"] for name, program in self.run["programs"].items()}

    def interrupt(self) -> float:
        """Ctrl-C; the seconds until everything has ended."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(40)
        return time.monotonic() - began

    def ask(self, database: str, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """An answer of a database, asked again while it is away."""
        url = psycopg.conninfo.make_conninfo(self.settings.admin_url, dbname=f"weita_{database}", connect_timeout=2)
        for attempt in itertools.count():
            try:
                with psycopg.connect(url, autocommit=True) as connection:
                    return connection.execute(query, arguments).fetchall()
            except psycopg.OperationalError:
                assert attempt < 600
                time.sleep(0.1)
        raise AssertionError


@pytest.fixture(scope="module")
def kept() -> Iterator[System]:
    with tempfile.TemporaryDirectory(prefix="weita-faults-", ignore_cleanup_errors=True) as name:
        made = System(Path(name))
        yield made
        if made.runs:
            made.interrupt()


@pytest.fixture
def system(kept: System) -> System:
    """A running system: the one of the test before, unless that has stopped it."""
    if not kept.runs:
        kept.start()
    return kept


@dataclass
class Agency:
    """A writer outside the system: it sends the same command with the same key until it is answered."""

    system: System
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Event id -> the key of the command that was answered with it."""
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        settings = self.system.settings
        self._url = settings.service_url("intake")
        self._headers = {
            role: {"Authorization": f"Bearer {issue_token(settings, agency='sds', roles=[role], subject=role)}"}
            for role in ("admin", "caseworker")
        }
        self._client = httpx.Client(timeout=15)

    def close(self) -> None:
        self._client.close()

    def send(self, path: str, body: dict[str, Any], role: str = "caseworker") -> dict[str, Any]:
        """The receipt, however long it takes."""
        key, deadline = str(uuid4()), time.monotonic() + RECOVERED
        while True:
            try:
                answer = self._client.post(self._url + path, json=body, headers={**self._headers[role], "Idempotency-Key": key})
            except httpx.TransportError:
                assert time.monotonic() < deadline, f"{path} was not answered within {RECOVERED} s"
                time.sleep(0.1)
                continue
            if answer.status_code < 500:
                assert answer.status_code in (200, 201), answer.text
                receipt = dict(answer.json())
                self.acknowledged |= {event["id"]: key for event in receipt["events"]}
                return receipt
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.1)

    def declare(self) -> None:
        self.send("/agencies", {"agency": "sds", "name": "Società della Salute"}, "admin")
        self.send("/programmes", {"project": PROJECT, "name": "Guasti", "rules": RULES}, "admin")

    def enrol(self) -> str:
        """A person, their household, and a service for it; gives the household."""
        person = self.send("/persons", {"given_name": "Amal"})["ids"]["person"]
        family = {"project": PROJECT, "head": person, "members": [{"person": person, "relationship": "head"}]}
        household = str(self.send("/households", family)["ids"]["household"])
        today = time.strftime("%Y-%m-%d", time.gmtime())
        self.send(f"/households/{household}/services", {"code": CODE, "delivered_on": today, "recipients": [person]})
        return household

    def write_until(self, stopping: threading.Event) -> None:
        """Go on and on; a failure ends it and is told."""
        try:
            while not stopping.is_set():
                self.enrol()
                time.sleep(PAUSE)
        except Exception as error:  # noqa: BLE001 - shown by the test
            self.failures.append(repr(error))


CODE = "A1.05.01"


def is_known_everywhere(system: System, household: str) -> bool:
    """Whether the family's enrolment went through relay and reaction, and housing's note of it through both to the trail."""
    (told,) = system.ask(
        "read", "select count(*) from audit_trail.entry where household = %s and type = 'HouseholdNoted'", household
    )
    return bool(told[0] == 2)  # housing's and the register's


def recovery(system: System, agency: Agency, name: str) -> float:
    """Kill one process; the seconds until a family enrolled after that is known everywhere."""
    pid = system.pids()[name]
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    began = time.monotonic()
    household = agency.enrol()
    while not is_known_everywhere(system, household):
        assert time.monotonic() < began + RECOVERED, f"{name}: not recovered within {RECOVERED} s: {last_words(system)}"
        time.sleep(0.2)
    assert system.pids()[name] not in (pid, None), f"{name} was not started again"
    return time.monotonic() - began


def last_words(system: System) -> str:
    """How far each step of the way has come, and the ends of the logs."""
    recorded = {name: system.ask(name, "select count(*), max(recorded_at)::text from event") for name in SERVICES}
    trail = system.ask("read", "select service, count(*), max(recorded_at)::text from audit_trail.entry group by 1 order by 1")
    logs = [f"{log.name}: {log.read_text(errors='replace')[-600:]}" for log in sorted((system.data / "log").glob("*.log"))]
    said = (system.data / "up.txt").read_text()[-1000:]
    return "\n".join([f"recorded {recorded}", f"in the trail {trail}", said, *logs])


def caught_up(system: System) -> None:
    """Wait until every enrolment was heard by those who react to it, and the trail holds all that is recorded.

    A reactor that was killed keeps its lanes until its session ends, ten seconds later, so reactions may come last.
    """
    deadline = time.monotonic() + RECOVERED
    while True:
        enrolled = system.ask("intake", "select count(*) from event where type = 'FamilyEnrolled'")[0][0]
        noted = [
            system.ask(name, "select count(*) from event where type = 'HouseholdNoted'")[0][0] for name in ("housing", "register")
        ]
        recorded = sum(system.ask(name, "select count(*) from event")[0][0] for name in SERVICES)
        told = system.ask("read", "select count(*) from audit_trail.entry")[0][0]
        if recorded == told and all(count >= enrolled for count in noted):
            return
        assert time.monotonic() < deadline, f"{recorded} recorded, {told} in the trail: {last_words(system)}"
        time.sleep(1)


def check_nothing_lost_nothing_doubled(system: System, agency: Agency) -> None:
    recorded = {
        name: system.ask(name, "select id::text, position, stream, version from event order by position") for name in SERVICES
    }
    ids = [row[0] for rows in recorded.values() for row in rows]
    assert len(ids) == len(set(ids))
    assert agency.acknowledged.keys() <= set(ids), "what was answered with 2xx is in the record"
    for name, rows in recorded.items():
        assert [row[1] for row in rows] == list(range(1, len(rows) + 1)), f"positions of {name} have no holes"
        streams: dict[str, list[int]] = {}
        for _, _, stream, version in rows:
            streams.setdefault(stream, []).append(version)
        assert all(versions == list(range(1, len(versions) + 1)) for versions in streams.values()), f"streams of {name}"
    keys = system.ask("intake", "select key, count(*) from receipt group by 1")
    assert set(agency.acknowledged.values()) <= {key for key, count in keys if count == 1}
    trail = [row[0] for row in system.ask("read", "select event_id::text from audit_trail.entry")]
    assert sorted(trail) == sorted(ids), "the trail holds each event exactly once"
    enrolled = system.ask("intake", "select count(*) from event where type = 'FamilyEnrolled'")[0][0]
    for name in ("housing", "register"):
        noted = system.ask(name, "select count(*), count(distinct stream) from event where type = 'HouseholdNoted'")
        assert noted == [(enrolled, enrolled)], f"{name} acted once on each enrolment"
        assert system.ask(name, "select * from refused_reaction") == []
    numbers = system.ask("read", "select array_agg(number order by number) from delivery.family_line group by household")
    assert all(given == list(range(1, len(given) + 1)) for (given,) in numbers), "delivery numbers have no gaps"


@pytest.fixture
def agency(system: System) -> Iterator[Agency]:
    made = Agency(system)
    yield made
    made.close()


def test_whatever_is_killed_nothing_acknowledged_is_lost_and_nothing_is_doubled(system: System, agency: Agency) -> None:
    if not system.ask("intake", "select 1 from event limit 1"):
        agency.declare()
    stopping = threading.Event()
    writers = [threading.Thread(target=agency.write_until, args=(stopping,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for name in KILLED:
            print(f"{name}: recovered in {recovery(system, agency, name):.1f} s")
    finally:
        stopping.set()
        for writer in writers:
            writer.join()
    assert agency.failures == []
    caught_up(system)
    check_nothing_lost_nothing_doubled(system, agency)
    env = os.environ | {"PYTHONPATH": str(ROOT), "WEITA_DATA": str(system.data)}
    rebuilt = subprocess.run(
        [sys.executable, "-m", "projections.rebuild", "all"], env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr


def test_ctrl_c_stops_every_process_within_ten_seconds(system: System, agency: Agency) -> None:
    stopping = threading.Event()
    if not system.ask("intake", "select 1 from event limit 1"):
        agency.declare()
    writer = threading.Thread(target=agency.write_until, args=(stopping,))
    writer.start()
    time.sleep(1)
    pids = system.pids()
    stopping.set()
    writer.join()
    took = system.interrupt()
    assert took < STOPPED, (system.data / "up.txt").read_text()
    assert system.process is not None
    assert system.process.returncode in (0, 130, -signal.SIGINT)
    assert [name for name, pid in pids.items() if pid and psutil.pid_exists(pid)] == []
    assert system.run == {}
