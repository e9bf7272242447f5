"""The participants of the fund, one by one, by sex and age (Reg. (EU) 2021/1060 Art. 72(1)(e)): ids, never names."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from projections.figures.asked import Period, Scope
from projections.figures.counting import made_of, persons
from projections.figures.definitions import INDICATORS

FUND = tuple(one for one in INDICATORS if one.eligible)
"""The indicators that count only who is eligible."""


@dataclass(frozen=True)
class Participant:
    """One human in one indicator: the day from which they count, and sex and age on it."""

    indicator: str
    person: UUID
    since: date
    sex: str
    age: str


def counted(connection: psycopg.Connection[Any], period: Period, scope: Scope) -> Iterator[Participant]:
    """Everybody who counts for an indicator of the fund, once for each."""
    values = {**scope.values([period]), **made_of(FUND, "persons")}
    rows = connection.execute(
        persons(FUND) + "select name, human, day, cell from counted order by name, day, human",
        values,
    )
    for name, human, day, cell in rows.fetchall():
        sex, _, age = cell.partition("|")
        yield Participant(name, human, day, sex, age)


def participants(connection: psycopg.Connection[Any], project: str, period: Period, scope: Scope | None = None) -> bytes:
    """The same as CSV."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(("indicator", "person", "since", "sex", "age"))
    for one in counted(connection, period, scope or Scope(project)):
        lines.writerow((one.indicator, one.person, one.since, one.sex, one.age))
    return text.getvalue().encode()
