"""The figures of a year on one board: by quarter and month, by sex and by age, with what may not be shown left out.

What is hidden is decided over the whole year at once, whichever page asks: two pages, or two periods, never give back together
what each of them hides. Who may not see small numbers asks for whole years of one project, and sees sexes and ages apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg

from projections.figures.asked import BEGINNING, Period, Scope, month, quarter, quarters, year
from projections.figures.counting import Cell, Figure, Number, figures, worth
from projections.figures.definitions import BY_NAME, INDICATORS, Indicator
from projections.figures.monthly import MONTHLY
from projections.figures.sources import question, stands
from projections.figures.suppression import SMALLEST, Sum, hide
from services.kernel.time import months_after

PEOPLE = frozenset({"persons", "families"})
Place = tuple[str, str, Cell]
"""Indicator, period and cell."""
Shown = float | None
"""A number in the indicator's unit; None where it is not shown."""


@dataclass(frozen=True)
class Board:
    """A year of a project."""

    year: int
    values: Mapping[Place, Shown]

    def at(self, name: str, period: str, cell: Cell = "") -> Shown:
        """One number; nothing was counted where there is none."""
        return self.values.get((name, period, cell), 0.0)

    def parts(self, name: str, period: str) -> list[tuple[Cell, Shown]]:
        """The parts of a figure, in the order of their names."""
        return sorted((cell, value) for (one, when, cell), value in self.values.items() if (one, when) == (name, period) and cell)


def board(
    connection: psycopg.Connection[Any], project: str | None, number: int, *, whole: bool, cut: Mapping[str, int] | None = None
) -> Board:
    """Every figure of a year; `whole` is for those who may see every number."""
    twelve = [month(months_after(year(number).first, n)) for n in range(12)]
    scope, few = Scope(project, cut), [year(number), *quarters(number)]
    found = dict(figures(connection, few, scope))
    found |= {} if whole else dict(figures(connection, twelve, scope, only=MONTHLY))
    numbers: dict[Place, Number] = {}
    for (name, period), figure in found.items():
        cells = figure.cells() if whole else {"": figure.whole, **_apart(figure)}
        numbers |= {(name, period.name, cell): told for cell, told in cells.items()}
    secret = set[Place]() if whole else _secret(numbers, number)
    return Board(number, {at: None if at in secret else worth(told, BY_NAME[at[0]]) for at, told in numbers.items()})


def _apart(figure: Figure) -> dict[Cell, Number]:
    """By sex and by age apart; other parts as they are."""
    found: dict[Cell, Number] = {}
    for cell, number in figure.parts.items():
        for part in cell.split("|"):
            before = found.get(part, 0)
            found[part] = number if isinstance(number, tuple) else number + (before if isinstance(before, int) else 0)
    return found


def _secret(numbers: Mapping[Place, Number], number: int) -> set[Place]:
    found = {at for at, told in numbers.items() if isinstance(told, tuple) and 0 < _behind(told, BY_NAME[at[0]]) < SMALLEST}
    for one in INDICATORS:
        if one.unit in PEOPLE:
            cells = {at: told for at, told in numbers.items() if at[0] == one.name and isinstance(told, int)}
            found |= hide(cells, _sums(one, cells, number))
    return found


def _behind(told: tuple[int, int], indicator: Indicator) -> int:
    """Of how many an average is made."""
    return told[1] // 60 if indicator.unit == "hours" else told[1]


def _sums(one: Indicator, cells: Mapping[Place, int], number: int) -> list[Sum[Place]]:
    """What adds up to what. Persons in two quarters count once in the year: there a second number is hidden all the same."""
    whole, few = year(number).name, [period.name for period in quarters(number)]
    sums: list[Sum[Place]] = [((one.name, whole, ""), [(one.name, name, "") for name in few])]
    for period in (whole, *few):
        rows = _rows_of(one, [cell for _, when, cell in cells if when == period and cell])
        sums += [((one.name, period, ""), [(one.name, period, cell) for cell in row]) for row in rows]
    if one.name in MONTHLY:
        sums += [((one.name, name, ""), [(one.name, inner.name, "") for inner in quarter(name).months()]) for name in few]
    return sums


def _rows_of(one: Indicator, cells: Sequence[Cell]) -> list[list[Cell]]:
    if one.by != "sex and age":
        return [list(cells)] if cells else []
    ages = [cell for cell in cells if cell in {"<18", "18-60", ">60", "unknown"}]
    sexes = [cell for cell in cells if cell not in ages]
    return [row for row in (sexes, ages) if row]


@dataclass(frozen=True)
class Progress:
    """How far an indicator has come by the end of a quarter, since the beginning, and how far it was meant to."""

    value: Shown
    target: int | None

    @property
    def percent(self) -> Shown:
        """Of the target."""
        return round(100 * self.value / self.target, 1) if self.target and self.value is not None else None


def progress(connection: psycopg.Connection[Any], told: Board, project: str, name: str, *, whole: bool) -> dict[str, Progress]:
    """Each indicator by the end of the quarter `name`.

    Who may not see small numbers sees it where at least as many came in this quarter, whose own number is shown: two such
    numbers never tell of fewer.
    """
    this = quarter(name)
    ever = Period(BEGINNING, this.last)
    before = Period(BEGINNING, this.first - timedelta(days=1))
    found = figures(connection, [ever] if whole else [ever, before], Scope(project))
    targets = targets_of(connection, project, name)
    return {
        one.name: Progress(_so_far(found, told, one, (ever, before), name) if not whole else found[one.name, ever].value,
                           targets.get(one.name))
        for one in INDICATORS
    }  # fmt: skip


def _so_far(
    found: Mapping[tuple[str, Period], Figure], told: Board, one: Indicator, periods: tuple[Period, Period], name: str
) -> Shown:
    now, then = (found[one.name, period] for period in periods)
    if one.unit not in PEOPLE:
        few = isinstance(now.whole, tuple) and 0 < _behind(now.whole, one) < SMALLEST
        return None if few else now.value
    return now.value if now.value - then.value >= SMALLEST and told.at(one.name, name) is not None else None


def targets_of(
    connection: psycopg.Connection[Any], project: str, name: str, cut: Mapping[str, int] | None = None
) -> dict[str, int]:
    """What the project means to have reached by the end of a quarter, by indicator; the last that was said counts."""
    query = (
        question()
        + f"""select distinct on (t.indicator) t.indicator, t.value from indicators.target t
        where t.project = %(project)s and t.quarter = %(quarter)s and {stands("t")} order by t.indicator, t.position desc"""
    )
    values = {**Scope(project, cut).values([quarter(name)]), "quarter": name}
    return dict(connection.execute(query, values).fetchall())
