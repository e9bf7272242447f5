"""AT-13 (Reg. 514/2014 Art. 21(h), 2021/1060 Annex XII): irregularities with their days, kind, how found, amounts and state."""

import csv
import io
import json

import pytest

from infra.settings import Settings
from tests.journeys.audit.controlled import ago, eventually
from tests.journeys.audit.inspected import Inspected

PROJECT = "PROG-AT13"
REPORTED = {
    "agency": "ente13", "kind": "double-funding", "qualification": "suspected-fraud", "provision": "514/2014 art. 21",
    "found_by": "on-the-spot-control", "first_information_on": str(ago(20)), "started_on": str(ago(90)), "ended_on": str(ago(60)),
    "expenditure_cents": 300_000, "public_cents": 240_000, "affected_cents": 120_000, "state": "administrative",
}  # fmt: skip


@pytest.fixture(scope="module")
def inspected(system: Settings) -> Inspected:
    return Inspected.of(system, PROJECT, "ente13")


def test_an_irregularity_is_reported_updated_and_exported_with_every_field(inspected: Inspected):
    wrong = REPORTED | {"affected_cents": 250_000, "project": PROJECT, "description": "Fattura già pagata da altri."}
    answer = inspected.project.ask("oversight", "/irregularities", "coordinator", None, wrong)
    assert answer.json()["type"] == "/problems/amounts-do-not-add"
    found = inspected.coordinator("/irregularities", **REPORTED, project=PROJECT, description="Fattura già pagata da altri.")
    name = found["irregularity"]
    inspected.coordinator(
        f"/irregularities/{name}/update", qualification="established-fraud", recovered_cents=120_000, state="judicial"
    )
    row = eventually(lambda: next((row for row in rows(inspected) if row["state"] == "judicial"), None))
    expected = REPORTED | {
        "qualification": "established-fraud",
        "recovered_cents": 120_000,
        "state": "judicial",
        "project": PROJECT,
    }
    assert {field: row[field] for field in expected} == {field: str(value) for field, value in expected.items()}
    assert (row["irregularity"], row["reported_on"], row["updated_on"]) == (name, str(ago(0)), str(ago(0)))
    (told,) = json.loads(inspected.weita("irregularities", "--json"))
    assert {field: told[field] for field in expected} == expected
    assert inspected.fact(row["updated_event"])["recovered_cents"] == 120_000, "each state opens to the event that said so"
    assert "description" not in told, "texts stay with their keys"


def test_the_auditor_reads_it_on_a_page_and_only_the_agency_that_reported_it_updates_it(inspected: Inspected):
    other = REPORTED | {"kind": "not-documented", "project": PROJECT, "description": "Manca la ricevuta."}
    name = inspected.coordinator("/irregularities", **other)["irregularity"]
    stranger = inspected.authority.ask("oversight", f"/irregularities/{name}/update", "coordinator", None, {"state": "closed"})
    assert stranger.status_code == 404
    eventually(lambda: name in {row["irregularity"] for row in rows(inspected)})
    page = inspected.project.get("/irregularities", project=PROJECT).text
    assert "514/2014 art. 21" in page


def rows(inspected: Inspected) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(inspected.weita("irregularities"))))
