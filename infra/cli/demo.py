"""`weita demo`: everything up, a year of sample life told through the services, and the page of one family to look at."""

import os
import subprocess
import sys
import webbrowser
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.options import DataOption, Say, fail, progress, settings_for

if TYPE_CHECKING:
    from infra.settings import Settings

PROGRAM, REPORTS = "services.exchange.simulator", "projections.reporting"
"""Launched by name: the command line imports no service and no read model."""
PROJECT = "PROG-2784"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(demo)


def demo(
    data: DataOption = None,
    families: Annotated[
        int, typer.Option("--families", metavar="N", min=6, max=20_000, help="How many families; towns of 120.")
    ] = 120,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Another seed tells another year.")] = 2784,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the page's address.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Tell the last day at once, not a line every second or so.")] = False,
) -> None:
    """Start everything, tell a year of sample life, open a family's page, and let it grow (Ctrl-C stops it).

    Started again on the same data, it adds nothing. Where the system runs already, the story is told to it.
    """
    from infra.cli.up import is_ready, run_in_foreground

    settings = settings_for(data)
    words = ["--families", str(families), "--seed", str(seed), *(["--pause", "0"] if quick else [])]
    if is_ready(settings):
        _tell(settings, words, progress(), browser=not no_browser)
    else:
        run_in_foreground(settings, when_ready=lambda say: _tell_and_stay(settings, words, say, browser=not no_browser))


def _tell_and_stay(settings: "Settings", words: list[str], say: Say, *, browser: bool) -> None:
    _tell(settings, words, say, browser=browser)
    say("Ctrl-C stops everything")


def _tell(settings: "Settings", words: list[str], say: Say, *, browser: bool) -> None:
    """Play the story. Its first line on stdout is the page to open; what comes after it grows on that page."""
    from infra.cli.up import is_ready, read_run

    command = [sys.executable, "-P", "-m", PROGRAM, "--data", str(settings.data), *words]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, env=environment) as simulator:
        assert simulator.stdout is not None
        if path := simulator.stdout.readline().strip():
            page = f"{read_run(settings).get('desk', {}).get('url', '')}{path}"
            say(f"the page to look at: {page}")
            say("log in as Lucia Bianchi, the family's caseworker; the page grows while the last day is told")
            if browser and _has_screen():
                webbrowser.open(page)
            if "--pause" not in words:
                _report(settings, say, "seal")
    if simulator.returncode and is_ready(settings):
        raise fail("the story could not be told; what is recorded stands, and `weita demo` goes on from there")
    if simulator.returncode == 0:
        if "--pause" not in words:
            _report(settings, say, "rectify")
        say("the story is told")


def _report(settings: "Settings", say: Say, what: str) -> None:
    """Have the last two quarters sealed, or rectified by what was told of them since; what is sealed already stands."""
    for quarter in _last_quarters(date.today()):  # noqa: DTZ011 - the day on this machine
        words = [what, "--project", PROJECT, "--quarter", quarter, "--agency", "sds"]
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "WEITA_DATA": str(settings.data)}
        done = subprocess.run(
            [sys.executable, "-P", "-m", REPORTS, *words], capture_output=True, text=True, env=environment, check=False
        )
        if done.returncode == 0:
            say(f"report of {quarter}: {done.stdout.strip()}")


def _last_quarters(today: date) -> list[str]:
    """The names of the two quarters that are over, the older first."""
    number = today.year * 4 + (today.month - 1) // 3
    return [f"{n // 4}-Q{n % 4 + 1}" for n in (number - 2, number - 1)]


def _has_screen() -> bool:
    """Whether a page would open in a window, not in a text browser inside this terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
