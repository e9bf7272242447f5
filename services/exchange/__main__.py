"""`python -m services.exchange hmis DIR --agency A` or `… commands FILE --agency A`: the programs behind `weita import`."""

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
from infra.settings import SERVICES, NotRunning, Settings
from services.exchange.client import NotAnswering, Services
from services.exchange.files import NoSuchFile
from services.exchange.importing import Advance, import_hmis
from services.exchange.ndjson import import_commands
from services.exchange.readback import ReadModels
from services.exchange.report import Report
from services.kernel.access import SYSTEM


def main(words: list[str]) -> int:
    """Import; 0 when every row is accounted for and the read models agree."""
    options = _options(words)
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
    except (NoSuchFile, NotAnswering) as error:
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


def _import(options: argparse.Namespace, services: Services, read_models: ReadModels, progress: Callable[[int], Advance]) -> Report:
    if options.what == "hmis":
        return import_hmis(options.source, options.agency, options.project, services, read_models, progress)
    return import_commands(options.source, options.agency, services, read_models, progress)


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m services.exchange")
    parser.add_argument("what", choices=["hmis", "commands"])
    parser.add_argument("source", type=Path)
    parser.add_argument("--agency", required=True)
    parser.add_argument("--project")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(words)


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
