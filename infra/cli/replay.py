"""`weita replay`: launched by module name, since the commands import no program."""

import os
import subprocess
import sys
from typing import Annotated

import typer

from infra.cli.options import DataOption, settings_for

PROGRAM = "projections.replay"


def register(app: typer.Typer) -> None:
    """Add the command."""
    group = typer.Typer()
    group.callback(invoke_without_command=True)(replay)
    group.command()(ranking)
    app.add_typer(group, name="replay")


def replay(
    asked: typer.Context,
    *,
    as_of: Annotated[str | None, typer.Option(metavar="DAY", help="The day whose state is asked for; today if none is.")] = None,
    known_at: Annotated[
        str | None, typer.Option(metavar="DAY|MOMENT", help="As it was known then; a day means its end in Italy.")
    ] = None,
    household: Annotated[str | None, typer.Option(metavar="ID", help="One family, with its whole timeline.")] = None,
    project: Annotated[str | None, typer.Option(metavar="P", help="The families of one funded project.")] = None,
    names: Annotated[bool, typer.Option("--names", help="With names: on a terminal, to a token that may read them.")] = False,
    compare: Annotated[
        str | None, typer.Option(metavar="MODEL|all", help="Compare live rows with those of the record, and change nothing.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Canonical JSON, which is the only form there is.")] = False,
    data: DataOption = None,
) -> None:
    """The state on a day, as it was known at a moment, from the record alone: ids and figures, the same bytes everywhere."""
    del as_json
    if asked.invoked_subcommand is None:
        given = {"--as-of": as_of, "--known-at": known_at, "--household": household, "--project": project, "--compare": compare}
        words = [word for option, value in given.items() if value for word in (option, value)]
        _run(data, *words, *(["--names"] if names else []))


def ranking(
    name: Annotated[str, typer.Argument(metavar="ID", help="The id of a ranking, of a waiting list or of volunteers.")],
    data: DataOption = None,
) -> None:
    """A ranking made again from the rules and inputs of then; it ends with 3 where order or points are not those recorded."""
    _run(data, "--ranking", name)


def _run(data: DataOption, *words: str) -> None:
    environment = {**os.environ, "WEITA_DATA": str(settings_for(data).data)}
    raise typer.Exit(subprocess.run([sys.executable, "-m", PROGRAM, *words], env=environment, check=False).returncode)
