"""`weita up` and `weita down`: the whole stack on this machine, in the foreground or behind (`-d`)."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.options import DataOption, Say, fail, progress, settings_for

if TYPE_CHECKING:
    from infra.cli.supervisor import Supervisor
    from infra.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(up)
    app.command()(down)


def up(
    data: DataOption = None,
    detached: Annotated[bool, typer.Option("-d", "--detach", help="Return when the page is ready.")] = False,
) -> None:
    """Start everything on this machine and keep it running (Ctrl-C stops it)."""
    settings = settings_for(data)
    if detached:
        print(start_detached(settings))
        return
    run_in_foreground(settings)


def down(data: DataOption = None) -> None:
    """Stop what `weita up` started."""
    settings = settings_for(data)
    if not stop_running(settings, progress()):
        print("not running")


def run_in_foreground(settings: "Settings", when_ready: Callable[[Say], None] | None = None) -> None:
    """Start, show the page's address, do `when_ready`, wait for Ctrl-C or a TERM signal, stop.

    `when_ready` is interrupted by nothing: it ends by itself, or fails when the stack stops under it.
    """
    from infra.cli.supervisor import AlreadyRunning, Interrupted, NotAnswering, Supervisor
    from infra.servers.processes import ServerFailed

    say, stopping = progress(), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    supervisor = Supervisor(settings, say)
    try:
        _start(supervisor, say, stopping, when_ready)
        while not stopping.wait(5):
            supervisor.bound_logs()
    except AlreadyRunning as error:
        raise fail(str(error)) from error
    except (ServerFailed, NotAnswering, Interrupted) as error:
        supervisor.stop()
        raise fail(str(error)) from error
    except BaseException:
        supervisor.stop()
        raise
    say("stopping")
    supervisor.stop()
    say("stopped")


def start_detached(settings: "Settings") -> str:
    """Start `weita up` in a process of its own, show its progress until it is ready; gives the desk's URL."""
    from infra.servers.processes import log_file

    log = log_file(settings.data, "up")
    with log.open("wb") as stream:
        command = [sys.executable, "-P", "-m", "infra.cli", "up", "--data", str(settings.data)]
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, env=_environment(), start_new_session=True
        )
    shown = 0
    while True:
        ended, ready = child.poll() is not None, is_ready(settings, child.pid)
        text = log.read_text(errors="replace")
        print(text[shown:], end="", file=sys.stderr, flush=True)
        shown = len(text)
        if ready:
            return settings_for(settings.data).service_url("desk")
        if ended:
            raise typer.Exit(child.returncode or 1)
        time.sleep(0.1)


def is_ready(settings: "Settings", pid: int | None = None) -> bool:
    """Whether the stack of this data folder is up (that of the supervisor `pid`, when given)."""
    run = read_run(settings)
    return bool(run.get("ready")) and (pid is None or run.get("pid") == pid)


def read_run(settings: "Settings") -> dict[str, Any]:
    """The run file as it is now; empty when nothing runs."""
    return settings_for(settings.data).run


def stop_running(settings: "Settings", say: Say) -> bool:
    """Stop the running supervisor, or what a killed one left behind; False when there was nothing."""
    import psutil

    from infra.cli.supervisor import end_all, supervisor_pid
    from infra.servers.processes import orphans

    pid = supervisor_pid(settings.data)
    if pid is not None:
        say("stopping")
        supervisor = psutil.Process(pid)
        supervisor.terminate()
        supervisor.wait(30)
        say("stopped")
        return True
    left = orphans(settings.data)
    if left:
        say(f"stopping what a killed start left behind: {', '.join(left)}")
        end_all(settings.data, left)
    (settings.data / "run.json").unlink(missing_ok=True)
    return bool(left)


def _start(supervisor: "Supervisor", say: Say, stopping: threading.Event, when_ready: Callable[[Say], None] | None) -> None:
    """Start in a thread of its own, so that Ctrl-C is heard meanwhile."""

    def work() -> None:
        say(f"ready: {supervisor.start(_prepare)}")
        if when_ready:
            when_ready(say)

    with ThreadPoolExecutor(1) as pool:
        starting = pool.submit(work)
        while not starting.done() and not stopping.is_set():
            time.sleep(0.05)
        if stopping.is_set():
            supervisor.stop()
        else:
            starting.result()


def _prepare(settings: "Settings", say: Say) -> None:
    """Databases, roles, tables and topics."""
    from infra.collecting import collect
    from infra.forgetting import apply_fences
    from infra.migrate import migrate
    from infra.topics import create_topics

    say("preparing databases and topics")
    migrate(settings, say)
    if back := apply_fences(settings)[1]:
        say(f"{back} keys of forgotten persons were back, and are destroyed again")
    collect(settings)
    create_topics(settings)


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    return os.environ | {"PYTHONPATH": root}
