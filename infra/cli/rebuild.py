"""`weita rebuild` and `weita unpark`: launched by module name, since the commands import no program."""

import os
import subprocess
import sys
from typing import Annotated

import typer

from infra.cli.options import DataOption, settings_for

WORKERS = "projections.rebuild"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(rebuild)
    app.command()(unpark)


def rebuild(
    name: Annotated[str, typer.Argument(help="A read model, or `all`.")],
    data: DataOption = None,
    replace: Annotated[str | None, typer.Option(help="Switch even if live rows differ; the reason is kept.")] = None,
) -> None:
    """Build a read model anew from the record, compare it with the live one row by row, and switch."""
    _run(data, name, *(["--replace", replace] if replace else []))


def unpark(key: Annotated[str, typer.Argument(help="The key whose events wait.")], data: DataOption = None) -> None:
    """Apply the parked events of a key, in their order, after the mend."""
    _run(data, "unpark", key)


def _run(data: DataOption, *words: str) -> None:
    environment = {**os.environ, "WEITA_DATA": str(settings_for(data).data)}
    raise typer.Exit(subprocess.run([sys.executable, "-m", WORKERS, *words], env=environment, check=False).returncode)
