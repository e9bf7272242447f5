"""`weita audit irregularities` and `weita audit population`: launched by module name, since the commands import no program."""

import os
import subprocess
import sys
from typing import Annotated

import typer

from infra.cli.audit import group
from infra.cli.options import DataOption, settings_for

PROGRAM = "projections.inspecting"
Project = Annotated[str, typer.Option("--project", metavar="CODE", help="The project, e.g. PROG-2784.")]


def register(_: typer.Typer) -> None:
    """Add the commands of this file to the group."""
    group.command()(irregularities)
    group.command()(population)


def irregularities(
    project: Project,
    as_json: Annotated[bool, typer.Option("--json", help="Canonical JSON instead of CSV.")] = False,
    data: DataOption = None,
) -> None:
    """The irregularities of a project as they stand, with the fields of Regulation 2021/1060, Annex XII."""
    _run(data, "irregularities", "--project", project, *(["--json"] if as_json else []))


def population(
    project: Project,
    of: Annotated[str, typer.Option("--of", metavar="families|claims|hours", help="What is drawn from.")] = "families",
    method: Annotated[str, typer.Option("--method", metavar="random|risk", help="Ids alone, or with risk factors.")] = "risk",
    data: DataOption = None,
) -> None:
    """A population to draw a sample from, a line each: what DrawSample takes, and what its digest is of."""
    _run(data, "population", "--project", project, "--of", of, "--method", method)


def _run(data: DataOption, *words: str) -> None:
    environment = {**os.environ, "WEITA_DATA": str(settings_for(data).data)}
    raise typer.Exit(subprocess.run([sys.executable, "-m", PROGRAM, *words], env=environment, check=False).returncode)
