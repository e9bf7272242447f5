"""AT-10 (Reg. 840/2015 Art. 7(1)(a)-(h)): the check itself is recorded, and its report has all eight items."""

import json

import pytest

from infra.settings import Settings
from projections.controlled import ITEMS
from tests.journeys.audit.controlled import ago, eventually
from tests.journeys.audit.inspected import NAME, Inspected

PROJECT = "PROG-AT10"


@pytest.fixture(scope="module")
def inspected(system: Settings) -> Inspected:
    made = Inspected.of(system, PROJECT, "ente10")
    made.claims(2)
    eventually(lambda: len(made.weita("population", "--of", "claims").splitlines()) == 2)
    return made


def test_a_control_ends_only_with_its_eight_items_and_the_report_shows_them(inspected: Inspected):
    control = inspected.opened()
    closing = {"conclusion": "La gestione è regolare."}
    missing = inspected.authority.ask("oversight", f"/controls/{control}/closing", "auditor", None, closing)
    assert missing.json()["type"] == "/problems/items-missing"
    assert missing.json()["missing"] == ["sample", "findings", "reaction"]
    population = inspected.weita("population", "--of", "claims", "--method", "random").splitlines()
    inspected.drawn(control, of="claims", method="random", size=1, population=population)
    raised = {"agency": "ente10", "severity": "recommendation", "text": "Manca una firma.", "answer_by": str(ago(-30))}
    finding = inspected.auditor(f"/controls/{control}/findings", **raised)["finding"]
    answer = {"position": "accepted", "answer": "La firma è stata raccolta."}
    stranger = inspected.authority.ask("oversight", f"/controls/{control}/findings/{finding}/answer", "coordinator", None, answer)
    assert stranger.status_code == 404, "only the agency that is asked answers"
    inspected.coordinator(f"/controls/{control}/findings/{finding}/answer", **answer)
    closed = inspected.auditor(f"/controls/{control}/closing", **closing)["events"][0]["id"]
    assert inspected.fact(closed)["outcome"] == "with-findings"
    told = eventually(lambda: _closed(inspected, control))
    assert list(told["items"]) == list(ITEMS)
    assert told["missing"] == []
    assert (told["items"]["controller_name"], told["items"]["project"]) == (NAME, PROJECT)
    page = inspected.project.get(f"/controls/{control}").text
    assert all(text in page for text in (NAME, "Verbale 12/2026", "Manca una firma.", "La firma è stata raccolta."))


def test_a_control_may_end_without_an_item_for_a_stated_reason(inspected: Inspected):
    control = inspected.opened("desk")
    grounds = {"sample": "all-was-looked-at", "findings": "nothing-found", "reaction": "nothing-to-answer"}
    without = [{"item": item, "ground": ground} for item, ground in grounds.items()]
    closed = inspected.auditor(f"/controls/{control}/closing", conclusion="Niente da rilevare.", without=without)
    assert inspected.fact(closed["events"][0]["id"])["outcome"] == "clear"
    assert eventually(lambda: _closed(inspected, control))["items"]["sample"] == "all-was-looked-at"


def _closed(inspected: Inspected, control: str) -> dict | None:
    answer = inspected.project.get(f"/controls/{control}.json")
    found = json.loads(answer.text) if answer.status_code == 200 else {}
    return found if found.get("control", {}).get("closed_on") and found["items"]["controller_name"] else None
