"""A database that is away for a moment is waited for; one that stays away is said to be."""

import time
from collections.abc import Callable
from typing import TypeVar

import psycopg
from psycopg_pool import PoolTimeout

PATIENCE = 10.0

T = TypeVar("T")


class StoreUnavailable(Exception):
    """Raised when the record or the keys cannot be reached; the same command may be sent again with its key."""


def patiently(run: Callable[[], T]) -> T:
    """Run what may be run twice, again while the database is away. Raises `StoreUnavailable` after `PATIENCE` seconds."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return run()
        except (psycopg.OperationalError, PoolTimeout) as error:
            if time.monotonic() > give_up:
                raise StoreUnavailable("the record cannot be reached") from error
            time.sleep(0.05)
