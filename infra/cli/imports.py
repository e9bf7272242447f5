"""`weita import` and `weita template`: launched by module name, since the commands import no program."""

import os
import subprocess
import sys
from enum import StrEnum
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
    group.command()(sheets)
    app.add_typer(group, name="import")
    app.command()(template)


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


def sheets(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="XLSX or CSV with recipients, operators or attendance.")],
    agency: Annotated[str, typer.Option("--agency", metavar="A", help="The agency whose families and learners these are.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what is wrong, by sheet, row and column; write nothing.")] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out families and learners with problems, and write the others.")
    ] = False,
    as_json: JsonOption = False,
    token: TokenOption = None,
    data: DataOption = None,
) -> None:
    """Upload a filled-in template. Nothing is written while anything is wrong; run again, it adds nothing."""
    chosen = (("--dry-run", dry_run), ("--skip-bad", skip_bad), ("--json", as_json))
    _run(data, token, "sheets", str(file.resolve()), "--agency", agency, *(word for word, wanted in chosen if wanted))


class Kind(StrEnum):
    """What a template is for."""

    RECIPIENTS = "recipients"
    OPERATORS = "operators"
    ATTENDANCE = "attendance"


def template(
    kind: Annotated[Kind, typer.Argument(help="What is to be uploaded.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The workbook to write (.xlsx).")],
) -> None:
    """Write an empty sheet to fill in, with an example and an explanation of each column."""
    _run(None, None, "template", kind.value, str(out.resolve()))


def _run(data: Path | None, token: str | None, *words: str) -> None:
    """The token goes by the environment, where other users of this machine do not see it."""
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "WEITA_DATA": str(settings_for(data).data), "PYTHONPATH": root}
    if token:
        environment["WEITA_TOKEN"] = token
    done = subprocess.run([sys.executable, "-P", "-m", PROGRAM, *words], env=environment, check=False)
    raise typer.Exit(done.returncode)
