"""`python -m projections.identity`: compares new and corrected persons. One active; stand-bys wait."""

import logging
import threading

import psycopg

from infra.settings import Settings
from infra.tenure import keep_on, take
from projections.identity.proposing import TABLES, Proposing

log = logging.getLogger("weita.identity")

LOCK = 27843
PAUSE = 1.0


def main() -> None:
    """Compare until told to stop; while the read models or intake are away, wait."""
    keep_on(Settings(), run, log)


def run(settings: Settings, stopping: threading.Event) -> None:
    """One tenure: the connection that holds the lock is the one that reads."""
    with psycopg.connect(settings.database("read", "weita_projector"), autocommit=True) as connection:
        if not take(connection, LOCK, stopping, PAUSE):
            return
        connection.execute(TABLES)
        proposing = Proposing(settings, connection, settings.service_url("intake"))
        try:
            while not stopping.is_set():
                if not proposing.step():
                    stopping.wait(PAUSE)
        finally:
            proposing.close()


if __name__ == "__main__":
    main()
