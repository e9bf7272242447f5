"""What each role is shown, and in which form, asked over HTTP."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.desk.conftest import eventually, lines_on
from tests.desk.story import Teller, day, somebody

PAGES = ("/families", "/indicators", "/indicators/families_served", "/audit", "/programmes", "/refused")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
TOLD = 12
"""Lines of the Haddad family's story before it moves in."""


@pytest.fixture(scope="module")
def known(desk, haddad, kovalenko):
    """Both families are on the pages."""
    auditor = desk.as_("chiara.villa")
    eventually(lambda: len(lines_on(auditor, haddad)) >= TOLD and lines_on(auditor, kovalenko))
    return auditor


def test_nobody_reads_without_logging_in(desk):
    for page in PAGES:
        answer = httpx.get(desk.url + page)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next={page}")


def test_a_program_without_a_token_is_told_so_as_a_problem_document(desk):
    answer = httpx.get(f"{desk.url}/families", headers={"accept": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.json()["type"] == "/problems/not-authenticated"


def test_the_session_is_out_of_reach_of_scripts_and_other_sites(desk):
    cookie = httpx.post(f"{desk.url}/login", data={"person": "lucia.bianchi"}).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


def test_a_forged_session_is_no_session(desk):
    answer = httpx.get(f"{desk.url}/families", cookies={"weita_session": "eyJhbGciOiJub25lIn0.e30."})
    assert answer.headers["location"].startswith("/login")


def test_the_login_leads_back_to_pages_of_ours_only(desk):
    for address, leads_to in (
        ("/audit?type=CaseOpened", "/audit?type=CaseOpened"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
    ):
        answer = httpx.post(f"{desk.url}/login", data={"person": "chiara.villa", "next": address})
        assert answer.headers["location"] == leads_to


def test_another_site_cannot_post(desk):
    answer = httpx.post(f"{desk.url}/login", data={"person": "chiara.villa"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_every_page_runs_only_our_own_files(desk, known, haddad):
    for page in (*PAGES, f"/families/{haddad.household}", f"/audit/{haddad.ids['corrected']}", "/login", "/nowhere"):
        answer = known.get(page)
        assert "script-src 'self'" in answer.headers["content-security-policy"], page
        assert not INLINE.findall(answer.text), page


def test_every_page_is_json_at_the_same_address(desk, known, haddad):
    for page in (*PAGES, f"/families/{haddad.household}", f"/audit/{haddad.ids['corrected']}"):
        answers = [
            known.get(page, headers={"accept": "application/json"}),
            known.get(f"{page}.json"),
            known.get(f"{page}?format=json"),
        ]
        assert {answer.headers["content-type"] for answer in answers} == {"application/json"}, page
        assert len({tuple(answer.json()) for answer in answers}) == 1, page


def test_a_family_is_seen_by_its_agency_by_those_it_is_shared_with_and_by_auditors(desk, known, haddad, kovalenko):
    def seen(key):
        reader = desk.as_(key)
        return [reader.get(f"/families/{told.household}").status_code for told in (haddad, kovalenko)]

    assert seen("lucia.bianchi") == [200, 404]
    assert seen("sara.fabbri") == [200, 200]
    assert seen("francesca.leoni") == [404, 404]
    assert seen("chiara.villa") == [200, 200]


def test_the_live_stream_is_as_closed_as_the_page(desk, known, kovalenko):
    assert desk.as_("lucia.bianchi").get(f"/families/{kovalenko.household}/events").status_code == 404


def test_a_family_is_found_by_a_part_of_a_name(desk, known, haddad, kovalenko):
    found = desk.as_("lucia.bianchi").get("/families.json", params={"q": "hadd karim"}).json()["families"]
    assert haddad.household in {family["household"] for family in found}
    found = desk.as_("lucia.bianchi").get("/families.json", params={"q": "kovalenko"}).json()["families"]
    assert kovalenko.household not in {family["household"] for family in found}


def test_a_funder_sees_figures_and_no_persons(desk, known, haddad):
    funder = desk.as_("stefano.greco")
    expected = {
        "/indicators": 200,
        "/programmes": 200,
        "/indicators/families_served": 403,
        "/families": 403,
        "/audit": 403,
        "/refused": 403,
    }
    assert {page: funder.get(page).status_code for page in expected} == expected
    assert funder.get(f"/families/{haddad.household}").status_code == 403
    assert "Haddad" not in funder.get("/indicators").text


def test_the_page_of_a_funder_leads_to_no_person_and_no_event(desk, known, haddad):
    page = desk.as_("stefano.greco").get("/indicators").text
    assert "I numeri piccoli non sono mostrati" in page
    assert not re.findall(r'href="/(?:families|audit|indicators/)', page)
    assert 'href="/indicators/families_served' in known.get("/indicators").text


def test_free_text_stands_on_the_line_with_the_reason_of_a_correction_beside_its_badge(desk, known, haddad):
    lines = {line["event_id"]: line for line in lines_on(known, haddad)}
    assert lines[haddad.ids["correction"]]["texts"] == {"reason": "Importo scritto male"}
    texts = {(line["type"], tuple(line["texts"].values())) for line in lines.values() if line["texts"]}
    assert {
        ("GoalSet", ("Trovare un impiego",)),
        ("GoalProgressed", ("Colloquio",)),
        ("ServiceVoided", ("Famiglia assente",)),
    } <= texts
    page = known.get(f"/families/{haddad.household}").text
    for name, reason in (
        ("correction", "Importo scritto male"),
        ("corrected", "Importo scritto male"),
        ("voided", "Famiglia assente"),
    ):
        line = page[page.index(f'id="line-{haddad.ids[name]}"') :].split("</article>")[0]
        assert f"Motivo: <q>{reason}</q>" in line, name
    assert "<span>Obiettivo</span> Trovare un impiego" in page


def test_a_page_as_of_a_day_says_who_the_family_was_then(desk, known, haddad):
    before = known.get(f"/families/{haddad.household}.json", params={"as_of": day(-1)}).json()
    assert (before["family"]["head"], before["family"]["entry"], before["members"]) == (None, None, [])
    then = known.get(f"/families/{haddad.household}.json", params={"as_of": day(14)}).json()
    assert (then["family"]["head_name"], then["family"]["case_open"]) == ("Amal Haddad", True)
    assert known.get(f"/families/{haddad.household}", params={"as_of": day(-1)}).status_code == 200


def test_a_correction_stands_beside_what_it_corrects(desk, known, haddad):
    lines = {line["event_id"]: line for line in lines_on(known, haddad)}
    wrong, right = lines[haddad.ids["corrected"]], lines[haddad.ids["correction"]]
    assert (wrong["corrected_by"], right["corrects"]) == (right["event_id"], wrong["event_id"])
    assert lines[haddad.ids["voided"]]["voided"]
    assert wrong["late"]


def test_the_page_strikes_through_what_was_voided(desk, known, haddad):
    page = known.get(f"/families/{haddad.household}").text
    line = page[page.index(f'id="line-{haddad.ids["voided"]}"') :].split("</li>")[0]
    assert "<s>Prestazione erogata" in line
    assert "Annullato" in line


def test_a_timeline_is_read_as_of_a_day(desk, known, haddad):
    lines = lines_on(known, haddad, as_of=day(14))
    assert {line["type"] for line in lines} >= {"CaseOpened", "FamilyEnrolled", "AssessmentRecorded", "GoalSet"}
    assert max(line["occurred_at"] for line in lines) < day(15)


def test_a_timeline_as_known_before_the_correction_does_not_have_it(desk, known, haddad):
    lines = {line["event_id"]: line for line in lines_on(known, haddad)}
    moment = datetime.fromisoformat(lines[haddad.ids["correction"]]["recorded_at"]) - timedelta(microseconds=1)
    answer = known.get(f"/families/{haddad.household}.json", params={"known_at": moment.astimezone(UTC).isoformat()}).json()
    before = {line["event_id"]: line for line in answer["lines"]}
    assert haddad.ids["correction"] not in before
    assert before[haddad.ids["corrected"]]["corrected_by"] is None
    assert answer["positions"]["intake"] < max(line["position"] for line in lines.values() if line["service"] == "intake")


def test_who_is_behind_a_figure_is_not_told_of_families_of_another_agency(desk, settings, known, haddad, kovalenko):
    served = {"code": "A2.20", "delivered_on": day(30), "recipients": list(kovalenko.persons.values()), "provider": "coop"}
    ask = Teller(settings, somebody("coop", "caseworker"))
    event = ask("intake", f"/households/{kovalenko.household}/services", 30, **served)["events"][0]["id"]
    address = "/indicators/persons_served.json?project=PROG-DESK"
    eventually(lambda: event in known.get(address).text)
    whole, ours = (desk.as_(key).get(address).json() for key in ("chiara.villa", "marco.rinaldi"))
    assert whole["figure"] == ours["figure"]
    assert [row["event_id"] for row in whole["behind"]] == [row["event_id"] for row in ours["behind"]]
    assert kovalenko.household in {row["household"] for row in whole["behind"]}
    assert kovalenko.household not in {row["household"] for row in ours["behind"]}
    told = {row["person"] for row in ours["behind"]}
    assert not told & set(kovalenko.persons.values())
    assert haddad.household in {row["household"] for row in ours["behind"]}


def test_a_timeline_is_read_by_dimension_and_in_both_orders(desk, known, haddad):
    lines = lines_on(known, haddad, dimension="work", order="oldest")
    assert {line["dimension"] for line in lines} == {"work"}
    assert [line["occurred_at"] for line in lines] == sorted(line["occurred_at"] for line in lines)


def test_the_trail_is_searched_by_what_stands_in_the_address(desk, known, haddad):
    query = {
        "household": haddad.household,
        "type": "ServiceCorrected",
        "agency": "sds",
        "actor": "sds/marco.rinaldi",
        "project": "PROG-DESK",
    }
    entries = known.get("/audit.json", params=query).json()["entries"]
    assert [entry["event_id"] for entry in entries] == [haddad.ids["correction"]]


def test_the_trail_is_paged_without_loss(desk, known, haddad):
    everything, after = [], ""
    while after is not None:
        page = known.get("/audit.json", params={"household": haddad.household, "after": after}).json()
        everything += [entry["event_id"] for entry in page["entries"]]
        after = page["after"]
    assert len(everything) == len(set(everything)) >= TOLD


def test_one_event_shows_its_envelope_and_its_bytes(desk, known, haddad):
    event = known.get(f"/audit/{haddad.ids['correction']}.json").json()["event"]
    assert (event["type"], event["actor"], event["agency"]) == ("ServiceCorrected", "sds/marco.rinaldi", "sds")
    assert len(event["sha256"]) == 64
    assert "Importo scritto male" not in known.get(f"/audit/{haddad.ids['correction']}").text


def test_what_cannot_be_read_in_the_address_is_named(desk, known, haddad):
    for page in (
        "/audit?since=ieri",
        "/audit?after=x",
        "/families?state=sideways",
        "/families?after=x",
        "/indicators?since=2026-13-01",
    ):
        answer = known.get(page, headers={"accept": "application/json"})
        assert answer.status_code == 422, page
        assert answer.json()["field"] in page, page
    assert known.get(f"/families/{haddad.household}?after=x").status_code == 422
    assert known.get("/families/not-an-id").status_code == 404


def test_the_page_speaks_the_language_asked_for(desk):
    def heading(**asked):
        return re.search(r"<h1>(.*?)</h1>", httpx.get(f"{desk.url}/login", **asked).text).group(1)

    assert heading() == "Scegli con chi entrare"
    assert heading(headers={"accept-language": "en-GB,en;q=0.9"}) == "Choose who to be"
    assert heading(headers={"accept-language": "en"}, params={"lang": "it"}) == "Scegli con chi entrare"
    assert heading(cookies={"weita_language": "en"}) == "Choose who to be"


def test_files_are_kept_for_ever_and_sent_packed(desk):
    page = httpx.get(f"{desk.url}/login").text
    for address in re.findall(r'(?:href|src)="(/assets/[^"#]+)', page):
        answer = httpx.get(desk.url + address)
        assert "immutable" in answer.headers["cache-control"], address
    css = httpx.get(desk.url + re.search(r'href="(/assets/[^"]+bootstrap-italia.css)', page).group(1))
    assert css.headers["content-encoding"] == "gzip"


def test_the_first_page_weighs_at_most_250_kb(desk):
    page = httpx.get(f"{desk.url}/login")
    addresses = set(re.findall(r'(?:href|src)="(/assets/[^"#]+)', page.text)) | {
        f"/assets/{httpx.get(desk.url + '/health').json()['assets']}/titillium-{weight}.woff2"
        for weight in ("regular", "600", "700")
    }
    sizes = [int(httpx.get(desk.url + address).headers["content-length"]) for address in addresses]
    assert sum(sizes) + len(page.content) < 250_000
