"""Forms in a real browser: accessible, filled in by keyboard alone, and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.desk.browser import PHONE, SCREEN, axe, wrong_with
from tests.desk.conftest import eventually, lines_on
from tests.desk.test_browser import PATIENT, enter


@pytest.fixture(scope="module")
def known(desk, haddad):
    client = desk.as_("lucia.bianchi")
    eventually(lambda: len(lines_on(client, haddad)) >= 12)
    return client


def forms_of(told) -> list[str]:
    about = f"?household={told.household}"
    return [
        "/do", f"/do{about}", "/do/intake/EnrolFamily", "/do/intake/RegisterPerson", f"/do/intake/RecordService{about}",
        f"/do/intake/RecordAssessment{about}", f"/do/intake/GiveConsent{about}", "/do/intake/SetGoal",
        f"/do/register/PublishNeed{about}", "/due", f"/evidence{about}",
        f"/families/{told.household}?done=RecordService&state=recorded",
    ]  # fmt: skip


def test_axe_finds_nothing_on_forms_and_nothing_is_too_wide(browser, desk, known, haddad):
    context = browser.new_context(viewport=SCREEN, locale="it-IT")
    page = enter(context, desk, "lucia.bianchi", "/do")
    page.add_init_script(axe())
    wrong = []
    for address in forms_of(haddad):
        page.goto(desk.url + address)
        wrong += wrong_with(page)
    page.goto(f"{desk.url}/do/intake/RecordService?household={haddad.household}")
    page.evaluate("document.querySelector('.desk-form').noValidate = true")
    page.click("button.btn-primary[value=send]")
    page.wait_for_selector("#wrong")
    wrong += wrong_with(page) + wrong_with(page, (SCREEN,))
    assert wrong == []
    assert [words for words in page.complaints if "422" not in words] == []
    context.close()


def reach(page: Page, name: str) -> None:
    """Press Tab until the field has the focus."""
    for _ in range(120):
        if page.evaluate("document.activeElement.name || document.activeElement.id") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


def send(page: Page) -> None:
    """Press Tab until the form can be sent, and send it."""
    for _ in range(120):
        if page.evaluate("document.activeElement.value") == "send":
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError("the form cannot be sent")


def pick(page: Page, name: str, words: str) -> None:
    """Choose in a list by typing the beginning of its words."""
    reach(page, name)
    page.keyboard.type(words)
    assert words.lower() in page.evaluate("document.activeElement.selectedOptions[0].textContent").lower()


def test_a_family_is_enrolled_by_keyboard_alone(browser, desk, known, settings):
    context = browser.new_context(viewport=SCREEN, locale="it-IT")
    page = enter(context, desk, "lucia.bianchi", "/do/intake/RegisterPerson")
    reach(page, "given_name")
    page.keyboard.type("Zaira")
    reach(page, "family_name")
    page.keyboard.type("Tastiera")
    reach(page, "birth_date")
    page.keyboard.type("04041988")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_contain_text("Inserisci una persona", timeout=PATIENT)
    page.goto(f"{desk.url}/do/intake/OpenCase")
    pick(page, "project", "PROG DESK")
    pick(page, "head", "Zaira Tastiera")
    send(page)
    expect(page.locator("h1")).to_contain_text("Zaira Tastiera", timeout=PATIENT)
    household = re.search(r"/families/([0-9a-f-]{36})", page.url)[1]
    page.goto(f"{desk.url}/do/intake/EnrolFamily?household={household}")
    reach(page, "notice.given_on")
    page.keyboard.press("Enter")
    expect(page.locator("#wrong")).to_be_focused(timeout=PATIENT)
    expect(page.locator("#wrong a")).to_have_text("Informativa")
    reach(page, "notice.given_on")
    page.keyboard.type("01012026")
    pick(page, "notice.language", "Arabo")
    reach(page, "notice.version")
    page.keyboard.type("2")
    send(page)
    expect(page.locator("#done")).to_contain_text("Iscrivi una famiglia", timeout=PATIENT)
    context.close()


def test_a_refused_form_says_so_where_the_focus_is(browser, desk, known, haddad):
    context = browser.new_context(viewport=SCREEN, locale="it-IT")
    page = enter(context, desk, "lucia.bianchi", f"/do/intake/RecordService?household={haddad.household}")
    page.fill("[name=minutes]", "tanto")
    page.fill("[name=note]", "Resta qui")
    page.evaluate("document.querySelector('.desk-form').noValidate = true")
    page.click("button.btn-primary[value=send]")
    expect(page.locator("#wrong")).to_be_focused(timeout=PATIENT)
    expect(page.locator("[name=note]")).to_have_value("Resta qui")
    page.click("#wrong a[href='#f-minutes']")
    expect(page.locator("[name=minutes]")).to_be_focused()
    context.close()


def test_a_service_is_recorded_without_scripts(browser, desk, known, haddad):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="it-IT")
    page = enter(context, desk, "lucia.bianchi", "/do")
    page.fill("#f-q", "prestazione")
    page.click("form[role=search] button")
    page.click("a[href='/do/intake/RecordService']")
    page.fill("#f-_find", "Amal Haddad")
    page.click("form[role=search] button")
    page.click(f"a[href*='{haddad.household}']")
    page.select_option("[name=code]", "A2.19")
    page.check(f"[name=recipients][value='{haddad.persons['Amal']}']")
    page.fill("[name=minutes]", "0:45")
    page.click(".desk-aside summary")
    receipt = {"name": "ricevuta.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 Ricevuta senza script"}
    page.set_input_files("[name='_file.evidence.0.sha256']", files=[receipt])
    page.select_option("[name='evidence.0.kind']", "receipt")
    page.click("button.btn-primary[value=send]")
    expect(page.locator("#done")).to_contain_text("Registra una prestazione")
    expect(page.locator("a[href^='/evidence/']").first).to_contain_text("Apri il documento")
    assert f"/families/{haddad.household}" in page.url
    context.close()
