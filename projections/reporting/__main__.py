"""`python -m projections.reporting`: what `weita report` runs."""

import argparse
import getpass
import sys
from datetime import date
from pathlib import Path
from uuid import UUID

import psycopg

from infra.auth import issue_token
from infra.clock import follow
from infra.replaying import Unfoldable
from infra.settings import NotRunning, Settings
from projections.cuts import NotSealedYet
from projections.figures.asked import Period, quarter, year
from projections.figures.sealed import reports
from projections.reporting.participants import participants
from projections.reporting.sealing import NotSealed, check, rectify, seal
from projections.reporting.sheet import sheet
from services.kernel.access import COORDINATOR
from services.oversight.events import report_of

DIFFERENT = 3


def main(arguments: list[str]) -> int:
    """Carry out one command."""
    options, settings = _parser().parse_args(arguments), Settings()
    follow(settings.data)
    try:
        return int(_COMMANDS[options.what](settings, options) or 0)
    except NotSealedYet:
        print("weita: the logs have signed nothing yet", file=sys.stderr)
    except (NotSealed, NotRunning, Unfoldable, psycopg.OperationalError, ValueError) as error:
        print(f"weita: {error}", file=sys.stderr)
    return 1


def _seal(settings: Settings, options: argparse.Namespace) -> None:
    period = _period(options)
    print(seal(settings, _token(settings, options.agency), options.project, _kind(options, period), period))


def _kind(options: argparse.Namespace, period: Period) -> str:
    return options.kind or ("annual" if period == year(period.first.year) else "quarterly")


def _rectify(settings: Settings, options: argparse.Namespace) -> None:
    if (name := options.report) is None:
        period = _period(options)
        name = report_of(options.project, _kind(options, period), period.first, period.last)
    print(f"{rectify(settings, _token(settings, options.agency), name)} cells rectified")


def _show(settings: Settings, options: argparse.Namespace) -> int:
    with psycopg.connect(settings.database("read", "weita_desk"), autocommit=True) as connection:
        found = reports(connection, project=options.project, report=options.report)
    for report in found:
        if options.report:
            for told, said in report.versions():
                print(f"{told.sha256}\n{said.decode()}")
        else:
            sealed, many = report.sealed, len(report.rectifications)
            print(f"{sealed.report}  {sealed.kind:9}  {report.period.name:12}  {many} rectifications  {sealed.sha256}")
    return 0 if found else 1


def _check(settings: Settings, options: argparse.Namespace) -> int:
    difference = check(settings, options.report)
    if difference is None:
        print("OK: the record gives the same bytes")
        return 0
    cell = f"{difference.figure} {difference.cell or '(whole)'}"
    print(f"DIFFERENT: {difference.version}: {cell}: reported {difference.reported}, counted {difference.counted}")
    return DIFFERENT


def _sheet(settings: Settings, options: argparse.Namespace) -> None:
    with psycopg.connect(settings.database("read", "weita_desk"), autocommit=True) as connection:
        (report,) = reports(connection, report=options.report) or (None,)
        if report is None:
            raise NotSealed(f"no report {options.report} was sealed")
        options.out.write_bytes(sheet(connection, report))


def _participants(settings: Settings, options: argparse.Namespace) -> None:
    with psycopg.connect(settings.database("read", "weita_desk"), autocommit=True) as connection:
        options.out.write_bytes(participants(connection, options.project, _period(options)))


def _token(settings: Settings, agency: str | None) -> str:
    if settings.token:
        return settings.token
    if not agency:
        raise NotSealed("give a token of a coordinator in WEITA_TOKEN, or --agency for one of the local issuer")
    user = getpass.getuser()
    return issue_token(settings, agency=agency, roles=[COORDINATOR], subject=f"{agency}/{user}", name=user)


def _period(options: argparse.Namespace) -> Period:
    if options.quarter:
        return quarter(options.quarter)
    if options.year:
        return year(options.year)
    if options.first and options.last:
        return Period(options.first, options.last)
    raise NotSealed("give --quarter, --year, or --from and --to")


_COMMANDS = {"seal": _seal, "rectify": _rectify, "show": _show, "check": _check, "sheet": _sheet, "participants": _participants}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m projections.reporting")
    commands = parser.add_subparsers(dest="what", required=True)
    for name in ("seal", "rectify", "participants"):
        one = commands.add_parser(name)
        if name == "rectify":
            one.add_argument("report", type=UUID, nargs="?")
        one.add_argument("--project", required=name != "rectify")
        one.add_argument("--quarter")
        one.add_argument("--year", type=int)
        one.add_argument("--from", dest="first", type=date.fromisoformat)
        one.add_argument("--to", dest="last", type=date.fromisoformat)
        one.add_argument("--kind")
        one.add_argument("--agency")
        one.add_argument("--out", type=Path)
    for name in ("check", "sheet"):
        one = commands.add_parser(name)
        one.add_argument("report", type=UUID)
        one.add_argument("--agency")
        one.add_argument("--out", type=Path)
    show = commands.add_parser("show")
    show.add_argument("report", type=UUID, nargs="?")
    show.add_argument("--project")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
