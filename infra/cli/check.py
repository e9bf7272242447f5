"""`weita check` and `weita test`: what holds the house together, in a minute and in full."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

ROOT = Path(__file__).resolve().parents[2]

STATIC = (
    ("ruff check", (sys.executable, "-m", "ruff", "check", "--quiet")),
    ("ruff format --check", (sys.executable, "-m", "ruff", "format", "--check", "--quiet")),
    ("mypy", (sys.executable, "-m", "mypy", "--no-error-summary")),
    ("import contracts", (str(Path(sys.executable).with_name("lint-imports")), "--no-logo")),
)
SIDE_BY_SIDE = ("--numprocesses", "2", "--dist", "loadgroup", "--no-loadscope-reorder")
"""Two workers, each with servers of its own; what goes together says tests/spread.py."""
PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *SIDE_BY_SIDE)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(check)
    app.command("test")(everything)


def check() -> None:
    """Lint, format, types, import contracts and the tests that reach no server; under a minute."""
    failed = static_findings()
    if run((*PYTEST, "-m", "not servers", "tests")):
        failed.append("unit tests")
    end("check", failed)


def everything(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Only these tests (everything that is checked statically is, all the same).")
    ] = None,
) -> None:
    """Everything: what `check` looks at without servers, then all tests, real servers and browser included."""
    failed = static_findings()
    if run((*PYTEST, *(paths or ["tests"]))):
        failed.append("tests")
    end("test", failed)


def static_findings() -> list[str]:
    """The names of the static checks that fail; what they find is on the terminal."""
    failed = []
    for name, command in STATIC:
        began = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=surroundings(), capture_output=True, text=True, check=False)
        print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
        if done.returncode:
            print(done.stdout, done.stderr, sep="", flush=True)
            failed.append(name)
    return failed


def run(command: Sequence[str]) -> int:
    """Run a command on this terminal; its exit code."""
    return subprocess.run(command, cwd=ROOT, env=surroundings(), check=False).returncode


def surroundings() -> dict[str, str]:
    """The environment without what would lead tests to somebody's data: every `WEITA_*` but the ones meant for tests."""
    kept = ("WEITA_HMIS_SAMPLE", "WEITA_CHROMIUM")
    return {name: value for name, value in os.environ.items() if not name.startswith("WEITA_") or name in kept}


def end(name: str, failed: Sequence[str]) -> None:
    """Say what failed, last of all, and end with 1; silent when all is well."""
    if failed:
        print(f"weita {name}: failed: {', '.join(failed)}", file=sys.stderr)
        raise typer.Exit(1)
