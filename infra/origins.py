"""Which logs took up others after a restore, and how much was lost with that: for who shows logs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg


@dataclass(frozen=True)
class TakenUp:
    """A log that was given up when its record went back, and the one that takes it up."""

    log: str
    takes_up: str
    size: int
    """How many entries the log that was given up has: the first leaf of the new one is its checkpoint of this size."""
    lost: int
    """How many of these the record does not hold any more."""
    at: datetime


def origins(connection: psycopg.Connection[Any]) -> list[TakenUp]:
    """Every log that took up another, the first such first; `connection` to the database `seal`."""
    rows = connection.execute(
        """select o.log, o.takes_up, o.size, (select max(s.at) from setback s where s.number = o.setback),
                  (select count(*) from entry e where e.log = o.takes_up and exists (
                       select 1 from setback s where s.service = e.service and s.number > e.setback and e.position > s.position))
             from origin o order by o.setback, o.log"""
    ).fetchall()
    return [TakenUp(log, takes_up, size, lost, at) for log, takes_up, size, at, lost in rows]
