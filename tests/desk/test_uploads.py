"""A sheet uploaded on the desk: checked by a form that needs no script, then written in the name of whoever uploads it."""

import html
import re

import httpx
import pytest

from infra.settings import Settings
from projections.desk.labels import label
from tests.desk import story
from tests.desk.browser import axe
from tests.desk.conftest import eventually
from tests.sheets.files import CHILD, HEAD, as_csv

FAMILY = {**HEAD, "family": "D1", "person": "D1-1", "given_name": "Samira", "family_name": "Khoury", "project": "PROG-DESK"}
DAUGHTER = {**CHILD, "family": "D1", "person": "D1-2", "given_name": "Rima", "family_name": "Khoury"}
JSON = {"accept": "application/json"}


@pytest.fixture(scope="module")
def caseworker(desk, settings: Settings) -> httpx.Client:
    story.setting(settings)
    client = desk.as_("lucia.bianchi")
    eventually(lambda: "PROG-DESK" in client.get("/programmes.json").text)
    return client


def post(client: httpx.Client, content: bytes, *, headers: dict[str, str] | None = None, **form: str) -> httpx.Response:
    return client.post("/uploads", data={"action": "check", **form}, files={"file": ("famiglie.csv", content)}, headers=headers)


def kept(page: str) -> dict[str, str]:
    """The form that the page of a dry run keeps the file in."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in fields}


def test_a_file_is_checked_then_written_and_the_family_appears(caseworker: httpx.Client):
    page = post(caseworker, as_csv("recipients", FAMILY, DAUGHTER, encoding="cp1252"))
    assert page.status_code == 200
    assert label("uploads.clean") in page.text
    form = kept(page.text)
    assert form["name"] == "famiglie.csv"
    files = {name: (None, value) for name, value in {**form, "action": "write"}.items()}
    done = caseworker.post("/uploads", files=files)
    assert label("uploads.written", recorded="4", replayed="0") in html.unescape(done.text)
    eventually(lambda: "Khoury" in caseworker.get("/families", params={"q": "Khoury"}).text)
    again = caseworker.post("/uploads", files=files, headers=JSON).json()
    assert (again["recorded"], again["replayed"]) == (0, 4)


def test_every_problem_is_shown_and_nothing_is_written(caseworker: httpx.Client):
    wrong = as_csv("recipients", {**FAMILY, "family": "D2", "person": "D2-1", "birth": "31/02/1990"})
    shown = html.unescape(post(caseworker, wrong, action="write").text)
    assert "Questo giorno non esiste nel calendario" in shown
    assert label("uploads.not_written", count="1") in shown
    found = post(caseworker, wrong, action="write", headers=JSON).json()
    assert [(one["sheet"], one["row"], one["column"]) for one in found["problems"]] == [("famiglie", 2, "Data di nascita")]
    assert found["commands"] == {}


def test_what_a_service_refuses_is_said_in_words(caseworker: httpx.Client):
    post(caseworker, as_csv("recipients", {**FAMILY, "family": "D3", "person": "D3-1", "given_name": "Huda"}), action="write")
    again = as_csv("recipients", {**FAMILY, "family": "D4", "person": "D3-1", "given_name": "Huda"})
    found = post(caseworker, again, action="write", headers=JSON).json()
    assert [(one["row"], label("rule.AlreadyInAHousehold").rstrip(".") in one["sentence"]) for one in found["refusals"]] == [
        (2, True)
    ]


def test_templates_are_for_those_who_may_upload_what_they_hold(desk, caseworker: httpx.Client):
    assert caseworker.get("/templates/recipients.xlsx").content.startswith(b"PK")
    assert caseworker.get("/templates/attendance.xlsx").status_code == 403
    assert caseworker.get("/templates/volunteers.xlsx").status_code == 404
    trainer = desk.as_("elisa.bruni")
    assert trainer.get("/templates/attendance.xlsx").content.startswith(b"PK")
    assert desk.as_("chiara.villa").get("/uploads").status_code == 403


def test_a_role_uploads_only_what_it_may(desk, caseworker: httpx.Client):
    trainer = desk.as_("elisa.bruni")
    found = post(trainer, as_csv("recipients", FAMILY), action="write", headers=JSON).json()
    assert [one["code"] for one in found["problems"]] == ["not_for_your_role"]
    assert found["commands"] == {}


def test_no_file_or_what_is_none_is_refused(caseworker: httpx.Client):
    assert caseworker.post("/uploads", data={"action": "check"}).status_code == 422
    assert caseworker.post("/uploads", files={"content": (None, "%%%")}).status_code == 422
    assert post(caseworker, b"x" * (6 * 1024 * 1024), headers=JSON).json()["problems"][0]["code"] == "too_large"


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, {"width": 360, "height": 740}], ids=["screen", "phone"])
def test_a_person_without_scripts_checks_and_writes_a_file_on_accessible_pages(browser, desk, caseworker, tmp_path, viewport):
    file = tmp_path / "famiglie.csv"
    named = {
        "family": f"W{viewport['width']}",
        "person": f"W{viewport['width']}-1",
        "given_name": f"Nada{'b' * (viewport['width'] % 7)}",
    }
    wrong = {**FAMILY, **named, "head": "", "citizenship": "?", "birth": "?"}
    with browser.new_context(viewport=viewport, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{desk.url}/login?next=/uploads")
        page.click("button[value='lucia.bianchi']")
        for row, says in ((wrong, "uploads.problems"), ({**FAMILY, **named}, "uploads.clean")):
            file.write_bytes(as_csv("recipients", row))
            page.set_input_files("input[type=file]", file)
            page.click("button[value=check]")
            assert label(says) in page.inner_text("main")
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
            violations = axe_on(browser, desk, page, viewport)
            assert violations == []
        page.click("button[value=write]")
        assert label("uploads.written", recorded="3", replayed="0") in page.inner_text("main")


def axe_on(browser, desk, page, viewport) -> list[tuple[str, list[str]]]:
    """What axe finds on the page as it stands, in a context where scripts may run."""
    with browser.new_context(viewport=viewport, storage_state=page.context.storage_state(), bypass_csp=True) as context:
        copy = context.new_page()
        copy.goto(f"{desk.url}/uploads")
        copy.set_content(page.content())
        copy.evaluate(axe())
        found = copy.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})")
        return [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found["violations"]]
