"""The project's figures month by month, for the plot of a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from projections.figures.asked import Period, Scope
from projections.figures.counting import figures as counted
from projections.figures.definitions import BY_NAME

FAMILIES, PERSONS, NIGHTS = "families_served", "persons_served", "nights_housed"
VOLUNTEERING, TRAINING, EXITS = "volunteer_hours", "training_hours", "exits"
MONTHLY = (FAMILIES, PERSONS, NIGHTS, VOLUNTEERING, TRAINING, EXITS)


@dataclass(frozen=True)
class Figure:
    """One indicator over a period, and by month."""

    name: str
    unit: str
    value: float
    by_month: Sequence[tuple[date, float]]


def figures(
    connection: psycopg.Connection[Any], *, since: date, until: date, project: str | None = None, only: Sequence[str] = MONTHLY
) -> list[Figure]:
    """Each of them for the days from `since` to `until`, both included; months without any are left out."""
    whole, scope = Period(since, until), Scope(project)
    months = whole.months()
    found = counted(connection, [whole, *months], scope, only=only) if months != [whole] else counted(
        connection, [whole], scope, only=only
    )  # fmt: skip
    return [
        Figure(
            name, BY_NAME[name].unit, found[name, whole].value,
            [(month.first.replace(day=1), value) for month in months if (value := found[name, month].value)],
        )
        for name in only
    ]  # fmt: skip


def figure(connection: psycopg.Connection[Any], name: str, *, since: date, until: date, project: str | None = None) -> Figure:
    """One of them. Raises `KeyError` for a name that is none."""
    (found,) = figures(connection, since=since, until=until, project=project, only=(BY_NAME[name].name,))
    return found


def by_destination(
    connection: psycopg.Connection[Any], *, since: date, until: date, project: str | None = None
) -> list[tuple[str, int]]:
    """Exits by destination, the most frequent first."""
    period = Period(since, until)
    parts = counted(connection, [period], Scope(project), only=(EXITS,))[EXITS, period].parts
    return sorted(((place, n) for place, n in parts.items() if isinstance(n, int)), key=lambda one: (-one[1], one[0]))
