"""Programs of which one is active: it holds an advisory lock as long as its connection lives; stand-bys wait for it."""

import logging
import threading
from collections.abc import Callable
from typing import Any

import httpx
import psycopg

from infra.program import log_to_stderr, until_stopped
from infra.settings import Settings

AWAY: tuple[type[Exception], ...] = (
    httpx.HTTPError, psycopg.OperationalError, psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName,
)  # fmt: skip
"""What a reader of read models waits for: they are being built, or they or a service are away."""
RETRY = 2.0


def take(connection: psycopg.Connection[Any], lock: int, stopping: threading.Event, pause: float) -> bool:
    """Wait for the lock, asking once in so many seconds; False where told to stop before."""
    while not stopping.is_set():
        row = connection.execute("select pg_try_advisory_lock(%s)", (lock,)).fetchone()
        if row and row[0]:
            return True
        stopping.wait(pause)
    return False


def keep_on(settings: Settings, tenure: Callable[[Settings, threading.Event], None], log: logging.Logger) -> None:
    """One tenure after the other until told to stop; while read models or services are away, wait."""
    log_to_stderr(settings)
    stopping = until_stopped()
    while not stopping.is_set():
        try:
            tenure(settings, stopping)
        except AWAY as error:
            log.warning("waits: %s", type(error).__name__)
            stopping.wait(RETRY)
