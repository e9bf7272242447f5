"""What a page says of single lines and people, made without a server."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from projections.desk.answer import Answers
from projections.desk.questions import acting
from projections.desk.wording import Names, Words
from projections.families import Line
from tests.spec import an_id

FIRST, SECOND = an_id("first"), an_id("second")
MOMENT = datetime(2026, 2, 10, tzinfo=UTC)


def line(name, **more: Any) -> Line:
    said = {
        "event_id": name, "type": "ServiceDelivered", "dimension": "social", "occurred_at": MOMENT, "recorded_at": MOMENT,
        "service": "intake", "position": 1, "agency": "sds", "actor": "sds/lucia.bianchi", "actor_role": "caseworker",
        "project": "PROG-2784", "subjects": [], "data": {}, "marks": [], "source": None, "corrects": None, "corrected_by": None,
        "voided": False,
    }  # fmt: skip
    return Line(**{**said, **more})


@pytest.mark.parametrize("shown", [{FIRST}, {SECOND}, {FIRST, SECOND}])
def test_a_link_from_line_to_line_leads_to_a_line_of_the_page(shown):
    both = [line(FIRST, corrected_by=SECOND), line(SECOND, type="ServiceCorrected", corrects=FIRST)]
    lines = [one for one in both if one.event_id in shown]
    answers = Answers(SimpleNamespace(url=str))
    page = answers.part("it", "lines.html", {"lines": lines, "names": Names(), "texts": {}, "audit": False})
    linked = {name for name in (FIRST, SECOND) if f'href="#line-{name}"' in page}
    assert linked == (shown if len(shown) == 2 else set())


@pytest.mark.parametrize("language", ["it", "en"])
def test_no_code_of_ours_stands_where_a_name_belongs(language):
    words = Words(language)
    assert words.project("common") != "common"
    assert words.project("PROG-2784") == "PROG 2784"
    assert words.project(None) == "—"
    assert words.actor("reaction", Names()) != "reaction"
    assert words.actor("somebody/else", Names()) == "somebody/else"


@pytest.mark.parametrize(
    ("event", "words"),
    [("VolunteerRegistered", "Numero d’albo"), ("WarningIssued", "Richiamo numero"), ("ReportRectified", "Rettifica numero")],
)
def test_a_field_whose_name_says_something_else_elsewhere_has_words_of_its_event(event, words):
    assert Words("it").details(line(FIRST, type=event, data={"number": 2}), Names()) == [(words, "2")]


@pytest.mark.parametrize(
    ("cell", "words"),
    [("female|<18", "femmina, meno di 18 anni"), ("rental", "Affitto"), ("", "totale"), ("elsewhere", "elsewhere")],
)
def test_a_part_of_a_figure_is_said_in_words(cell, words):
    assert Words("it").cell(cell) == words


def test_who_acted_as_the_person_they_are_is_named():
    volunteer = an_id("volunteer")
    assert acting([line(FIRST, actor=str(volunteer)), line(SECOND), line(SECOND, actor="reaction")]) == {volunteer}
