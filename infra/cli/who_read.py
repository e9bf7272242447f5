"""`weita who-read`: who has opened a family's file."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from infra.cli.options import DataOption, settings_for


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("who-read")(who_read)


def who_read(
    household: Annotated[str, typer.Argument(metavar="HOUSEHOLD", help="The family's id.")], data: DataOption = None
) -> None:
    """Say who has opened a family's file, newest first."""
    root = str(Path(__file__).resolve().parents[2])
    env = {**os.environ, "WEITA_DATA": str(settings_for(data).data), "PYTHONPATH": root}
    done = subprocess.run([sys.executable, "-P", "-m", "projections.who_read", household], env=env, check=False)
    raise typer.Exit(done.returncode)
