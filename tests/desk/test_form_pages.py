"""Forms on the running system: drawn for whoever may, sent in their name, shown where it belongs."""

import re
from html import unescape
from uuid import UUID, uuid4

import httpx
import pytest

from projections.desk.asking import SUBJECTS, UNLISTED
from projections.desk.forms import COMMANDS
from projections.desk.people_of_demo import PEOPLE
from services.kernel.access import may
from tests.desk.conftest import eventually, lines_on
from tests.desk.story import TODAY, Teller, day, enrol, somebody

FIELD = re.compile(r'<(?:input|textarea)[^>]*\bname="([^"]+)"[^>]*?(?:value="([^"]*)")?[^>]*>')


@pytest.fixture(scope="module")
def known(desk, haddad):
    """A caseworker who sees the family."""
    lucia = desk.as_("lucia.bianchi")
    eventually(lambda: len(lines_on(lucia, haddad)) >= 12)
    return lucia


def hidden(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    return {name: unescape(value) for name, value in found}


def opened(client: httpx.Client, address: str, **query: str) -> dict[str, str]:
    page = client.get(address, params=query or None)
    assert page.status_code == 200, (address, page.text[:300])
    return hidden(page)


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_form_opens_for_each_role_that_may_send_it(desk, known, haddad, language):
    for person in {one.role: one for one in PEOPLE}.values():
        client = desk.as_(person.key)
        for service, _, commands in SUBJECTS:
            for command in commands:
                answer = client.get(f"/do/{service}/{command}", params={"lang": language})
                assert answer.status_code == (200 if may(person.role, command) else 403), (person.key, command)


def test_a_form_about_a_family_is_drawn_whole(known, haddad, desk):
    marco = desk.as_("marco.rinaldi")
    for service, _, commands in SUBJECTS:
        for command in commands:
            if may("coordinator", command) and "household" in COMMANDS[service][command].model_fields:
                page = marco.get(f"/do/{service}/{command}", params={"household": haddad.household})
                assert page.status_code == 200, (command, page.text[:300])


def test_only_what_one_may_record_is_listed(desk, known):
    page = desk.as_("stefano.greco").get("/do")
    assert "/do/intake" not in page.text
    page = known.get("/do", params={"q": "consenso"})
    assert "/do/intake/GiveConsent" in page.text
    assert "/do/intake/RecordService" not in page.text


def test_what_is_sent_is_recorded_once_and_shows(known, haddad):
    form = opened(known, "/do/intake/RecordService", household=haddad.household)
    assert UUID(form["_key"])
    told = {
        **form, "code": "A2.19", "delivered_on": day(60), "minutes": "1:30", "amount_cents": "12,50",
        "recipients": [haddad.persons["Amal"], haddad.persons["Lina"]], "note": "Al telefono",
    }  # fmt: skip
    first = known.post("/do/intake/RecordService", data=told)
    assert first.status_code == 303, first.text[:2000]
    assert first.headers["location"].startswith(f"/families/{haddad.household}?done=RecordService&state=")
    again = known.post("/do/intake/RecordService", data=told)
    assert again.headers["location"].partition("#")[2] == first.headers["location"].partition("#")[2]
    event = first.headers["location"].partition("#line-")[2]
    (line,) = eventually(lambda: [line for line in lines_on(known, haddad) if line["event_id"] == event])
    assert (line["data"]["minutes"], line["data"]["amount_cents"], len(line["data"]["recipients"])) == (90, 1250, 2)
    assert line["texts"]["note"] == "Al telefono"
    assert "Registrat" in known.get(first.headers["location"]).text or "In arrivo" in known.get(first.headers["location"]).text


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(known, haddad):
    form = opened(known, "/do/intake/RecordService", household=haddad.household)
    sent = {**form, "code": "A2.19", "delivered_on": (TODAY.replace(year=TODAY.year + 1)).isoformat(), "minutes": "tanto",
            "note": "Resta qui", "recipients": haddad.persons["Amal"]}  # fmt: skip
    answer = known.post("/do/intake/RecordService", data=sent)
    assert answer.status_code == 422
    assert "Resta qui" in answer.text
    assert 'value="tanto"' in answer.text
    assert "Serve un numero intero" in answer.text
    assert 'href="#f-minutes"' in answer.text
    assert hidden(answer)["_key"] == form["_key"]
    answer = known.post("/do/intake/RecordService", data={**sent, "minutes": "0:30"})
    assert answer.status_code == 409
    assert 'href="#f-delivered_on"' in answer.text


def test_nobody_sends_what_their_role_may_not(desk, known, haddad):
    anna = desk.as_("stefano.greco")
    assert anna.post("/do/intake/RecordService", data={"_key": "x"}).status_code == 403
    answer = known.post("/do/intake/RecordService", data={"_key": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_a_rule_that_refuses_speaks_in_its_own_words(known, haddad):
    form = opened(known, "/do/intake/AddMember", household=haddad.household)
    answer = known.post("/do/intake/AddMember", data={**form, "person": haddad.persons["Lina"], "relationship": "1"})
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text


def test_another_agencys_names_are_not_offered(desk, known, kovalenko):
    page = known.get("/do/intake/RecordService", params={"household": kovalenko.household})
    assert "Kovalenko" not in page.text
    page = known.get("/do/intake/OpenCase", params={"_find": "Kovalenko"})
    assert kovalenko.persons["Oksana"] not in page.text


def test_a_line_leads_to_its_correction_and_its_voiding(desk, known, haddad):
    page = known.get(f"/families/{haddad.household}")
    address = unescape(re.search(r'href="(/do/intake/VoidFact[^"]+)"', page.text)[1])
    form = opened(known, address)
    assert form["fact"]
    assert form["_back"] == f"/families/{haddad.household}"
    goal = next(line for line in lines_on(known, haddad) if line["type"] == "GoalSet")
    page = known.get("/do/intake/CorrectFact", params={"fact": goal["event_id"]})
    assert 'name="corrected.text"' in page.text
    assert "Trovare un impiego" in page.text
    answer = known.post("/do/intake/CorrectFact", data={
        **hidden(page), "ground": "wrong-entry", "reason": "Impreciso", "corrected.text": "Trovare un impiego stabile",
        "corrected.due": day(220),
    })  # fmt: skip
    assert answer.status_code == 303, answer.text[:3000]
    corrected = eventually(
        lambda: [x for x in lines_on(known, haddad) if x["corrects"] == goal["event_id"] and x["type"] == "GoalSet"]
    )
    assert corrected[0]["texts"]["text"] == "Trovare un impiego stabile"


def test_a_service_that_is_away_keeps_what_was_typed(known, haddad):
    answer = known.post("/do/intake/DraftPlan", data={"_key": "", "household": haddad.household, "summary": "Senza chiave"})
    assert answer.status_code == 200
    assert UUID(hidden(answer)["_key"])
    assert "Senza chiave" in answer.text


def test_a_row_is_added_without_scripts(known):
    page = known.get("/do/intake/EnrolFamily")
    form = {**hidden(page), "members.3.relationship": "15"}
    more = known.post("/do/intake/EnrolFamily", data={**form, "_act": "more:members"})
    assert more.text.count('name="members.') > page.text.count('name="members.') - 6
    assert known.get("/do/intake/Nothing").status_code == 404


def test_the_forms_of_corrections_are_not_listed(known):
    page = known.get("/do").text
    assert [command for command in UNLISTED if f"/{command}" in page] == []


def test_opening_a_file_is_recorded_once_an_hour(desk, known, haddad):
    chiara = desk.as_("chiara.villa")

    def views():
        found = chiara.get("/audit.json", params={"type": "RecordViewed", "household": haddad.household}).json()
        return [one for one in found["entries"] if one["on_behalf_of"] == "sds/lucia.bianchi"]

    before = len(views())
    known.get(f"/families/{haddad.household}")
    known.get(f"/families/{haddad.household}")
    assert len(eventually(views)) - before <= 2


def test_what_is_due_has_its_form_beside_it(desk, known, haddad):
    page = known.get("/due", params={"until": day(900)})
    assert "/do/intake/RenewConsent?household=" in page.text
    address = unescape(re.search(r'href="(/do/intake/RenewConsent[^"]+)"', page.text)[1])
    form = opened(known, address)
    assert form["_back"] == "/due"


def test_a_forged_key_or_a_program_is_answered_in_json(desk, known, haddad):
    answer = known.get("/do/intake/DraftPlan.json", params={"household": haddad.household})
    assert answer.json()["command"] == "DraftPlan"
    assert known.post("/do/intake/DraftPlan", data={"_key": str(uuid4()), "household": str(uuid4())}).status_code == 404


def test_a_pair_is_decided_from_its_place(settings, desk, known):
    told = {"given_name": "Yevheniia", "family_name": "Hryhorenko", "birth_date": "1979-03-04"}
    ask, coordinator = Teller(settings, somebody("sds", "caseworker")), Teller(settings, somebody("sds", "coordinator"))
    one, other = (ask("intake", "/persons", **told)["person"] for _ in range(2))
    evidence = [{"field": "birth_date", "finding": "same", "points": 99}]
    coordinator("intake", "/duplicates", one=one, other=other, score=99, rules_version="1", evidence=evidence)
    marco = desk.as_("marco.rinaldi")
    ids = "&amp;".join(f"{name}={who}" for name, who in zip(("survivor", "merged"), sorted((one, other)), strict=True))
    page = eventually(lambda: next((said for said in [marco.get("/duplicates").text] if ids in said), ""))
    assert f"/do/intake/ConfirmDuplicate?{ids}" in page
    form = opened(marco, f"/do/intake/ConfirmDuplicate?survivor={one}&merged={other}&_back=/duplicates")
    answer = marco.post(
        "/do/intake/ConfirmDuplicate", data={**form, "survivor": one, "merged": other, "reason": "Stesso documento"}
    )
    assert answer.headers["location"].startswith("/duplicates?done=ConfirmDuplicate")


def test_the_family_is_chosen_first_and_two_are_joined_in_turn(known, haddad, kovalenko):
    page = known.get("/do/intake/JoinHouseholds", params={"_find": "Haddad Karim"})
    assert f"household={haddad.household}" in page.text
    assert kovalenko.household not in page.text
    page = known.get("/do/intake/JoinHouseholds", params={"household": haddad.household, "_find": "Haddad"})
    assert f"joining={haddad.household}" in page.text


def test_emergency_access_is_asked_for_a_family_that_cannot_be_searched(settings, known):
    theirs = enrol(settings, [("Nadira", "Ahmed", "1991-01-01")], agency="coop")
    page = known.get("/do/intake/RequestEmergencyAccess")
    assert re.search(r'<input id="f-household" name="household" type="text"', page.text)
    asked = {**hidden(page), "household": theirs.household, "reason": "Il bambino è solo alla stazione"}
    answer = known.post("/do/intake/RequestEmergencyAccess", data=asked)
    assert answer.headers["location"].startswith(f"/families/{theirs.household}?done=RequestEmergencyAccess")
