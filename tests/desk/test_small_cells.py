"""What a funder is not shown: small cells, and what would give them away."""

from datetime import date

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from projections.desk.small_cells import SMALLEST, hidden, row, without_small_cells
from projections.figures.definitions import BY_NAME
from projections.figures.monthly import EXITS, FAMILIES, NIGHTS, PERSONS, VOLUNTEERING, Figure

CELLS = st.dictionaries(st.integers(0, 12), st.integers(0, 12), max_size=8)


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([7, 9, 5], [7, 9, 5]),
        ([7, 0, 9], [7, 0, 9]),
        ([7, 3, 9], [None, None, 9]),
        ([7, 3, 4], [7, None, None]),
        ([7, 1, 1, 20], [None, None, None, 20]),
        ([6, 6, 1], [None, 6, None]),
        ([1, 4], [None, None]),
        ([2, 2], [None, None]),
        ([4], [None]),
        ([5], [5]),
        ([], []),
    ],
    ids=str,
)
def test_a_row_hides_its_small_cells_and_a_second_one_where_its_total_would_give_the_first(cells, shown):
    assert [value for _, value in row(list(enumerate(cells)))] == shown


@any_of(CELLS)
def test_no_small_cell_is_shown_and_none_can_be_counted_back(cells):
    secret = hidden(cells)
    assert not [value for key, value in cells.items() if 0 < value < SMALLEST and key not in secret]
    total = sum(cells.values())
    if secret and total >= SMALLEST:
        assert len(secret) > 1
        assert sum(cells[key] for key in secret) >= SMALLEST
    assert not {key for key in secret if not cells[key]}, "nobody is recognised in nothing"


def months(*values: float) -> list[tuple[date, float]]:
    return [(date(2026, month, 1), value) for month, value in enumerate(values, 1)]


@pytest.mark.parametrize(
    ("name", "value", "by_month", "shown", "shown_by_month"),
    [
        (FAMILIES, 30, months(9, 12, 3), 30, months(None, 12, None)),
        (PERSONS, 4, months(4, 2), None, months(None, None)),
        (EXITS, 9, months(2, 1, 1, 1, 4), 9, months(None, None, None, None, None)),
        (EXITS, 3, months(3), None, months(None)),
        (EXITS, 0, [], 0, []),
        (NIGHTS, 3, months(3), 3, months(3)),
        (VOLUNTEERING, 2.5, months(2, 0.5), 2.5, months(2, 0.5)),
    ],
)  # fmt: skip
def test_a_figure_hides_its_total_and_its_months(name, value, by_month, shown, shown_by_month):
    found = without_small_cells(Figure(name, BY_NAME[name].unit, value, by_month))
    assert (found.value, list(found.by_month)) == (shown, shown_by_month)


@any_of(st.lists(st.tuples(st.integers(1, 4), st.sampled_from("abc")), max_size=12))
def test_exits_told_by_month_and_by_destination_have_one_total_and_neither_gives_the_other_back(exits):
    """Each cell hidden in one table stays hidden with the other beside it: both add up to the same total."""
    by_month, by_destination = {}, {}
    for month, destination in exits:
        by_month[month] = by_month.get(month, 0) + 1
        by_destination[destination] = by_destination.get(destination, 0) + 1
    if 0 < len(exits) < SMALLEST:
        assert hidden(by_month) == set(by_month)
        assert hidden(by_destination) == set(by_destination)
