"""The pages in a real browser: live lines, a lost connection, no scripts at all, small screens, accessibility."""

import re
import signal
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.desk.browser import PHONE, SCREEN, axe, wrong_with
from tests.desk.conftest import eventually, lines_on
from tests.desk.story import START, serve

PATIENT = 20_000
EARLY = START + timedelta(days=3)


@pytest.fixture(scope="module")
def known(desk, haddad):
    client = desk.as_("chiara.villa")
    eventually(lambda: len(lines_on(client, haddad)) >= 12)
    return client


def enter(context: BrowserContext, desk, person: str, address: str) -> Page:
    """A page of somebody who is logged in; what the browser complains of is kept in `page.complaints`."""
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text[:300]) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"{desk.url}/login?next={address}")
    page.click(f"button[value='{person}']")
    page.wait_for_load_state("load")
    return page


@pytest.fixture
def context(browser):
    opened = browser.new_context(viewport=SCREEN, locale="it-IT")
    yield opened
    opened.close()


def pages_of(told) -> list[str]:
    return [
        "/login", "/families", f"/families/{told.household}", "/indicators", "/indicators/families_served", "/audit",
        f"/audit/{told.ids['correction']}", "/programmes", "/refused", "/nowhere", "/verify/AAAA",
        f"/families/{told.household}?dimension=housing&order=oldest&as_of=2026-01-01&known_at=2026-01-01",
        "/families?q=nobody+at+all", "/figures?project=PROG-DESK", "/reports", f"/families/{told.household}/readers",
    ]  # fmt: skip


def shown(page: Page) -> list[str]:
    """The ids of the lines on the page, from the top."""
    return [line.removeprefix("line-") for line in page.locator("#timeline > li").evaluate_all("all => all.map(one => one.id)")]


@pytest.mark.parametrize(("language", "sizes"), [("it", (SCREEN, PHONE)), ("en", (PHONE, SCREEN))], ids=["it", "en"])
def test_axe_finds_nothing_and_nothing_is_too_wide(browser, desk, known, haddad, language, sizes):
    context = browser.new_context(viewport=sizes[0], locale=language)
    page = enter(context, desk, "chiara.villa", "/families")
    page.add_init_script(axe())
    wrong = []
    for address in pages_of(haddad):
        page.goto(desk.url + address)
        wrong += wrong_with(page, sizes)
    assert wrong == []
    assert [words for words in page.complaints if "404" not in words] == []
    context.close()


def test_the_page_without_small_cells_is_as_accessible(desk, known, context):
    page = enter(context, desk, "stefano.greco", "/indicators")
    expect(page.locator("text=I numeri piccoli non sono mostrati")).to_be_visible()
    page.evaluate(axe())
    assert wrong_with(page) == []


def test_a_new_line_appears_by_itself_and_is_announced(settings, desk, known, haddad, context):
    page = enter(context, desk, "lucia.bianchi", f"/families/{haddad.household}")
    expect(page.locator("#live")).to_have_attribute("data-state", "on", timeout=PATIENT)
    served = serve(settings, haddad)
    expect(page.locator(f"#line-{served}")).to_be_visible(timeout=PATIENT)
    expect(page.locator("#live-news")).to_contain_text("Nuovo fatto: Prestazione erogata")
    assert page.complaints == []


def test_a_killed_desk_that_comes_back_loses_and_doubles_nothing(settings, desk, known, haddad, context):
    page = enter(context, desk, "lucia.bianchi", f"/families/{haddad.household}")
    expect(page.locator("#live")).to_have_attribute("data-state", "on", timeout=PATIENT)
    before = shown(page)
    served = [serve(settings, haddad)]
    expect(page.locator(f"#line-{served[0]}")).to_be_visible(timeout=PATIENT)
    desk.stop(signal.SIGKILL)
    served += [serve(settings, haddad) for _ in range(5)]
    expect(page.locator("#live")).to_have_attribute("data-state", "lost", timeout=PATIENT)
    desk.start()
    served += [serve(settings, haddad) for _ in range(3)]
    expect(page.locator(f"#line-{served[-1]}")).to_be_visible(timeout=PATIENT)
    assert sorted(shown(page)) == sorted(before + served)
    page.reload()
    assert sorted(shown(page)) == sorted(before + served)


def test_lines_take_the_places_that_a_fresh_page_gives_them(settings, desk, known, haddad, context):
    for order in ("newest", "oldest"):
        page = enter(context, desk, "lucia.bianchi", f"/families/{haddad.household}?order={order}")
        expect(page.locator("#live")).to_have_attribute("data-state", "on", timeout=PATIENT)
        served = serve(settings, haddad)
        expect(page.locator(f"#line-{served}")).to_be_visible(timeout=PATIENT)
        live = shown(page)
        page.reload()
        assert shown(page) == live


