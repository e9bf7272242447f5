"""`python -m services.exchange hmis DIR --agency A`, `… commands FILE …` or `… sheets FILE …`: the programs behind `weita import`.

`… template KIND OUT` writes an empty sheet to fill in, and needs no running system.
"""

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.auth import issue_token
from infra.clock import now
from infra.settings import SERVICES, NotRunning, Settings
from services.exchange.client import NotAnswering, Services
from services.exchange.files import NoSuchFile
from services.exchange.importing import Advance, import_hmis
from services.exchange.ndjson import import_commands
from services.exchange.readback import ReadModels
from services.exchange.report import Report
from services.exchange.sheets.checking import check
from services.exchange.sheets.columns import KINDS
from services.exchange.sheets.known import NoSuchAgency, read_known
from services.exchange.sheets.template import template
from services.exchange.sheets.uploading import Upload, upload
from services.kernel.access import SYSTEM


def main(words: list[str]) -> int:
    """Import; 0 when every row is accounted for and the read models agree."""
    options = _options(words)
    if options.what == "template":
        return _template(options.kind, options.source)
    settings = Settings()
    try:
        services = services_of(settings, options.agency)
        read_models = ReadModels(settings)
    except (NotRunning, KeyError, psycopg.OperationalError) as error:
        sys.stderr.write(f"weita: {error}\n")
        return 1
    try:
        with _progress() as progress:
            report = _import(options, services, read_models, progress)
    except (NoSuchFile, NoSuchAgency, NotAnswering) as error:
        sys.stderr.write(f"weita: {error}\n")
        return 1
    finally:
        services.close()
        read_models.close()
    if options.json:
        sys.stdout.write(json.dumps(report.document(), indent=1, ensure_ascii=False) + "\n")
    else:
        report.show(Console())
    return 0 if report.complete else 1


def services_of(settings: Settings, agency: str) -> Services:
    """The running services, with a token of the role that imports. Raises `NotRunning`."""
    urls = {name: settings.service_url(name) for name in SERVICES}
    token = settings.token or issue_token(
        settings, agency=agency, roles=[SYSTEM], subject="import", name="import", on_behalf_of=getpass.getuser()
    )
    return Services(urls, token)


def _import(
    options: argparse.Namespace, services: Services, read_models: ReadModels, progress: Callable[[int], Advance]
) -> Report | Upload:
    if options.what == "hmis":
        return import_hmis(options.source, options.agency, options.project, services, read_models, progress)
    if options.what == "sheets":
        return _sheets(options, services, read_models, progress)
    return import_commands(options.source, options.agency, services, read_models, progress)


def _sheets(options: argparse.Namespace, services: Services, read_models: ReadModels, progress: Callable[[int], Advance]) -> Upload:
    """Raises `NoSuchFile`, `NoSuchAgency` and `NotAnswering`."""
    if not options.source.is_file():
        raise NoSuchFile(f"{options.source}: no such file")
    if not read_models.knows(f"agency/{options.agency}"):
        raise NoSuchAgency(f"no agency has the code {options.agency}")
    known = read_known(read_models.connection, options.agency)
    checked = check(options.source.name, options.source.read_bytes(), known, options.agency, now())
    return upload(checked, None if options.dry_run else services, progress, skip_bad=options.skip_bad)


def _template(kind: str, target: Path) -> int:
    try:
        target.write_bytes(template(KINDS[kind]))
    except OSError as error:
        sys.stderr.write(f"weita: {error}\n")
        return 1
    return 0


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m services.exchange")
    programs = parser.add_subparsers(dest="what", required=True)
    hmis, _, sheets = (_import_of(programs.add_parser(what)) for what in ("hmis", "commands", "sheets"))
    hmis.add_argument("--project")
    sheets.add_argument("--dry-run", action="store_true")
    sheets.add_argument("--skip-bad", action="store_true")
    empty = programs.add_parser("template")
    empty.add_argument("kind", choices=list(KINDS))
    empty.add_argument("source", type=Path)
    return parser.parse_args(words)


def _import_of(program: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """What every import is told."""
    program.add_argument("source", type=Path)
    program.add_argument("--agency", required=True)
    program.add_argument("--json", action="store_true")
    return program


@contextmanager
def _progress() -> Iterator[Callable[[int], Advance]]:
    """A bar on stderr, so that stdout holds the report alone."""
    columns = (TextColumn("importing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:

        def begin(total: int) -> Advance:
            task = bar.add_task("importing", total=total)
            return lambda count: bar.advance(task, count)

        yield begin


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
