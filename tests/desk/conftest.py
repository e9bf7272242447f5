"""A desk of its own for each test module, on the running system; and one browser for all."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from infra.settings import Settings
from projections.desk.people_of_demo import BY_KEY
from tests.desk import story
from tests.desk.browser import chromium

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


def eventually(check, patience: float = PATIENCE):
    """What `check` gives once it gives something; asked again until then."""
    end = time.monotonic() + patience
    while True:
        try:
            if found := check():
                return found
        except httpx.TransportError:
            pass
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@dataclass
class RunningDesk:
    """`python -m projections.desk` on a port that stays the same over restarts."""

    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        env = os.environ | {"WEITA_DATA": str(self.data), "WEITA_JWKS": str(self.data / "jwks.json"), "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen([sys.executable, "-P", "-m", "projections.desk", "--port", str(self.port)], env=env)
        eventually(self.answers)

    def answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, "the desk has ended; its words stand above"
        return httpx.get(f"{self.url}/health").status_code == 200

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Gives the seconds that it took."""
        assert self.process
        asked = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(20)
        return time.monotonic() - asked

    def as_(self, key: str) -> httpx.Client:
        """A client logged in as a person of the demonstration."""
        client = httpx.Client(base_url=self.url, timeout=30)
        self.clients.append(client)
        answer = client.post("/login", data={"person": key})
        assert answer.status_code == 303, BY_KEY[key]
        return client


@pytest.fixture(scope="session")
def settings(system: Settings) -> Settings:
    return system


@pytest.fixture(scope="module")
def desk(settings: Settings) -> Iterator[RunningDesk]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = RunningDesk(settings.data, port)
    try:
        running.start()
        yield running
    finally:
        for client in running.clients:
            client.close()
        if running.process and running.process.poll() is None:
            running.stop()


@pytest.fixture(scope="session")
def haddad(settings: Settings) -> story.Told:
    """The Haddad family, of the lead and shared with the cooperative, as told by tests/desk/story.py."""
    story.setting(settings)
    return story.pathway(settings)


@pytest.fixture(scope="session")
def kovalenko(settings: Settings, haddad: story.Told) -> story.Told:
    """A family of the cooperative, shared with nobody."""
    return story.enrol(settings, [("Oksana", "Kovalenko", "1990-02-02"), ("Dmytro", "Kovalenko", "2012-05-05")], agency="coop")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def lines_on(client: httpx.Client, told: story.Told, **query: str) -> list[dict]:
    """The lines of a family's timeline as JSON; none while the family is not known yet."""
    answer = client.get(f"/families/{told.household}.json", params=query)
    return answer.json()["lines"] if answer.status_code == 200 else []
