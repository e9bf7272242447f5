"""`python -m tests.identity [--seed N] [--write]`: measure the matcher on the labelled pairs; print, or put on docs/identity.md."""

import argparse
import time

from tests.identity.labelled import labelled
from tests.identity.measured import REPORTED_ON, compared, measured
from tests.identity.tables import lines, write


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.identity")
    parser.add_argument("--seed", type=int, default=REPORTED_ON)
    parser.add_argument("--write", action="store_true", help="put the table on docs/identity.md")
    options = parser.parse_args()
    pairs = labelled(options.seed)
    started = time.perf_counter()
    found = compared(pairs)
    seconds = time.perf_counter() - started
    table = "\n".join(lines(options.seed, measured(found)))
    print(table)
    print(f"\n{1e6 * seconds / len(pairs):.0f} µs a pair")
    if options.write:
        write(table)


if __name__ == "__main__":
    main()
