"""`python -m tests.bench`: what `weita bench` runs. Figures with the machine's facts; ratios against peers of the same run."""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from infra.cli.up import start_detached, stop_running
from infra.settings import Settings
from tests.bench import appends, identity, importing, latency, machine

CALLERS = (1, 8, 32)


def main(arguments: list[str]) -> None:
    """Start a system of its own, measure, print, stop it."""
    parser = argparse.ArgumentParser(prog="weita bench")
    parser.add_argument("--quick", action="store_true", help="shorter runs")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--hmis", type=Path, help="an HMIS export to import; else one of the same shape is written")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="weita-bench-") as folder:
        settings = Settings(data=Path(folder))
        start_detached(settings)
        try:
            figures = run(Settings(data=Path(folder)), options.hmis, quick=options.quick)
        finally:
            stop_running(settings, lambda _: None)
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def run(settings: Settings, hmis: Path | None, *, quick: bool) -> dict[str, Any]:
    """All measures, one after the other."""
    figures: dict[str, Any] = {"machine": machine.facts(settings)}
    figures["command_to_page"] = asyncio.run(latency.command_to_page(settings, 50, 10 if quick else 30))
    figures["hmis_import"] = importing.measure(settings, hmis)
    figures["people"] = identity.measure(settings, 8_000 if quick else identity.PERSONS)
    figures["appends"] = compare_appends(settings, 1.5 if quick else 4, 3 if quick else 5)
    return figures


def compare_appends(settings: Settings, seconds: float, rounds: int) -> list[dict[str, Any]]:
    """Ours and the stock recorder in turn, `rounds` times; the median of each, and of the ratio pair by pair."""
    conninfo = appends.database(settings)
    peers = (appends.ours(conninfo), appends.stock(conninfo))
    found = []
    for callers in CALLERS:
        pairs = [[appends.measure(peer, conninfo, callers, seconds) for peer in peers] for _ in range(rounds)]
        found.append(_summed(callers, pairs))
    for peer in peers:
        peer.close()
    return found


def _summed(callers: int, pairs: list[list[dict[str, Any]]]) -> dict[str, Any]:
    ours, theirs = ([pair[n] for pair in pairs] for n in (0, 1))
    ratios = [a["per_second"] / b["per_second"] for a, b in zip(ours, theirs, strict=True)]
    return {
        "callers": callers,
        "weita_per_second": statistics.median(m["per_second"] for m in ours),
        "eventsourcing_per_second": statistics.median(m["per_second"] for m in theirs),
        "ratio": round(statistics.median(ratios), 2), "ratio_range": [round(min(ratios), 2), round(max(ratios), 2)],
        "weita_missed": sum(m["missed"] for m in ours), "eventsourcing_missed": sum(m["missed"] for m in theirs),
        "twice": sum(m["twice"] for m in (*ours, *theirs)),
    }  # fmt: skip


def show(figures: dict[str, Any]) -> None:
    """Print the figures as tables."""
    console = Console()
    for name, found in figures.items():
        rows = found if isinstance(found, list) else [found]
        table = Table(title=name, title_justify="left")
        for column in rows[0]:
            table.add_column(column)
        for row in rows:
            table.add_row(*(json.dumps(value) if isinstance(value, dict | list) else str(value) for value in row.values()))
        console.print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
