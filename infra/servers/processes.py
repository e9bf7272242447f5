"""Processes of a data folder: each leaves a note of its pid, so that a later start finds what a killed one left behind."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

LOG_LIMIT = 10_000_000


class ServerFailed(Exception):
    """Raised when a server ended instead of getting ready; the message names its log."""


@dataclass(frozen=True)
class Login:
    """As whom a process runs; None stays who we are."""

    user: int | None = None
    group: int | None = None


def spawn(
    data: Path, name: str, command: Sequence[str], env: Mapping[str, str] | None = None, login: Login | None = None
) -> subprocess.Popen[bytes]:
    """Start `command` in the data folder, noted and logged.

    It gets a session of its own: a Ctrl-C at the terminal is for the supervisor alone, which stops the rest in order.
    """
    login = login or Login()
    with log_file(data, name).open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=data,
            start_new_session=True,
            user=login.user,
            group=login.group,
            extra_groups=[] if login.user is not None else None,
        )
    _note(data, name, process.pid)
    return process


def log_file(data: Path, name: str) -> Path:
    """Where the process `name` writes what it says."""
    folder = data / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def bound_log(data: Path, name: str) -> None:
    """Move a log that grew too long aside; its writer appends, so it goes on at the start of the emptied file."""
    file = log_file(data, name)
    if file.exists() and file.stat().st_size > LOG_LIMIT:
        shutil.copyfile(file, file.with_suffix(".log.1"))
        os.truncate(file, 0)


def tail(data: Path, name: str, lines: int = 15) -> str:
    """The last lines of a log, for an error message."""
    file = log_file(data, name)
    return "\n".join(file.read_text(errors="replace").splitlines()[-lines:]) if file.exists() else ""


def end(process: subprocess.Popen[bytes], stop_signal: signal.Signals, patience: float) -> None:
    """Ask a process to stop, and kill it when it does not within `patience` seconds."""
    if process.poll() is None:
        process.send_signal(stop_signal)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def forget(data: Path, name: str) -> None:
    """Remove the note of a process that has ended."""
    _note_file(data, name).unlink(missing_ok=True)


def orphans(data: Path) -> dict[str, psutil.Process]:
    """What still runs of an earlier start. A pid that now belongs to a stranger is recognised by its time of creation."""
    found = {}
    for file in sorted((data / "pids").glob("*.json")):
        process = _noted_process(file)
        if process is None:
            file.unlink(missing_ok=True)
        else:
            found[file.stem] = process
    return found


def end_orphan(data: Path, name: str, process: psutil.Process, patience: float = 10) -> None:
    """Stop one process left behind: politely, then with force."""
    try:
        process.send_signal(signal.SIGINT if name == "postgres" else signal.SIGTERM)
        process.wait(patience)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(patience)
    except psutil.NoSuchProcess:
        pass
    forget(data, name)


def _note_file(data: Path, name: str) -> Path:
    return data / "pids" / f"{name}.json"


def _note(data: Path, name: str, pid: int) -> None:
    file = _note_file(data, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        started = psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return
    file.write_text(json.dumps({"pid": pid, "started": started}))


def _noted_process(file: Path) -> psutil.Process | None:
    try:
        note = json.loads(file.read_text())
        process = psutil.Process(note["pid"])
        same = abs(process.create_time() - note["started"]) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, ValueError, KeyError):
        return None
    return process if same else None
