"""Figures by month as they may be shown: whole to coordinators and auditors, without small numbers to everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from projections.figures.asked import year
from projections.figures.board import Board
from projections.figures.definitions import BY_NAME
from projections.figures.monthly import EXITS, MONTHLY, Figure


@dataclass(frozen=True)
class Shown:
    """A figure as it may be shown: None stands for what is not."""

    name: str
    unit: str
    value: float | None
    by_month: Sequence[tuple[date, float | None]]


def as_it_is(figure: Figure) -> Shown:
    """The whole figure."""
    return Shown(figure.name, figure.unit, figure.value, figure.by_month)


def shown_of_year(board: Board) -> tuple[list[Shown], list[tuple[str, float | None]]]:
    """The figures of a year and their months, and its exits by destination, without what may not be shown."""
    whole = year(board.year)
    found = [
        Shown(
            name, BY_NAME[name].unit, board.at(name, whole.name),
            [(month.first, value) for month in whole.months() if (value := board.at(name, month.name)) != 0],
        )
        for name in MONTHLY
    ]  # fmt: skip
    exits = board.parts(EXITS, whole.name)
    return found, sorted(exits, key=lambda one: (-(one[1] or 0), one[0]))
