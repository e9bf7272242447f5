"""AT-14: individual participants' data, kept and broken down by sex and age band."""

import csv
import io

from tests.journeys.audit.reported import Reported


def test_participants_are_exported_by_sex_and_age_and_come_to_the_figures(reported: Reported):
    query = {"project": reported.project.project, "quarter": reported.period.name}
    answer = reported.project.get("/figures/participants.csv", **query)
    rows = [row for row in csv.DictReader(io.StringIO(answer.text)) if row["indicator"] == "O3"]
    told = {(row["person"], row["sex"], row["age"]) for row in rows}
    assert {(reported.women[0], "female", "18-60"), (reported.child, "male", "<18")} <= told
    assert reported.italian not in {person for person, _, _ in told}, "Italian families are served, and not counted"
    assert reported.project.get("/figures/participants.csv", role="caseworker", **query).status_code == 403
