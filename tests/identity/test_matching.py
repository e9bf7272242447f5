"""Two persons compared: what is found and what it is worth; and how well that tells people apart."""

import random

import pytest
from stdnum.it.codicefiscale import calc_check_digit

from projections.matching import weights
from projections.matching.births import Birth, finding
from projections.matching.names import of_names
from projections.matching.persons import Comparison, Identity, compare
from projections.matching.spelling import words
from projections.matching.tax_codes import birth_in, sex_in, valid
from tests.identity.labelled import labelled, true_pairs
from tests.identity.measured import REPORTED_ON, Measured, compared, identity, measured
from tests.identity.tables import lines, on_the_page

AMAL = Identity("Amal", "Haddad", Birth(1990, 2, 3), "female", "SY")


@pytest.fixture(scope="module")
def told() -> Measured:
    return measured(compared(labelled(REPORTED_ON)))


def test_nearly_all_pairs_of_one_human_are_shown(told: Measured):
    assert (told.whole.same, told.whole.near) == (2_000, 20_000)
    assert told.whole.recall >= 0.95


def test_nearly_all_that_is_shown_is_one_human(told: Measured):
    assert told.whole.precision >= 0.90


def test_no_kind_of_alteration_is_missed_as_a_kind(told: Measured):
    assert {kind: count.recall for kind, count in told.altered.items() if count.recall < 0.75} == {}


def test_the_page_has_what_is_measured(told: Measured):
    """`python -m tests.identity --write`"""
    assert on_the_page() == "\n".join(lines(REPORTED_ON, told)).strip()


def test_one_seed_gives_one_set_and_another_seed_another():
    assert [*true_pairs(random.Random(7), 30)] == [*true_pairs(random.Random(7), 30)]
    assert [*true_pairs(random.Random(7), 30)] != [*true_pairs(random.Random(8), 30)]


def test_who_is_compared_with_whom_makes_no_difference():
    for pair in true_pairs(random.Random(9), 200):
        one, other = identity(pair.one), identity(pair.other)
        there, back = compare(one, other), compare(other, one)
        assert (there.score, there.decision) == (back.score, back.decision), pair


def test_points_add_up_to_the_score():
    for pair in true_pairs(random.Random(10), 100):
        found = compare(identity(pair.one), identity(pair.other))
        assert found.score == pytest.approx(sum(evidence.points for evidence in found.evidence), abs=0.06)


def said(found: Comparison) -> dict[str, str]:
    return {evidence.field: evidence.finding for evidence in found.evidence}


@pytest.mark.parametrize(
    ("other", "field", "what"),
    [
        (Identity("أمل", "الحداد", Birth(1990, 2, 3)), "family_name", "same-transliterated"),
        (Identity("Haddad", "Amal", Birth(1990, 2, 3)), "given_name", "swapped-with-family-name"),
        (Identity("Amal", "Hadded", Birth(1990, 2, 3)), "family_name", "similar-spelling"),
        (Identity("Amal Nour", "Haddad", Birth(1990, 2, 3)), "given_name", "one-left-out"),
        (Identity("Amal", "Haddad", Birth(1990, 3, 2)), "birth_date", "day-month-swapped"),
        (Identity("Amal", "Haddad", Birth(1990, 2, 8)), "birth_date", "one-digit-off"),
        (Identity("Amal", "Haddad", Birth(1990, 1, 1)), "birth_date", "same-year-first-of-january"),
        (Identity("Amal", "Haddad", Birth(1990)), "birth_date", "same-year-rest-unknown"),
        (Identity("Amal", "Haddad"), "birth_date", "missing"),
    ],
)
def test_what_differs_in_writing_only_is_said_and_shown(other: Identity, field: str, what: str):
    found = compare(AMAL, other)
    assert said(found)[field] == what
    assert found.score >= weights.PERHAPS - 1.5, "sex and citizenship are not stated here"