def test_a_paused_page_counts_and_shows_on_demand(settings, desk, known, haddad, context):
    page = enter(context, desk, "lucia.bianchi", f"/families/{haddad.household}?lang=en")
    expect(page.locator("#live")).to_have_attribute("data-state", "on", timeout=PATIENT)
    page.click("#live-pause")
    served = [serve(settings, haddad) for _ in range(2)]
    expect(page.locator("#live-waiting")).to_have_text("2 new facts – show", timeout=PATIENT)
    assert not set(served) & set(shown(page))
    page.click("#live-waiting")
    assert set(served) <= set(shown(page))
    expect(page.locator("#live-waiting")).to_be_hidden()


def test_nothing_is_put_above_somebody_who_reads_further_down(settings, desk, known, haddad, context):
    page = enter(context, desk, "lucia.bianchi", f"/families/{haddad.household}")
    expect(page.locator("#live")).to_have_attribute("data-state", "on", timeout=PATIENT)
    page.evaluate("window.scrollTo(0, 2000)")
    serve(settings, haddad)
    expect(page.locator("#live-waiting")).to_have_text("1 nuovo fatto – mostra", timeout=PATIENT)
    assert page.evaluate("window.scrollY") == 2000


def test_a_new_line_that_takes_its_place_out_of_sight_is_pointed_at(settings, desk, known, haddad, context):
    page = enter(context, desk, "lucia.bianchi", f"/families/{haddad.household}")
    expect(page.locator("#live")).to_have_attribute("data-state", "on", timeout=PATIENT)
    served = serve(settings, haddad, on=EARLY)
    expect(page.locator("#live-waiting")).to_have_text("1 nuovo fatto – mostra", timeout=PATIENT)
    expect(page.locator(f"#line-{served}")).not_to_be_in_viewport()
    page.click("#live-waiting")
    expect(page.locator(f"#line-{served}")).to_be_in_viewport()
    expect(page.locator("#live-waiting")).to_be_hidden()
    page.evaluate("window.scrollTo(0, 0)")
    serve(settings, haddad, on=EARLY)
    expect(page.locator("#live-waiting")).to_be_visible(timeout=PATIENT)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("#live-waiting")).to_be_hidden()


def test_the_months_of_a_year_fit_on_a_screen(desk, known, context):
    page = enter(context, desk, "marco.rinaldi", "/indicators")
    scroll = page.locator(".desk-months").locator("..")
    assert scroll.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_a_search_shows_its_results_without_a_new_page_and_stays_in_the_address(desk, known, haddad, context):
    page = enter(context, desk, "chiara.villa", "/families")
    page.evaluate("window.same = true")
    page.type("#f-q", "karim hadd")
    expect(page).to_have_url(re.compile(r"q=karim"), timeout=PATIENT)
    expect(page.locator("#results tbody tr").first).to_contain_text("Amal Haddad")
    assert page.evaluate("window.same")
    assert page.complaints == []


def test_the_plot_is_drawn_and_says_in_words_what_it_is(desk, known, context):
    page = enter(context, desk, "stefano.greco", "/indicators")
    expect(page.locator("#chart canvas")).to_be_visible(timeout=PATIENT)
    assert "Grafico a barre" in page.get_attribute("#chart", "aria-label")
    assert page.complaints == []


def test_everything_is_read_without_scripts(browser, desk, known, haddad):
    context = browser.new_context(java_script_enabled=False, viewport=SCREEN, locale="it-IT")
    page = enter(context, desk, "lucia.bianchi", "/families")
    page.fill("#f-q", "haddad karim")
    page.click("form[role=search] button[type=submit]")
    page.click("#results tbody a >> nth=0")
    expect(page.locator("h1")).to_have_text("Percorso di Amal Haddad")
    page.click("text=Prima i più vecchi")
    assert page.locator("#timeline > li").first.locator("h3").inner_text() == "Presa in carico"
    page.click("a:has-text('Casa')")
    assert set(page.locator("#timeline > li").evaluate_all("all => all.map(one => one.dataset.dimension)")) == {"housing"}
    expect(page.locator("#live")).to_be_hidden()
    page.click("text=Esci")
    expect(page.locator("h1")).to_have_text("Scegli con chi entrare")
    context.close()


def test_the_first_press_of_tab_offers_to_skip_to_the_content(desk, known, context):
    page = enter(context, desk, "lucia.bianchi", "/families")
    page.keyboard.press("Tab")
    expect(page.locator(".desk-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
