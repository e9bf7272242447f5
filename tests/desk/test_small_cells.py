"""What a reader is not shown of a year: small numbers and what would give them away, by month, quarter, sex and age."""

from datetime import date

import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as some

from projections.desk.small_cells import shown_of_year
from projections.figures import board as boards
from projections.figures.asked import month, quarters, year
from projections.figures.counting import Figure
from projections.figures.definitions import BY_NAME, INDICATORS
from projections.figures.suppression import SMALLEST
from services.kernel.time import months_after

MONTHS = [month(months_after(date(2026, 1, 1), n)) for n in range(12)]
COUNTS = some.lists(some.integers(0, 9), min_size=12, max_size=12)


def a_year(monkeypatch, by_month=None, parts=None, averages=None):
    """The board of a year in which so many families left by month, and these persons were supported in each quarter."""

    def counted(_, periods, __, *, only=None):
        wanted = [one for one in INDICATORS if only is None or one.name in only]
        found = {(one.name, period): Figure(one, period) for one in wanted for period in periods}
        for period in periods:
            if by_month and ("exits", period) in found:
                inside = sum(n for one, n in zip(MONTHS, by_month, strict=True) if period.first <= one.first <= period.last)
                found["exits", period] = Figure(BY_NAME["exits"], period, inside, {"rental": inside})
            if parts and ("O3", period) in found and period in quarters(2026):
                found["O3", period] = Figure(BY_NAME["O3"], period, sum(parts.values()), parts)
            if averages and ("days_to_home", period) in found:
                found["days_to_home", period] = Figure(BY_NAME["days_to_home"], period, averages)
        return found

    monkeypatch.setattr(boards, "figures", counted)
    return boards.board(None, "PROG-2784", 2026, whole=False)


@settings(max_examples=40, deadline=None)
@any_of(COUNTS)
def test_no_small_number_is_shown_and_a_hidden_one_never_stands_alone_under_its_total(counts):
    with pytest.MonkeyPatch.context() as patch:
        told = a_year(patch, counts)
    rows = [("2026", [f"2026-Q{n}" for n in range(1, 5)])]
    rows += [(quarter.name, [one.name for one in quarter.months()]) for quarter in quarters(2026)]
    for total, parts in rows:
        shown = [told.at("exits", part) for part in parts]
        assert all(value is None or value == 0 or value >= SMALLEST for value in shown)
        if told.at("exits", total) is not None and None in shown:
            assert shown.count(None) > 1
            assert told.at("exits", total) - sum(value or 0 for value in shown) >= SMALLEST


def test_sexes_and_ages_are_told_apart_and_hide_what_the_other_would_give_back(monkeypatch):
    told = a_year(monkeypatch, parts={"female|18-60": 20, "female|<18": 6, "male|18-60": 3, "male|<18": 8})
    cells = dict(told.parts("O3", "2026-Q1"))
    assert cells == {"female": 26, "male": 11, "18-60": 23, "<18": 14}
    told = a_year(monkeypatch, parts={"female|18-60": 20, "male|18-60": 3, "other|18-60": 6})
    assert dict(told.parts("O3", "2026-Q1")) == {"female": 20, "male": None, "other": None, "18-60": 29}


def test_an_average_of_few_is_not_shown(monkeypatch):
    assert a_year(monkeypatch, averages=(90, 4)).at("days_to_home", "2026-Q1") is None
    assert a_year(monkeypatch, averages=(90, 5)).at("days_to_home", "2026-Q1") == 18


def test_the_page_by_month_says_the_same_as_the_board(monkeypatch):
    figures, exits = shown_of_year(a_year(monkeypatch, [6, 0, 2, 9, 9, 9, 0, 0, 0, 7, 7, 7]))
    (left,) = [figure for figure in figures if figure.name == "exits"]
    assert left.value == 56
    assert dict(left.by_month)[date(2026, 3, 1)] is None
    assert dict(left.by_month)[date(2026, 1, 1)] is None
    assert exits == [("rental", 56)]
    assert year(2026).whole
