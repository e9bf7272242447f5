"""Small numbers are not shown, nor whatever would give one back.

A number of one to four families or persons could be recognised, and is hidden. Where hidden numbers add up with shown ones to
a total that is shown, so many more are hidden, the smallest first, that what is hidden there is two numbers at least, five in
all, and not one each; a hidden total hides a part. Then the totals are solved as a system of equations: a number that would
still follow from those shown has another one hidden beside it. `tests/projections/test_suppression.py` holds that each hidden
number could be another.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

SMALLEST = 5

K = TypeVar("K", bound=Hashable)
Sum = tuple[K, Sequence[K]]
"""A total, and the parts that it is the sum of."""


def hide(cells: Mapping[K, int], sums: Sequence[Sum[K]]) -> set[K]:
    """Which of the cells are not shown. Nobody is recognised in nothing: a zero is."""
    hidden = {key for key, value in cells.items() if 0 < value < SMALLEST}
    while (more := next(_wanted(cells, sums, hidden), None)) is not None:
        hidden.add(more)
    return hidden


def _wanted(cells: Mapping[K, int], sums: Sequence[Sum[K]], hidden: set[K]) -> Iterator[K]:
    for total, parts in sums:
        yield from _in_row(cells, total, parts, hidden)
    for key in _following(sums, hidden):
        beside = [one for total, parts in sums if key in (total, *parts) for one in (total, *parts)]
        yield from _smallest(cells, beside, hidden)


def _in_row(cells: Mapping[K, int], total: K, parts: Sequence[K], hidden: set[K]) -> Iterator[K]:
    secret = [key for key in parts if key in hidden]
    inside = sum(cells[key] for key in secret)
    several = len(secret) > 1 and inside >= SMALLEST and inside > len(secret)
    enough = bool(secret) if total in hidden else not secret or several
    if not enough:
        yield from _smallest(cells, parts, hidden)
        yield from _smallest(cells, [total], hidden)


def _smallest(cells: Mapping[K, int], of: Sequence[K], hidden: set[K]) -> Iterator[K]:
    left = [key for key in of if key not in hidden and cells[key] > 0]
    if left:
        yield min(left, key=lambda key: (cells[key], str(key)))


def _following(sums: Sequence[Sum[K]], hidden: set[K]) -> list[K]:
    """The hidden cells whose number follows from the shown ones: those alone in a row of the solved system."""
    unknown = sorted(hidden, key=str)
    place = {key: n for n, key in enumerate(unknown)}
    rows = []
    for total, parts in sums:
        row = [Fraction(0)] * len(unknown)
        for key, sign in ((total, 1), *((part, -1) for part in parts)):
            if key in place:
                row[place[key]] += sign
        rows.append(row)
    return [unknown[only] for row in _solved(rows) if (only := _alone(row)) is not None]


def _alone(row: Sequence[Fraction]) -> int | None:
    places = [n for n, value in enumerate(row) if value]
    return places[0] if len(places) == 1 else None


def _solved(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """The reduced row echelon form (Gauss and Jordan)."""
    done = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((n for n in range(done, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        lead = rows[done][column]
        rows[done] = [value / lead for value in rows[done]]
        for n, row in enumerate(rows):
            if n != done and row[column]:
                factor = row[column]
                rows[n] = [value - factor * own for value, own in zip(row, rows[done], strict=True)]
        done += 1
    return rows[:done]