@pytest.mark.parametrize(
    "other",
    [
        Identity("Amal", "Haddad", Birth(1962, 2, 4), "female", "SY"),
        Identity("Nour", "Haddad", Birth(1990, 2, 3), "female", "SY"),
        Identity("Amal", "Haddad", Birth(1994, 9, 17), "female", "SY"),
        Identity("Amir", "Haddad", Birth(1990, 2, 3), "male", "SY"),
        Identity(),
        Identity("Amal"),
    ],
    ids=["mother of one name", "twin sister", "cousin", "twin brother", "nobody known", "a given name"],
)
def test_another_human_is_not_shown(other: Identity):
    assert compare(AMAL, other).decision == "different"


def test_a_name_under_which_somebody_is_known_too_is_a_name_of_theirs():
    known = Identity("Amal", "Khoury", Birth(1990, 2, 3), "female", "SY", other_names=("Amal Haddad", "Amoula"))
    found = compare(known, AMAL)
    assert (said(found)["family_name"], found.decision) == ("among-other-names", "same")


def test_a_tax_code_keeps_the_birth_date_the_sex_and_the_family_name_at_birth():
    code = f"RSSMRA85T50A562{calc_check_digit('RSSMRA85T50A562')}"
    assert (birth_in(code), sex_in(code)) == (Birth(1985, 12, 10), "female")
    married = Identity("Maria", "Bianchi", Birth(1985, 12, 10), "female", "IT", code)
    found = compare(married, Identity("Maria", "Rossi", Birth(1985, 12, 10), "female", "IT"))
    assert (said(found)["fiscal_code"], found.decision) == ("family-name-of-the-other", "same")


@pytest.mark.parametrize("code", [None, "", "12345678901", "RSSMRA85T10A562X", "nonsense", "RSSMRA85T10A562"])
def test_a_code_that_is_missing_provisional_or_wrong_says_nothing(code: str | None):
    assert (valid(code), birth_in(code), sex_in(code)) == (None, Birth(), None)


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ((1990, 1, 1), (1990, 1, 1), "same-first-of-january"), ((1990, 1, 1), (1970, 1, 1), "a-generation-apart"),
        ((1990, 5, 6), (1991, 5, 6), "one-digit-off"), ((1990, 5, 6), (1990, 7, 20), "same-year-other-day"),
        ((1990, 5, None), (1990, 5, 6), "same-month-day-unknown"), ((1990, 5, None), (1990, 6, 6), "different"),
        ((1990, None, None), (1993, 6, 6), "different"), ((None, None, None), (1993, 6, 6), "missing"),
    ],
)  # fmt: skip
def test_birth_dates_say_what_they_have_in_common(one, other, what: str):
    assert finding(Birth(*one), Birth(*other)) == finding(Birth(*other), Birth(*one)) == what


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("محمد", "Mohamed"), ("Мохаммед", "Muhammad"), ("Md.", "Mohammad"), ("Abdel Rahman", "Abderrahmane"),
        ("عبد الله", "Abdullah"), ("El-Masri", "Elmasry"), ("Volodymyr", "Владимир"), ("Khrystyna", "Христина"),
        ("Xiao Ming", "Xiaoming"), ("De Luca", "Deluca"), ("Xhevahire", "Gjevahire"), ("Çela", "Cela"), ("N'Diaye", "Ndiaye"),
        ("José", "Jose\u0301"), ("王", "Wang"), ("রহমান", "Rahman"), ("قریشی", "Qureshi"), ("Ou Yang", "欧阳"),
    ],
)  # fmt: skip
def test_one_name_in_two_spellings_is_one_name(one: str, other: str):
    assert of_names(words(one), words(other)).value >= 0.8


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hassan", "Hussein"), ("Ahmed", "Mahmoud"), ("Wang", "Zhang"), ("Li", "Liu"), ("Karim", "Kamal")],
)
def test_two_names_are_two_names(one: str, other: str):
    assert of_names(words(one), words(other)).value < 0.8
