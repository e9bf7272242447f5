"""AT-16: the objectives of a project: progress against its targets at any quarter, and the fund's sheet that says the same."""

import io

from openpyxl import load_workbook

from tests.journeys.audit.reported import Reported


def test_progress_is_told_against_the_target_of_the_quarter(reported: Reported):
    told = reported.project.get("/figures.json", project=reported.project.project, quarter=reported.period.name).json()
    figure = next(one for one in told["figures"] if one["name"] == "O3")
    assert figure["so_far"]["target"] == 4
    assert figure["so_far"]["value"] == figure["value"]
    assert figure["so_far"]["percent"] == 100 * figure["value"] / 4
    hidden = reported.project.get("/figures.json", role="funder", project=reported.project.project, quarter=reported.period.name)
    assert next(one for one in hidden.json()["figures"] if one["name"] == "O3")["value"] is None


def test_the_sheet_of_the_fund_reconciles_to_the_sealed_report(reported: Reported):
    book = load_workbook(io.BytesIO(reported.project.get(f"/reports/{reported.name}/sheet.xlsx").content))
    told = reported.report()
    assert told["sealed"]["sha256"] in {row[1] for row in book["Generale"].values}
    whole = {row[0]: row[3:6] for row in book["Avanzamento fisico"].values if row[6] in (None, "")}
    number = told["standing"]["O3"][""]
    assert whole["O3"] == (4, number, 100 * number / 4)
