"""Options and helpers that the commands share."""

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from infra.settings import Settings

DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder that holds all data.", envvar="WEITA_DATA", show_default="per user"),
]

Say = Callable[[str], None]


def settings_for(data: Path | None) -> "Settings":
    """Settings of the data folder `data`, or of the default one."""
    from infra.settings import Settings

    return Settings(data=data.expanduser().resolve()) if data else Settings()


def progress() -> Say:
    """A function that prints one line per step with the seconds since the start; threads may share it."""
    began, lock = time.monotonic(), threading.Lock()

    def say(message: str) -> None:
        with lock:
            print(f"{time.monotonic() - began:6.1f} s  {message}", file=sys.stderr, flush=True)

    return say


def fail(message: str) -> typer.Exit:
    """Print why a command ends and give the exception to raise."""
    print(f"weita: {message}", file=sys.stderr)
    return typer.Exit(1)
