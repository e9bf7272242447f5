"""`weita report`: launched by module name, since the commands import no program."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from infra.cli.options import DataOption, settings_for

PROGRAM = "projections.reporting"
ProjectOption = Annotated[str, typer.Option("--project", metavar="P", help="The funded project, e.g. PROG-2784.")]
QuarterOption = Annotated[str | None, typer.Option("--quarter", metavar="Q", help="A quarter, e.g. 2026-Q1.")]
YearOption = Annotated[int | None, typer.Option("--year", metavar="Y", help="A calendar year.")]
FirstOption = Annotated[str | None, typer.Option("--from", metavar="DAY", help="The first day, of whole months.")]
LastOption = Annotated[str | None, typer.Option("--to", metavar="DAY", help="The last day.")]
AgencyOption = Annotated[
    str | None, typer.Option("--agency", metavar="A", help="The coordinator's agency, where WEITA_TOKEN holds no token.")
]
ReportArgument = Annotated[str, typer.Argument(metavar="ID", help="The id of a sealed report.")]
OutOption = Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(help="Sealed reports: seal, rectify, show, check, and what funds ask for.", no_args_is_help=True)
    for command in (seal, rectify, show, check, sheet, participants):
        group.command()(command)
    app.add_typer(group, name="report")


def seal(
    project: ProjectOption, *, quarter: QuarterOption = None, year: YearOption = None, first: FirstOption = None,
    last: LastOption = None, kind: Annotated[str | None, typer.Option(metavar="K", help="quarterly, annual or amif.")] = None,
    agency: AgencyOption = None, data: DataOption = None,
) -> None:  # fmt: skip
    """Seal the figures of a period that is over, as they are known at the last signed cut; prints the report's id."""
    given = {"--quarter": quarter, "--year": year, "--from": first, "--to": last, "--kind": kind, "--agency": agency}
    _run(data, "seal", "--project", project, *_words(given))


def rectify(report: ReportArgument, agency: AgencyOption = None, data: DataOption = None) -> None:
    """Rectify a sealed report, cell by cell, by what has become known since; the report itself stands."""
    _run(data, "rectify", report, *_words({"--agency": agency}))


def show(
    report: Annotated[str | None, typer.Argument(metavar="[ID]", help="One report, with all its versions.")] = None,
    project: Annotated[str | None, typer.Option("--project", metavar="P", help="Those of one project.")] = None,
    data: DataOption = None,
) -> None:
    """List the sealed reports, or print the bytes of one."""
    _run(data, "show", *([report] if report else []), *_words({"--project": project}))


def check(report: ReportArgument, data: DataOption = None) -> None:
    """Count a report again from the record alone, at its own cut; ends with 3 and names the first cell that differs."""
    _run(data, "check", report)


def sheet(report: ReportArgument, out: OutOption, data: DataOption = None) -> None:
    """Write the quarterly sheet of the fund for a sealed report, as XLSX, with ids and no names."""
    _run(data, "sheet", report, "--out", str(out.expanduser().resolve()))


def participants(
    project: ProjectOption, out: OutOption, *, quarter: QuarterOption = None, year: YearOption = None,
    first: FirstOption = None, last: LastOption = None, data: DataOption = None,
) -> None:  # fmt: skip
    """Write the participants of the fund in a period, by sex and age, as CSV with ids and no names."""
    given = {"--quarter": quarter, "--year": year, "--from": first, "--to": last}
    _run(data, "participants", "--project", project, "--out", str(out.expanduser().resolve()), *_words(given))


def _words(given: Mapping[str, object]) -> list[str]:
    return [str(word) for option, value in given.items() if value is not None for word in (option, value)]


def _run(data: DataOption, *words: str) -> None:
    environment = {**os.environ, "WEITA_DATA": str(settings_for(data).data)}
    raise typer.Exit(subprocess.run([sys.executable, "-m", PROGRAM, *words], env=environment, check=False).returncode)
