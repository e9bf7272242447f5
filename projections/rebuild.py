"""`python -m projections.rebuild NAME [--replace REASON]`: what `weita rebuild` runs. Also `unpark KEY`."""

import argparse
import sys

import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.projecting import decoder_of, records_of
from infra.readmodel import ReadModel
from infra.rebuilding import Rebuilding, Report
from infra.settings import SERVICES, Settings
from infra.unparking import unpark
from projections.models import MODELS, catalogues, model

STOPPED = 3


def rebuild(settings: Settings, which: ReadModel, replace: str | None) -> Report:
    """Rebuild one read model with a progress bar on stderr."""
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=Console(stderr=True)
    )
    with bar:
        task = bar.add_task(which.name, total=None)
        rebuilding = Rebuilding(
            settings.database("read", "weita_projector"), which, decoder_of(settings, catalogues()), records_of(settings, SERVICES),
            lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip
        return rebuilding.run(replace)


def tell(name: str, report: Report) -> None:
    """What a rebuild found, in words."""
    print(f"{name}: {report.events} events folded, {report.rows} live rows compared")
    for table in sorted({*report.only_live, *report.only_rebuilt}):
        print(f"  {table}: {report.only_live.get(table, 0)} rows only live, {report.only_rebuilt.get(table, 0)} only rebuilt")
    for sample in report.samples:
        print(f"  {sample}")
    if report.switched:
        print("  the rebuilt rows are live now" if report.same else "  the differences were kept and the rebuilt rows are live now")
    else:
        print("  NOT switched: the live rows are not what the record says; --replace REASON switches all the same")


def main(arguments: list[str]) -> int:
    """Rebuild or unpark."""
    parser = argparse.ArgumentParser(prog="python -m projections.rebuild")
    parser.add_argument("name", choices=[*(m.name for m in MODELS), "all", "unpark"])
    parser.add_argument("key", nargs="?")
    parser.add_argument("--replace")
    options = parser.parse_args(arguments)
    settings = Settings()
    if options.name == "unpark":
        return _unpark(settings, options.key or "")
    stopped = False
    for which in MODELS if options.name == "all" else (model(options.name),):
        report = rebuild(settings, which, options.replace)
        tell(which.name, report)
        stopped = stopped or not report.switched
    return STOPPED if stopped else 0


def _unpark(settings: Settings, key: str) -> int:
    decoder, records = decoder_of(settings, catalogues()), records_of(settings, SERVICES)
    left = 0
    with psycopg.connect(settings.database("read", "weita_projector"), autocommit=True) as connection:
        for which in MODELS:
            done = unpark(connection, which, key, decoder, records)
            if done.facts or done.parked:
                print(f"{which.name}: {len(done.facts)} events applied, {done.parked} parked again")
            left += done.parked
    return STOPPED if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
