"""AT-01: from each declared number down to persons, events and documents, and back up; sealed, rectified, and counted again."""

import csv
import io
from uuid import UUID

from projections.figures.asked import quarter
from projections.reporting.sealing import check
from services.oversight.events import report_of
from tests.journeys.audit.reported import Reported


def test_every_cell_of_a_report_is_the_sum_of_its_facts_and_each_fact_opens(reported: Reported):
    sealed = reported.report()["sealed"]
    assert sealed["figures"]["O3"] == {"": 2, "female|18-60": 1, "male|<18": 1}
    assert sealed["figures"]["persons_served"][""] == 3
    opened = set()
    for name in ("O3", "b-ii-2", "persons_served", "families_served"):
        for cell, number in sealed["figures"][name].items():
            rows = list(csv.DictReader(io.StringIO(reported.facts(name, cell))))
            assert sum(int(row["adds"]) for row in rows) == number, (name, cell)
            opened |= {row["event"] for row in rows}
    assert opened == {event for event in reported.served if event != reported.late}
    for event in opened:
        found = reported.project.get(f"/audit/{event}.json").json()["event"]
        assert (found["event_id"], found["type"]) == (event, "ServiceDelivered")


def test_a_documents_hash_stands_beside_the_fact_that_cites_it(reported: Reported):
    rows = list(csv.DictReader(io.StringIO(reported.facts("persons_served", ""))))
    assert {row["documents"] for row in rows} == {"", reported.document}


def test_a_late_fact_is_a_rectification_and_the_sealed_report_is_the_same_to_the_byte(reported: Reported):
    before = reported.project.get(f"/reports/{reported.name}/document").content
    reported.tell_late()
    told = reported.report()
    assert reported.project.get(f"/reports/{reported.name}/document").content == before
    (rectified,) = told["rectifications"]
    changed = {(one["figure"], one["cell"]): (one["before"], one["after"], one["causes"]) for one in rectified["changes"]}
    assert changed["O3", ""] == (2, 3, [reported.late])
    assert changed["O3", "female|18-60"] == (1, 2, [reported.late])
    assert reported.late in reported.project.get(f"/reports/{reported.name}").text
    assert check(reported.project.settings, UUID(reported.name)) is None, "the record alone gives the same bytes"


def test_a_coordinator_seals_and_rectifies_from_the_desk(reported: Reported):
    project, next_one = reported.project, quarter(f"{reported.period.first.year}-Q2")
    report = report_of(project.project, "quarterly", next_one.first, next_one.last)
    asked = {"project": project.project, "quarter": next_one.name}
    assert "Sigilla la relazione" in project.get("/figures", "coordinator", **asked).text
    assert "Sigilla la relazione" not in project.get("/figures", **asked).text
    assert project.press("/figures", "auditor", **asked).status_code == 403
    sealed = project.press("/figures", **asked)
    assert (sealed.status_code, sealed.headers["location"]) == (303, f"/reports/{report}?done=SealReport&state=recorded")
    assert f"/reports/{report}" in project.get("/figures", **asked).text
    refused = project.press("/figures", **asked | {"quarter": reported.period.name})
    assert refused.status_code == 409
    assert "già sigillata" in refused.text
    again = project.press(f"/reports/{report}")
    assert again.headers["location"] == f"/reports/{report}?done=RectifyReport&state=unchanged"
    assert "nessun numero è cambiato" in project.get(f"/reports/{report}", done="RectifyReport", state="unchanged").text
