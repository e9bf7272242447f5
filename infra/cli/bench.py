"""`weita bench`: figures of speed, measured on a system started for it."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(bench)


def bench(
    quick: Annotated[bool, typer.Option("--quick", help="Shorter runs.")] = False,
    json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the figures to this file.")] = None,
    hmis: Annotated[Path | None, typer.Option("--hmis", metavar="DIR", help="An HMIS export to import.")] = None,
) -> None:
    """Measure: command to page, an import, appends beside the stock recorder. Prints the machine's facts with them."""
    words = [*(["--quick"] if quick else []), *(["--json", str(json)] if json else []), *(["--hmis", str(hmis)] if hmis else [])]
    raise typer.Exit(subprocess.run([sys.executable, "-m", "tests.bench", *words], check=False).returncode)
