"""Figures for a funder: small cells are not shown, nor what a total would give them back from (design page, roles).

A cell of one to four families, persons or exits could be recognised. Where a row of cells adds up to a total that is
shown, so many more cells are hidden, smallest first, that those hidden are at least two and hold at least five.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from projections.figures.monthly import EXITS, FAMILIES, PERSONS, Figure

SMALLEST = 5
COUNTING_PEOPLE = frozenset({FAMILIES, PERSONS, EXITS})

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Shown:
    """A figure as it may be shown: None stands for what is not."""

    name: str
    unit: str
    value: float | None
    by_month: Sequence[tuple[date, float | None]]


def hidden(cells: Mapping[K, float]) -> set[K]:
    """Which cells of a row are not shown."""
    found = {key for key, value in cells.items() if 0 < value < SMALLEST}
    larger = sorted((key for key, value in cells.items() if value >= SMALLEST), key=lambda key: cells[key])
    for key in larger:
        if not found or (len(found) > 1 and sum(cells[one] for one in found) >= SMALLEST):
            break
        found.add(key)
    return found


def row(cells: Sequence[tuple[K, float]]) -> list[tuple[K, float | None]]:
    """A row of cells without those that are not shown."""
    secret = hidden(dict(cells))
    return [(key, None if key in secret else value) for key, value in cells]


def without_small_cells(figure: Figure) -> Shown:
    """A figure and its months without what is not shown; hours and nights stay as they are."""
    if figure.name not in COUNTING_PEOPLE:
        return as_it_is(figure)
    value = None if 0 < figure.value < SMALLEST else figure.value
    return Shown(figure.name, figure.unit, value, row(figure.by_month))


def as_it_is(figure: Figure) -> Shown:
    """The whole figure, for those who work with the families."""
    return Shown(figure.name, figure.unit, figure.value, figure.by_month)
