"""`weita import hmis` and `weita import commands`: launched by module name, since the commands import no program."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from infra.cli.options import DataOption, settings_for

PROGRAM = "services.exchange"

AgencyOption = Annotated[str, typer.Option("--agency", metavar="A", help="The agency that states all this; made if unknown.")]
JsonOption = Annotated[bool, typer.Option("--json", help="The report as one JSON document.")]
TokenOption = Annotated[
    str | None,
    typer.Option(
        "--token", metavar="T", help="A token of the role system; without it the local issuer makes one.", envvar="WEITA_TOKEN"
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Bring in what another system holds.", no_args_is_help=True)
    group.command()(hmis)
    group.command()(commands)
    app.add_typer(group, name="import")


def hmis(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder with the CSV files of a HUD HMIS export.")],
    agency: AgencyOption,
    project: Annotated[
        str | None, typer.Option("--project", metavar="P", help="One funded project for all; else each its own.")
    ] = None,
    as_json: JsonOption = False,
    token: TokenOption = None,
    data: DataOption = None,
) -> None:
    """Import a HUD HMIS CSV export (FY2022 or later). Run again, it adds nothing."""
    more = ["--project", project] if project else []
    _run(data, token, "hmis", str(directory.resolve()), "--agency", agency, *more, *(["--json"] if as_json else []))


def commands(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON lines: service, command, key, body.")],
    agency: AgencyOption,
    as_json: JsonOption = False,
    token: TokenOption = None,
    data: DataOption = None,
) -> None:
    """Send commands from a file of JSON lines."""
    _run(data, token, "commands", str(file.resolve()), "--agency", agency, *(["--json"] if as_json else []))


def _run(data: Path | None, token: str | None, *words: str) -> None:
    """The token goes by the environment, where other users of this machine do not see it."""
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "WEITA_DATA": str(settings_for(data).data), "PYTHONPATH": root}
    if token:
        environment["WEITA_TOKEN"] = token
    done = subprocess.run([sys.executable, "-P", "-m", PROGRAM, *words], env=environment, check=False)
    raise typer.Exit(done.returncode)
