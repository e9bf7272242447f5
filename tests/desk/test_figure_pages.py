"""Pages of figures: what each role is shown of a year, and how a number opens to its facts, their events and their sheets."""

import csv
import io

import pytest

from tests.desk.conftest import eventually, lines_on
from tests.desk.story import TODAY


@pytest.fixture(scope="module")
def known(desk, haddad):
    """The family is on the pages."""
    auditor = desk.as_("chiara.villa")
    eventually(lambda: lines_on(auditor, haddad))
    return auditor


def test_a_funder_is_shown_no_small_cell_and_coordinators_and_auditors_every_one(desk, known, haddad):
    address = f"/indicators.json?project=PROG-DESK&since={TODAY.year}-01-01&until={TODAY.year}-12-31"
    readers = ("stefano.greco", "lucia.bianchi", "chiara.villa", "marco.rinaldi")
    funder, caseworker, auditor, coordinator = (desk.as_(key).get(address).json() for key in readers)
    assert [told["small_cells_suppressed"] for told in (funder, auditor)] == [True, False]
    assert funder == caseworker
    assert auditor == coordinator
    for whole, told in zip(auditor["figures"], funder["figures"], strict=True):
        if whole["name"] in {"families_served", "persons_served", "exits"}:
            cells = [told["value"], *(value for _, value in told["by_month"])]
            assert all(value is None or value == 0 or value >= 5 for value in cells)
        else:
            assert told == whole


def test_a_funder_asks_for_whole_years_of_one_project(desk, known, haddad):
    funder = desk.as_("stefano.greco")
    narrow = funder.get(f"/indicators.json?project=PROG-DESK&since={TODAY.year}-03-02&until={TODAY.year}-03-09").json()
    assert (narrow["since"], narrow["until"]) == (f"{TODAY.year}-01-01", f"{TODAY.year}-12-31")
    assert funder.get("/indicators.json").json()["project"]


def test_the_figures_of_a_quarter_open_to_their_facts_and_each_fact_to_its_event(desk, known, haddad):
    auditor, quarter = desk.as_("chiara.villa"), f"{TODAY.year}-Q{(TODAY.month + 2) // 3}"
    told = auditor.get("/figures.json", params={"project": "PROG-DESK", "quarter": quarter}).json()
    served = next(figure for figure in told["figures"] if figure["name"] == "persons_served")
    page = auditor.get("/figures", params={"project": "PROG-DESK", "quarter": quarter})
    assert page.status_code == 200
    assert "Persone seguite" in page.text
    if served["value"]:
        rows = list(csv.DictReader(io.StringIO(
            auditor.get("/figures/persons_served/facts.csv", params={"project": "PROG-DESK", "quarter": quarter}).text
        )))  # fmt: skip
        assert sum(int(row["adds"]) for row in rows) == served["value"] == sum(served["parts"].values())
        assert auditor.get(f"/audit/{rows[0]['event']}").status_code == 200
    sheet = auditor.get("/figures/persons_served/facts.xlsx", params={"project": "PROG-DESK", "quarter": quarter})
    assert sheet.content[:2] == b"PK"
    funder = desk.as_("stefano.greco")
    assert funder.get("/figures", params={"project": "PROG-DESK"}).status_code == 200
    assert funder.get("/figures/persons_served/facts.csv").status_code == 403
    assert funder.get("/reports").status_code == 403
    assert auditor.get("/reports").status_code == 200
    assert auditor.get("/figures?quarter=2026-Q5").status_code == 422
