"""`python -m projections.inspecting`: irregularities and populations, printed for a controller."""

import argparse
import sys
from collections.abc import Sequence

import psycopg

from infra.settings import NotRunning, Settings
from projections import controlled
from projections.canonical import canonical


def main(arguments: Sequence[str]) -> int:
    """Print what is asked for; 2 where nothing runs."""
    parser = argparse.ArgumentParser(prog="python -m projections.inspecting")
    parser.add_argument("what", choices=["irregularities", "population"])
    parser.add_argument("--project", required=True)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--of", choices=sorted(controlled.POPULATIONS), default="families")
    parser.add_argument("--method", choices=["random", "risk"], default="risk")
    asked = parser.parse_args(arguments)
    try:
        with psycopg.connect(Settings().database("read", "weita_desk")) as connection:
            asking = _population if asked.what == "population" else _irregularities
            sys.stdout.write(asking(connection, asked))
    except NotRunning as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _population(connection: psycopg.Connection, asked: argparse.Namespace) -> str:
    lines = controlled.population(connection, asked.project, asked.of, asked.method)
    return "".join(f"{line}\n" for line in lines)


def _irregularities(connection: psycopg.Connection, asked: argparse.Namespace) -> str:
    found = controlled.irregularities(connection, asked.project)
    return canonical(found).decode() + "\n" if asked.json else controlled.as_csv(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
