"""Keeps one process of the stack running: started again with growing pauses when it dies, until told to stop."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from infra.cli.programs import Program
from infra.servers import processes

FIRST_PAUSE, LONGEST_PAUSE, STEADY = 0.5, 15.0, 30.0

Say = Callable[[str], None]


class Kept(Protocol):
    """What a keeper keeps: a program of ours or an embedded server."""

    @property
    def pid(self) -> int | None: ...
    def start(self, data: Path, say: Say) -> str: ...
    def wait(self) -> None: ...
    def stop(self) -> None: ...


class Running:
    """One of our programs as a process."""

    def __init__(self, program: Program, port: int | None, env: Mapping[str, str]) -> None:
        self._program = program
        self._port = port
        self._env = env
        self._data: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self, data: Path, say: Say) -> str:  # noqa: ARG002 - started like the servers, which say more
        """Start; does not wait until the program answers."""
        self._data = data
        command = [sys.executable, "-P", "-m", *self._program.words, *self._program.options]
        if self._port is not None:
            command += ["--port", str(self._port)]
        self._process = processes.spawn(data, self._program.name, command, self._env)
        return self._program.name

    def wait(self) -> None:
        if self._process:
            self._process.wait()

    def stop(self) -> None:
        """Ask to stop; five seconds later, by force."""
        if self._process is not None and self._data is not None:
            processes.end(self._process, signal.SIGTERM, patience=5)
            processes.forget(self._data, self._program.name)


class Keeper:
    """A thread that watches one process. `start` is in the caller's thread, so that a first failure is the caller's."""

    def __init__(self, name: str, kept: Kept, data: Path, say: Say, changed: Callable[[], None]) -> None:
        self.name = name
        self.restarts = 0
        self._kept = kept
        self._data = data
        self._say = say
        self._changed = changed
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name=f"keeper-{name}", daemon=True)

    @property
    def pid(self) -> int | None:
        return self._kept.pid

    def start(self) -> str:
        answer = self._kept.start(self._data, self._say)
        self._thread.start()
        return answer

    def stop(self) -> None:
        """Stop the process and the watching; returns when both have ended."""
        self._stopping.set()
        self._kept.stop()
        if self._thread.is_alive():
            self._thread.join()
        self._kept.stop()

    def _watch(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            began = time.monotonic()
            self._kept.wait()
            if self._stopping.is_set():
                return
            pause = FIRST_PAUSE if time.monotonic() - began > STEADY else pause
            self._say(f"{self.name} ended; starting it again in {pause:g} s (log/{self.name}.log)")
            if self._stopping.wait(pause):
                return
            pause = min(pause * 2, LONGEST_PAUSE)
            self._start_again()

    def _start_again(self) -> None:
        processes.bound_log(self._data, self.name)
        self.restarts += 1
        try:
            self._kept.start(self._data, self._say)
        except (processes.ServerFailed, OSError) as error:
            self._say(f"{self.name}: {error}")
        self._changed()
