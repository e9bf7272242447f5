"""`python -m projections.identity`: compares new and corrected persons. One active; stand-bys wait."""

import logging
import threading

import httpx
import psycopg

from infra.program import log_to_stderr, until_stopped
from infra.settings import Settings
from projections.identity.proposing import TABLES, Proposing

log = logging.getLogger("weita.identity")

LOCK = 27843
PAUSE = 1.0


def main() -> None:
    """Compare until told to stop; while the read models or intake are away, wait."""
    settings = Settings()
    log_to_stderr(settings)
    stopping = until_stopped()
    while not stopping.is_set():
        try:
            run(settings, stopping)
        except (
            httpx.HTTPError,
            psycopg.OperationalError,
            psycopg.errors.UndefinedTable,
            psycopg.errors.InvalidSchemaName,
        ) as error:
            log.warning("waits: %s", type(error).__name__)
            stopping.wait(2.0)


def run(settings: Settings, stopping: threading.Event) -> None:
    """One tenure: the connection that holds the lock is the one that reads."""
    with psycopg.connect(settings.database("read", "weita_projector"), autocommit=True) as connection:
        while not (locked := connection.execute("select pg_try_advisory_lock(%s)", (LOCK,)).fetchone()) or not locked[0]:
            if stopping.wait(PAUSE):
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
