"""Notes of incidents are read by coordinators and housing alone: on the page, as JSON and on the live stream."""

from types import SimpleNamespace
from uuid import UUID

import httpx
import pytest

from infra.auth import Identity
from projections.desk.answer import Answers
from projections.desk.pages.families import _kind, _message
from projections.desk.questions import without_incident_notes
from projections.desk.session import Reader
from projections.desk.wording import Names
from services.kernel.access import ROLES, may
from tests.desk import story
from tests.desk.conftest import eventually, lines_on
from tests.desk.test_lines import FIRST, SECOND, line

NOTE, REASON = "Urla in cucina", "Scritto due volte"
INCIDENT = line(FIRST, type="IncidentReported", dimension="housing", service="housing", data={"kind": "quarrel"})
TEXTS = {FIRST: {"note": NOTE}, SECOND: {"reason": REASON}}


def read_by(role: str, lines: list, form: str = "json") -> str:
    """What the live stream sends to a reader of this role."""
    reader = Reader(Identity("somebody", "sds", (role,)))
    return str(_message(Answers(SimpleNamespace(url=str)), _kind(form, reader), lines, Names(), TEXTS))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("form", ["json", "it"])
def test_the_live_stream_sends_a_note_to_those_who_may_read_it(role, form):
    assert (NOTE in read_by(role, [INCIDENT], form)) == (role in ("coordinator", "housing"))
    assert may(role, "read incident notes") == (role in ("coordinator", "housing"))


def test_what_amends_an_incident_is_as_confidential_as_the_incident():
    voided = line(FIRST, type="IncidentReported", corrected_by=SECOND)
    voiding = line(SECOND, type="FactVoided", corrects=FIRST, data={"fact_type": "IncidentReported"})
    for lines in ([voided], [voiding], [voided, voiding]):
        assert REASON not in str(without_incident_notes(TEXTS, lines))
    assert REASON not in read_by("caseworker", [voiding, voided], "it")
    assert REASON in read_by("housing", [voiding, voided], "it")


def test_other_notes_are_read_as_before():
    assert without_incident_notes(TEXTS, [line(FIRST)]) == TEXTS
    assert NOTE in read_by("caseworker", [line(FIRST)])


def test_a_line_about_people_of_several_families_names_them_to_none():
    both = line(FIRST, type="IncidentReported", data={"kind": "quarrel", "persons": [str(FIRST)], "households": [str(SECOND)]})
    answers = Answers(SimpleNamespace(url=str))
    page = answers.part("it", "lines.html", {"lines": [both], "names": Names({FIRST: "Amal"}), "texts": {}, "audit": False})
    assert "litigio" in page
    assert "Amal" not in page


def test_the_page_shows_an_incident_to_all_who_see_the_family_and_its_note_to_some(desk, haddad, settings):
    del haddad
    told = story.enrol(settings, [("Sara", "Bianco", "1991-01-01")])
    coordinator = story.Teller(settings, story.somebody("sds", "coordinator"))
    dwelling = coordinator("housing", "/dwellings", 1, name="Casa Tiglio", shared=True)["dwelling"]
    ask = {"households": [told.household], "kind": "quarrel", "on": story.day(60), "note": NOTE}

    def reported() -> str:
        try:
            return str(coordinator("housing", f"/dwellings/{dwelling}/incidents", **ask)["events"][0]["id"])
        except AssertionError:
            return ""

    incident = eventually(reported)

    def note_on(client: httpx.Client) -> tuple[str | None, bool] | None:
        found = [one for one in lines_on(client, told) if UUID(one["event_id"]) == UUID(incident)]
        page = client.get(f"/families/{told.household}").text
        return (found[0]["texts"].get("note"), NOTE in page) if found else None

    assert eventually(lambda: note_on(desk.as_("marco.rinaldi"))) == (NOTE, True)
    for key in ("lucia.bianchi", "chiara.villa"):
        assert note_on(desk.as_(key)) == (None, False)
