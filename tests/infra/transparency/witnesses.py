"""Witnesses for tests: in memory's reach, or as the process that an agency runs."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path

from infra.servers.ports import LOOPBACK, is_listening, remembered_port
from infra.transparency import merkle
from infra.transparency.note import Verifier, verifier
from infra.transparency.proof import Extension
from infra.transparency.tiles import View
from infra.transparency.witness import Trusted, Witness
from infra.witness import keys_of
from tests.infra.transparency.logs import Log

AT = 1_790_000_100


def a_witness(folder: Path, log: Log, name: str = "witness.example/alba") -> Witness:
    return Witness(folder, keys_of(folder, name), Trusted(log.published.verifiers))


def asked(log: Log, old: int, note: str | None = None, size: int | None = None) -> bytes:
    """The body of `add-checkpoint` for the log as it stands."""
    assert log.head is not None
    size = size or log.head.size
    view = View(log.folder, size)
    return str(Extension(old, tuple(merkle.consistency(old, size, view.hash_of)), note or log.note)).encode()


def below(key: Verifier, name: str) -> Verifier:
    """The key of all logs below a name."""
    return replace(key, name=f"{name}/")


@dataclass
class Answer:
    status: int
    kind: str
    body: str


@dataclass
class Process:
    """A witness that runs."""

    port: int
    process: subprocess.Popen[bytes]

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        connection = HTTPConnection(LOOPBACK, self.port, timeout=5)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers["Content-Type"], answer.read().decode())
        finally:
            connection.close()

    @property
    def verifiers(self) -> list[Verifier]:
        return [verifier(line) for line in self.ask("GET", "/").body.splitlines()]


@contextmanager
def running(folder: Path, log: Log, name: str = "witness.example/alba") -> Iterator[Process]:
    port = remembered_port(folder.parent, folder.name)
    keys = [word for key in log.published.verifiers for word in ("--log", str(key))]
    command = [sys.executable, "-P", "-m", "infra.witness", "--data", str(folder), "--name", name, "--port", str(port), *keys]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env={"PYTHONPATH": str(Path(__file__).parents[3])}) as process:
        try:
            deadline = time.monotonic() + 20
            while not is_listening(port):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.02)
            yield Process(port, process)
        finally:
            process.kill()
