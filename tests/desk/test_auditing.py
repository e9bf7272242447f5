"""The auditor's desk on a record of its own: every proof runs, every filter finds, and the same question gives the same bytes."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import orjson
import psycopg
import pytest
from playwright.sync_api import Browser

from infra.settings import Settings
from infra.transparency import merkle
from infra.transparency.proof import verify
from projections import proving
from projections.cuts import cut_at
from projections.replay.__main__ import ranking, replay
from projections.replay.state import Question
from tests.desk.audited import OTHER, PAPER, Audited, audited_record
from tests.desk.browser import PHONE, SCREEN, axe, wrong_with
from tests.examples.controls import CONTROL
from tests.examples.reports import REPORT
from tests.projections.story import AMAL, HADDAD
from tests.projections.test_ranked_again import FIRST, SECOND
from tests.spec import an_id

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def audited(stack_servers: Settings) -> Iterator[Audited]:
    with audited_record(stack_servers) as found:
        yield found


def pages_of(audited: Audited) -> list[str]:
    event = audited.told["visit"].id
    return [
        "/auditing", "/logs", "/replay", f"/replay?household={HADDAD}&as_of=2026-03-31", f"/audit/{event}", f"/audit/{event}/proof",
        f"/audit/{audited.told['open'].id}/proof", f"/rankings/{FIRST}/replay", "/audit?late=yes&corrections=yes", "/rankings",
        "/replay?as_of=2020-01-01&project=PROG-2784", "/controls", f"/controls/{CONTROL}?again=yes", "/irregularities", "/claims",
        "/figures?project=PROG-2784&quarter=2026-Q1", "/reports", f"/reports/{REPORT}", f"/families/{HADDAD}/readers", "/retention",
        "/indicators/families_served?since=2026-01-01&until=2026-03-31&project=PROG-2784",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_page_of_the_auditor_opens(audited: Audited, language: str):
    for page in pages_of(audited):
        answer = audited.get(page + ("&" if "?" in page else "?") + f"lang={language}")
        assert (answer.status_code, "<h1>" in answer.text) == (200, True), (page, answer.text[:2000])


@pytest.mark.parametrize(("language", "sizes"), [("it", (SCREEN, PHONE)), ("en", (PHONE, SCREEN))], ids=["it", "en"])
def test_axe_finds_nothing_on_the_pages_of_the_auditor(audited: Audited, browser: Browser, language: str, sizes: Any):
    context = browser.new_context(viewport=sizes[0], locale=language, extra_http_headers=audited.token())
    context.add_init_script(axe())
    page, wrong = context.new_page(), []
    for address in pages_of(audited):
        page.goto(audited.url + address)
        wrong += wrong_with(page, sizes)
    context.close()
    assert wrong == []


def test_a_controller_starts_from_a_figure_a_family_an_actor_a_date_or_an_event(audited: Audited):
    page = audited.get("/auditing").text
    for address in ('href="/indicators"', 'action="/families"', 'action="/audit"', 'action="/replay"', 'href="/logs"'):
        assert address in page
    days = {"from": "2026-01-01", "to": ""}
    for asked, address in (
        ({"event": str(HADDAD)}, f"/audit/{HADDAD}"),
        ({"readers": str(HADDAD)}, f"/families/{HADDAD}/readers"),
        ({"subject": str(AMAL)}, f"/subjects/{AMAL}"),
        ({"bundle": "PROG-2784", **days}, "/bundles/PROG-2784.zip?from=2026-01-01"),
    ):
        leads = audited.get("/auditing", **asked)
        assert (leads.status_code, leads.headers["location"]) == (303, address)


def test_whoever_begins_at_a_family_finds_who_has_read_it_and_what_may_be_handed_to_its_members(audited: Audited):
    for role, subject in (("auditor", False), ("dpo", True)):
        page = audited.get(f"/families/{HADDAD}", role).text
        assert f"/families/{HADDAD}/readers" in page
        assert (f"/subjects/{AMAL}" in page) == subject
        home = audited.get("/auditing", role).text
        assert ("/retention" in home, 'name="subject"' in home) == (True, subject)
        for address in set(re.findall(r'href="(/[a-z-]+)"', home)):
            assert audited.get(address, role).status_code in {200, 303}, (role, address)


def test_beside_a_cited_document_stands_whether_it_is_sound(audited: Audited):
    asked = {"since": "2026-01-01", "until": "2026-03-31", "project": "PROG-2784"}
    found = audited.json("/indicators/families_served", **asked)
    assert found["documents"] == {OTHER: "missing"}
    assert "manca" in audited.get("/indicators/families_served", **asked).text


def test_the_proof_of_an_event_runs_step_by_step_to_the_signed_root(audited: Audited):
    fact = audited.told["visit"]
    proved = audited.json(f"/audit/{fact.id}/proof")["proved"]
    assert (proved["holds"], proved["faults"], proved["log"]) == (True, [], "PROG-2784")
    leaf = bytes.fromhex(proved["leaf"])
    made = merkle.leaf_hash(leaf).hex()
    assert fact.state in leaf
    assert proved["leaf_hash"] == made
    for step in proved["steps"]:
        assert step[step["ours"]] == made
        made = merkle.node_hash(bytes.fromhex(step["left"]), bytes.fromhex(step["right"])).hex()
        assert step["result"] == made
    assert made == proved["root"]
    assert {one["kind"] for one in proved["signed"]} == {"Ed25519", "ML-DSA-44"}


def test_every_sealed_event_is_proved(audited: Audited):
    entries = audited.json("/audit")["entries"]
    assert len(entries) > 15
    for entry in entries:
        proved = audited.json(f"/audit/{entry['event_id']}/proof")["proved"]
        assert (proved is None) == (entry["log"] is None)
        assert proved is None or (proved["holds"] and (proved["log"], proved["index"]) == (entry["log"], entry["index"]))


def test_leaf_and_proof_are_taken_home_and_hold_there(audited: Audited):
    address = f"/audit/{audited.told['lesson'].id}"
    leaf, text = audited.get(f"{address}/leaf"), audited.get(f"{address}/tlog-proof")
    keys = proving.keys_of(audited.world.settings.logs / "PROG-2784")
    assert verify(text.text, leaf.content, keys).index == audited.json(f"{address}/proof")["proved"]["index"]
    assert "attachment" in leaf.headers["content-disposition"]
    kept = audited.get("/logs/PROG-2784/checkpoint").text
    assert kept in text.text


def test_what_is_not_sealed_yet_says_so(audited: Audited):
    event = audited.told["open"].id
    assert audited.json(f"/audit/{event}/proof")["proved"] is None
    assert "Non ancora sigillato" in audited.get(f"/audit/{event}").text
    assert audited.get(f"/audit/{event}/leaf").status_code == 404


def test_a_row_edited_by_hand_and_a_damaged_file_fail_the_proof(audited: Audited):
    event, world = audited.told["case"].id, audited.world
    world.read.execute("update audit_trail.entry set wire = replace(wire, 'sds', 'xxx') where event_id = %s", (event,))
    try:
        assert audited.json(f"/audit/{event}/proof")["proved"]["faults"] == ["wire"]
        assert "NON regge" in audited.get(f"/audit/{event}/proof").text
    finally:
        world.read.execute("update audit_trail.entry set wire = replace(wire, 'xxx', 'sds') where event_id = %s", (event,))
    (bundle,) = (world.settings.logs / "PROG-2784" / "tile" / "entries" / "000.p").iterdir()
    before = bundle.read_bytes()
    bundle.write_bytes(before.replace(b"sds/lucia", b"sds/luca!"))
    try:
        assert {"leaf", "root"} <= set(audited.json(f"/audit/{event}/proof")["proved"]["faults"])
    finally:
        bundle.write_bytes(before)
    assert audited.json(f"/audit/{event}/proof")["proved"]["holds"]


def test_each_log_says_its_size_its_witnesses_and_that_they_are_too_few(audited: Audited):
    logs = {log["log"]: log for log in audited.json("/logs")["logs"]}
    assert set(logs) == {"PROG-2784", "PROG-OTHER"}
    with psycopg.connect(audited.world.settings.database("seal", "weita_desk")) as seal:
        (count,) = seal.execute("select count(*) from entry where log = 'PROG-2784'").fetchone()
    assert (logs["PROG-2784"]["size"], logs["PROG-2784"]["cosigned_by"], logs["PROG-2784"]["under_witnessed"]) == (count, [], True)
    assert "testimoni insufficienti" in audited.get("/logs").text


def test_the_trail_is_filtered_by_everything_that_a_controller_asks_for(audited: Audited):
    told = audited.ids
    assert audited.trail(person=str(AMAL)) >= told("enrolled", "visit", "fixed", "lesson")
    assert audited.trail(actor="sds/lucia") == told("case")
    assert audited.trail(agency="porto") == audited.trail(project="PROG-OTHER") == told("elsewhere")
    assert audited.trail(service="training") == told("lesson")
    assert audited.trail(evidence=PAPER) == told("visit")
    assert audited.trail(corrections="yes") == told("fixed")
    assert audited.trail(stream=f"service-log/{HADDAD}") == told("visit", "fixed", "open")
    assert audited.trail(type="UnitAssigned", household=str(HADDAD)) == told("stay")
    assert audited.trail(happened_since="2026-02-10", happened_until="2026-02-10") == told("visit")
    assert audited.trail(late="yes", service="training") == told("lesson")
    assert audited.trail(since="2020-01-01", until="2020-01-02") == set()
    assert audited.trail(person=str(an_id("nobody"))) == set()


def test_the_desk_answers_a_replay_with_the_bytes_that_the_command_prints(audited: Audited):
    settings = audited.world.settings
    for asked in ({}, {"household": HADDAD}, {"project": "PROG-2784"}):
        question = Question(date(2026, 3, 31), **asked)
        desk = audited.get("/replay.json", as_of="2026-03-31", **{name: str(value) for name, value in asked.items()})
        assert desk.content == replay(settings, question, cut_at(settings, None))


def command(settings: Settings, *words: str) -> subprocess.CompletedProcess[bytes]:
    """What `weita replay` runs."""
    environment = os.environ | {"WEITA_DATA": str(settings.data), "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "projections.replay", *words], env=environment, capture_output=True, check=False)


def test_the_command_prints_the_bytes_finds_edited_rows_and_shows_no_name_where_it_may_not(audited: Audited):
    settings, read = audited.world.settings, audited.world.read
    asked = ("--as-of", "2026-03-31", "--household", str(HADDAD))
    desk = audited.get("/replay.json", as_of="2026-03-31", household=str(HADDAD)).content
    assert command(settings, *asked).stdout == desk + b"\n"
    assert command(settings, *asked, "--names").returncode == 2
    again = command(settings, "--ranking", str(FIRST))
    assert (again.returncode, orjson.loads(again.stdout)["same"]) == (0, True)
    assert command(settings, "--ranking", str(an_id("none"))).returncode == 1
    assert command(settings, "--compare", "pathway").returncode == 0
    read.execute("update pathway.line set actor = 'mallory' where type = 'UnitAssigned'")
    try:
        found = command(settings, "--compare", "pathway")
        assert (found.returncode, b"mallory" in found.stdout) == (3, True)
    finally:
        read.execute("update pathway.line set actor = 'anna' where type = 'UnitAssigned'")


def test_a_moment_older_than_the_log_is_cut_by_the_record_and_says_so(audited: Audited):
    head = orjson.loads(audited.get("/replay.json", known_at="2026-01-01", as_of="2026-01-01").content)["head"]
    assert (head["by_record_clock"], set(head["cut"].values())) == (True, {0})


def test_a_ranking_is_made_again_on_its_page_and_by_the_command(audited: Audited):
    found = audited.json(f"/rankings/{SECOND}/replay")
    assert found["same"]
    made = ranking(audited.world.settings, SECOND)
    assert [place["household"] for place in found["replayed"]["places"]] == [place["household"] for place in made.places]
    assert "Stesso ordine" in audited.get(f"/rankings/{FIRST}/replay").text
    assert audited.get(f"/rankings/{an_id('none')}/replay").status_code == 404
    seen = {role: audited.get(f"/rankings/{FIRST}/replay", role).status_code for role in ("housing", "registrar", "trainer")}
    assert seen == {"housing": 200, "registrar": 404, "trainer": 403}


@pytest.mark.parametrize("page", ["/auditing", "/replay", "/replay.json"])
def test_what_is_of_every_agency_is_for_those_who_read_every_agency(audited: Audited, page: str):
    answers = {role: audited.get(page, role).status_code for role in ("caseworker", "coordinator", "housing", "funder", "admin")}
    assert set(answers.values()) == {403}
    assert audited.get(page, "dpo").status_code == 200


def test_a_coordinator_proves_what_their_agency_may_see_and_nothing_else(audited: Audited):
    ours, theirs = audited.told["visit"].id, audited.told["elsewhere"].id
    assert [audited.get(f"/audit/{event}/proof", "coordinator").status_code for event in (ours, theirs)] == [200, 404]
    assert audited.get(f"/audit/{UUID(int=0)}/proof").status_code == audited.get("/audit/nonsense/proof").status_code == 404


def test_a_control_shows_its_eight_items_and_that_its_seed_is_none_of_the_log(audited: Audited):
    found = audited.json(f"/controls/{CONTROL}")
    assert len(found["items"]) == 8
    assert found["missing"] == []
    assert set(found["seeds"].values()) <= {"unknown", "another"}
    page = audited.get(f"/controls/{CONTROL}").text
    assert "Gli otto elementi" in page
    assert "manca</" not in page
    assert [one["control"] for one in audited.json("/controls")["controls"]] == [str(CONTROL)]


def test_a_claim_names_the_document_that_is_missing(audited: Audited):
    found = audited.json("/claims")
    assert found["documents"] == {"0" * 64: "missing"}
    assert "manca" in audited.get("/claims").text
    assert len(audited.json("/irregularities")["irregularities"]) == 1


ADDRESSES = {
    "event_id": "visit", "household": str(HADDAD), "ranking": str(FIRST), "log": "PROG-2784",
    "control": str(CONTROL), "project": "PROG-2784",
    "name": "families_served", "report": str(REPORT),
}  # fmt: skip
ELSEWHERE = re.compile(
    r"/(login|logout|language|verify|assets|households|certificates|documents|uploads|do|due|duplicates|bundles|evidence)\b"
)
"""No reading of the project: coming and going, printing, what is for who works; bundles and documents have their own tests."""


def test_an_auditor_reads_every_page(audited: Audited):
    addresses = httpx.get(f"{audited.url}/openapi.json").json()["paths"]
    read = {}
    for address, methods in addresses.items():
        wanted = re.findall(r"{(\w+)}", address)
        if "get" not in methods or ELSEWHERE.match(address) or address.endswith("/events") or not set(wanted) <= ADDRESSES.keys():
            continue
        event = str(audited.told["visit"].id)
        read[address] = audited.get(address.format(**{**ADDRESSES, "event_id": event})).status_code
    assert {address: status for address, status in read.items() if status not in (200, 303)} == {}
    assert {"/families", "/audit", "/indicators", "/logs", "/replay", "/rankings", "/auditing", "/programmes", "/refused"} <= set(
        read
    )


def test_a_printed_page_says_day_knowledge_size_and_root_at_its_foot(audited: Audited):
    page = audited.get("/replay", as_of="2026-03-31", household=str(HADDAD)).text
    foot = page[page.index("desk-print-foot") :]
    head = orjson.loads(audited.get("/replay.json", as_of="2026-03-31", household=str(HADDAD)).content)["head"]
    assert "31 marzo 2026" in foot
    assert all(
        f"{log['log']}: {log['size']}" in foot and log["root"].replace("+", "&#43;") in foot.replace("+", "&#43;")
        for log in head["logs"]
    )
