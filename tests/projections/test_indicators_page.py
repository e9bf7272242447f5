"""The page of indicators says what is counted."""

from pathlib import Path

from projections.figures.definitions import BY_NAME, INDICATORS
from projections.figures.page import written

PAGE = Path(__file__).parents[2] / "docs" / "indicators.md"


def test_the_page_is_made_from_the_definitions():
    assert written(PAGE.read_text()) == PAGE.read_text(), "run `python -m projections.figures.page`"


def test_every_indicator_of_the_table_of_the_domain_is_defined():
    fund = {"b-ii", "b-ii-1", "b-ii-2", "b-ii-3", "b-ii-4", "b-iii", "O2", "O3", "O3.1", "O3.2", "O3.3", "R8", "R9", "R10", "R11"}
    own = {
        "days_to_home",
        "ssm_change",
        "stay_length",
        "exits_to_homes",
        "returns",
        "hours_per_family",
        "breaches",
        "completion_rate",
    }
    assert BY_NAME.keys() >= fund | own
    assert len(BY_NAME) == len(INDICATORS)


def test_what_is_eligible_is_told_by_sex_and_age():
    assert all(one.by == "sex and age" and one.measure == "persons" for one in INDICATORS if one.eligible)
