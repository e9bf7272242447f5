"""Possible duplicates: found by themselves, shown to those who decide, and of strangers the initials only."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from infra.settings import Settings
from projections.desk.labels import LANGUAGES, catalogue
from projections.desk.pages.duplicates import _shown
from projections.identities import Pair
from projections.matching import births, names, persons, tax_codes
from projections.people import Entry
from tests.desk.conftest import eventually
from tests.desk.story import Teller, somebody
from tests.spec import an_id

ONE, OTHER = an_id("one"), an_id("other")
ENTRIES = {
    ONE: Entry({"given_name": "Amal", "family_name": "Haddad", "birth_date": "1990-02-03", "fiscal_code": None}),
    OTHER: Entry({"given_name": "Amal Maria", "family_name": "حداد", "birth_date": "1990-02-03", "fiscal_code": "XYZ"}),
}


def shown(*, low_seen: bool, high_seen: bool):
    evidence = [
        {"field": name, "finding": "same", "points": 1.0} for name in ("given_name", "family_name", "birth_date", "fiscal_code")
    ]
    pair = Pair(ONE, OTHER, 20.0, "1", evidence, datetime(2026, 1, 1, tzinfo=UTC), low_seen, high_seen, "")
    return {one["field"]: one["values"] for one in _shown(pair, ENTRIES)["fields"]}


def test_of_whom_the_reader_may_not_see_the_initials_are_shown_and_nothing_else():
    assert shown(low_seen=True, high_seen=False) == {
        "given_name": ["Amal", "A. M."], "family_name": ["Haddad", "ح."], "birth_date": ["1990-02-03", None],
        "fiscal_code": [None, None],
    }  # fmt: skip


def test_both_are_shown_side_by_side_to_whom_both_are_known():
    assert shown(low_seen=True, high_seen=True)["birth_date"] == ["1990-02-03", "1990-02-03"]


def test_whoever_was_forgotten_since_has_no_values():
    pair = Pair(ONE, an_id("gone"), 20.0, "1", [{"field": "given_name"}], datetime(2026, 1, 1, tzinfo=UTC), True, True, "")
    assert _shown(pair, ENTRIES)["fields"][0]["values"] == ["Amal", None]


def codes() -> set[str]:
    """Every finding that a comparison may name: the texts of the modules that compare."""
    found = {value for module in (births, names, persons, tax_codes) for value in vars(module).values() if isinstance(value, str)}
    codes = {value for value in found if value and value.replace("-", "").isalpha() and value.islower()}
    return (codes | set(names.SWAPPED.values())) - {"builtins"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_words(language: str):
    assert {code for code in codes() if f"finding.{code}" not in catalogue(language)} == set()


def test_two_entries_of_one_woman_appear_by_themselves_before_those_who_decide(settings: Settings, desk):
    """Detected on arrival at the server, not on the form; by the program that `weita up` keeps running."""
    caseworker = Teller(settings, somebody("sds", "caseworker"))
    first = {
        "given_name": "Oleksandra",
        "family_name": "Yushchenko",
        "birth_date": "1987-05-09",
        "sex": "female",
        "citizenship": "UA",
    }
    again = {**first, "given_name": "Ющенко", "family_name": "Олександра", "birth_date": "1987-09-05"}
    two = {caseworker("intake", "/persons", **one)["person"] for one in (first, again)}
    coordinator = desk.as_(somebody("sds", "coordinator").key)

    def found():
        pairs = coordinator.get("/duplicates.json").json()["pairs"]
        return next((pair for pair in pairs if {pair["low"], pair["high"]} == two), None)

    pair = eventually(found)
    assert {one["field"]: one["finding"] for one in pair["fields"]}["birth_date"] == "day-month-swapped"
    page = coordinator.get("/duplicates")
    assert page.status_code == 200
    assert "Yushchenko" in page.text
    assert "giorno e mese scambiati" in page.text
    elsewhere = desk.as_(somebody("coop", "coordinator").key)
    assert [p for p in elsewhere.get("/duplicates.json").json()["pairs"] if UUID(p["low"]) in map(UUID, two)] == []
    assert desk.as_(somebody("sds", "caseworker").key).get("/duplicates").status_code == 403
