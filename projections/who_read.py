"""`python -m projections.who_read HOUSEHOLD`: who has opened a family's file, newest first, a line each."""

import sys
from uuid import UUID

import psycopg

from infra.settings import Settings
from projections.access_file import readers


def main(arguments: list[str]) -> int:
    """Print moment, reader, role and agency."""
    try:
        household = UUID(arguments[0])
    except (IndexError, ValueError):
        sys.stderr.write("a family's id is needed\n")
        return 2
    with psycopg.connect(Settings().database("read", "weita_desk"), autocommit=True) as connection:
        for one in readers(connection, [household]):
            sys.stdout.write(f"{one['at']:%Y-%m-%d %H:%M:%S}  {one['viewer']}  {one['role']}  {one['agency']}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
