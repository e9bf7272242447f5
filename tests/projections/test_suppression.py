"""What is not shown cannot be worked out from what is: each hidden number could be another, with every total as it is."""

from itertools import product

from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as some

from projections.figures.suppression import SMALLEST, hide

ROW = some.lists(some.integers(0, 9), min_size=2, max_size=5)


def could_be_another(key, cells, sums, hidden):
    """Whether the hidden numbers may be changed by one here and there, this one among them, with every total as before."""
    unknown = sorted(hidden)
    for change in product((0, 1, -1), repeat=len(unknown)):
        moved = dict(zip(unknown, change, strict=True))
        possible = moved[key] and all(cells[one] + by >= 1 for one, by in moved.items())
        if possible and all(moved.get(total, 0) == sum(moved.get(part, 0) for part in parts) for total, parts in sums):
            return True
    return False


def held(cells, sums):
    hidden = hide(cells, sums)
    assert not [key for key, value in cells.items() if 0 < value < SMALLEST and key not in hidden]
    assert not [key for key in hidden if cells[key] == 0]
    known = {total for total, _ in sums} - hidden
    if known or len(hidden) < 9:
        assert all(could_be_another(key, cells, sums, hidden) for key in hidden), (cells, hidden)


@settings(max_examples=150, deadline=None)
@any_of(ROW)
def test_a_row_with_its_total(row):
    cells = {f"p{n}": value for n, value in enumerate(row)} | {"t": sum(row)}
    held(cells, [("t", [f"p{n}" for n in range(len(row))])])


@settings(max_examples=150, deadline=None)
@any_of(some.lists(some.integers(0, 7), min_size=4, max_size=4))
def test_a_table_with_the_totals_of_its_rows_and_columns(numbers):
    a, b, c, d = numbers
    cells = {"11": a, "12": b, "21": c, "22": d, "1.": a + b, "2.": c + d, ".1": a + c, ".2": b + d, "..": sum(numbers)}
    held(cells, [("1.", ["11", "12"]), ("2.", ["21", "22"]), (".1", ["11", "21"]), (".2", ["12", "22"]), ("..", ["1.", "2."]),
                 ("..", [".1", ".2"])])  # fmt: skip


@settings(max_examples=150, deadline=None)
@any_of(some.lists(some.tuples(some.integers(0, 7), some.integers(0, 7), some.integers(0, 14)), min_size=2, max_size=3))
def test_a_year_of_quarters_each_told_by_sex_and_by_age(quarters):
    cells, sums = {}, []
    for n, (women, men, young) in enumerate(quarters):
        both = women + men
        cells |= {f"q{n}": both, f"q{n}f": women, f"q{n}m": men, f"q{n}y": min(young, both), f"q{n}o": both - min(young, both)}
        sums += [(f"q{n}", [f"q{n}f", f"q{n}m"]), (f"q{n}", [f"q{n}y", f"q{n}o"])]
    cells["year"] = sum(cells[f"q{n}"] for n in range(len(quarters)))
    hidden = hide(cells, [*sums, ("year", [f"q{n}" for n in range(len(quarters))])])
    if len(hidden) < 11:
        held(cells, [*sums, ("year", [f"q{n}" for n in range(len(quarters))])])


def test_what_could_be_counted_back_is_hidden_beside_it():
    cells = {"t": 30, "a": 3, "b": 12, "c": 15}
    assert hide(cells, [("t", ["a", "b", "c"])]) == {"a", "b"}
    assert hide({"t": 12, "a": 4, "b": 8, "c": 0}, [("t", ["a", "b", "c"])]) == {"a", "b"}
    assert hide({"t": 5, "a": 1, "b": 1, "c": 1, "d": 1, "e": 1}, [("t", list("abcde"))]) == {*"abcde", "t"}
    assert hide({"t": 20, "a": 8, "b": 12}, [("t", ["a", "b"])]) == set()
