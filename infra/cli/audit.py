"""`weita audit`: what a controller asks of logs, record and evidence. A file with a command of its own adds it to `group`."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from infra.cli.options import DataOption, fail, settings_for

BUNDLES = "projections.bundles"
CHECK = ("-I", str(Path(__file__).parents[1] / "transparency" / "verify.py"))
DAY = ["%Y-%m-%d"]

group = typer.Typer(name="audit", help="What a controller asks: bundles, comparisons, evidence.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group, and the commands of this file to it."""
    group.command()(export)
    group.command()(compare)
    app.add_typer(group)


def export(
    project: Annotated[str, typer.Option("--project", metavar="CODE", help="The project, e.g. PROG-2784.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A folder that is not there yet, or empty.")],
    first: Annotated[datetime | None, typer.Option("--from", formats=DAY, help="Tell events recorded from this day on.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=DAY, help="… up to this day.")] = None,
    persons: Annotated[bool, typer.Option("--persons", help="Also who the ids are: by a token in WEITA_TOKEN, recorded.")] = False,
    data: DataOption = None,
) -> None:
    """Write a bundle that opens without our software: log, events, proofs, documents, and the program that checks them."""
    settings, folder = settings_for(data), out.expanduser().resolve()
    words = [project, str(folder), *(["--persons"] if persons else [])]
    words += ["--from", f"{first:%Y-%m-%d}"] if first else []
    words += ["--to", f"{last:%Y-%m-%d}"] if last else []
    environment = {**os.environ, "WEITA_DATA": str(settings.data)}
    if code := subprocess.run([sys.executable, "-m", BUNDLES, *words], env=environment, check=False).returncode:
        raise typer.Exit(code)
    raise typer.Exit(subprocess.run([sys.executable, *CHECK, str(folder)], check=False).returncode)


def compare(data: DataOption = None) -> None:
    """Compare the whole record with the logs, event by event: what was edited, deleted or inserted after it was sealed."""
    from infra.comparing import compare as compared

    found = compared(settings_for(data))
    for finding in found.findings:
        print(finding)
    if found.findings:
        raise fail(f"the record is not what was sealed: {found.differing} differences in {found.events} events")
    print(f"OK: {found.events} events of the record are byte for byte what was sealed; {found.unsealed} are not sealed yet")
