"""What a family's page says of its change: scores over time, goals and follow-ups, in words and signs. Made without a server."""

import re
from datetime import date
from types import SimpleNamespace

import pytest

from projections.desk.answer import Answers
from projections.desk.wording import Names, Words
from projections.outcomes import Assessment, Domain, FollowUp, Goal, Matrix, Outcome
from tests.spec import an_id

AMAL, GOAL, SET = an_id("amal"), an_id("goal"), an_id("goal set")
ENTRY = Assessment(an_id("entry"), AMAL, "entry", date(2026, 1, 12), {})
EXIT = Assessment(an_id("exit"), AMAL, "exit", date(2026, 6, 1), {}, revised=True)
CHANGE = [
    Domain("housing", [1, 4], 3), Domain("income", [3, 2], -1), Domain("health", [4, 4], 0), Domain("community", [None, 3], None),
]  # fmt: skip
MATRIX = Matrix(AMAL, [ENTRY, EXIT], CHANGE)
OPEN = Goal(GOAL, AMAL, "work", SET, date(2026, 2, 1), date(2026, 9, 1), 40)
REACHED = Goal(an_id("home"), AMAL, "housing", an_id("home set"), date(2026, 2, 1), None, 100, date(2026, 5, 1))


def page(outcome: Outcome, language: str = "it", texts=None) -> str:
    """The section as text; a row of the table is a line."""
    content = {"outcome": outcome, "names": Names({AMAL: "Amal Haddad"}), "texts": texts or {}}
    html = Answers(SimpleNamespace(url=str)).part(language, "outcome.html", content)
    rows = re.sub(r"\s+", " ", html).replace("</tr>", "\n").replace("</li>", "\n")
    return "\n".join(re.sub(r" +", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows.split("\n"))


def test_a_family_that_was_never_asked_has_no_such_section():
    assert page(Outcome()).strip() == ""


def test_change_is_told_with_a_sign_and_in_words():
    assert page(Outcome([MATRIX])).splitlines()[1:5] == [
        "Casa 1 in crisi 4 in crescita +3 meglio",
        "Reddito 3 al sicuro 2 fragile −1 peggio",
        "Salute 4 in crescita 4 in crescita 0 invariato",
        "Comunità non valutato 3 al sicuro non confrontabile",
    ]


def test_each_column_names_its_phase_and_day_and_whether_it_was_revised():
    head = page(Outcome([MATRIX])).splitlines()[0]
    assert head.endswith("Dimensione Ingresso 12 gennaio 2026 Uscita 1 giugno 2026 rivista Cambiamento")
    assert "Matrice di autosufficienza di Amal Haddad" in head


def test_goals_tell_how_far_they_have_come():
    said = page(Outcome(goals=[OPEN, REACHED]), texts={SET: {"text": "Un lavoro"}})
    assert "Lavoro Un lavoro Amal Haddad · entro il 1 settembre 2026 – al 40 %" in said
    assert "Casa Obiettivo Amal Haddad – raggiunto il 1 maggio 2026" in said


def test_follow_ups_tell_where_the_family_lives_and_which_are_still_to_come():
    asked = FollowUp(date(2026, 9, 2), 3, "rental", "self-employed", in_contact=True)
    said = page(Outcome(follow_ups=[asked], to_come=[date(2026, 12, 1)]))
    assert "2 settembre 2026 a 3 mesi dall’uscita – Affitto, lavoro autonomo; in contatto" in said
    assert "1 dicembre 2026 – da fare" in said


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_table_can_be_read_without_seeing_it(language):
    html = Answers(SimpleNamespace(url=str)).part(
        language, "outcome.html", {"outcome": Outcome([MATRIX]), "names": Names(), "texts": {}}
    )
    assert html.count('scope="row"') == len(CHANGE)
    assert html.count('scope="col"') == 4
    assert "<caption>" in html


def test_every_score_has_words_in_both_languages():
    assert [Words(language).level(score) for language in ("it", "en") for score in (1, 5)] == [
        "in crisi", "in autonomia", "in crisis", "self-sufficient",
    ]  # fmt: skip
