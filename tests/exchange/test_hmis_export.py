"""Reading an export: what is taken, what is refused and where, whatever the version and the order of columns."""

import csv
from datetime import date
from pathlib import Path

import pytest

from services.exchange.files import NoSuchFile
from services.exchange.hmis_export import Export, read_export
from services.exchange.hmis_maps import maps
from services.exchange.simulator_hmis import write_export

TODAY = date(2026, 6, 1)
MAPS = maps()
CLIENT = {"PersonalID": "1", "FirstName": "Amal", "LastName": "Haddad", "DOB": "1990-01-01", "Female": "1"}
ENROLMENT = {
    "EnrollmentID": "10",
    "PersonalID": "1",
    "ProjectID": "942",
    "EntryDate": "2022-01-10",
    "HouseholdID": "77",
    "RelationshipToHoH": "1",
}
SERVICE = {
    "ServicesID": "5",
    "EnrollmentID": "10",
    "PersonalID": "1",
    "DateProvided": "2022-02-01",
    "RecordType": "200",
    "TypeProvided": "200",
}
PROJECT = {"ProjectID": "942", "ProjectName": "Shelter"}


def write(folder: Path, encoding: str = "utf-8", **files) -> None:
    for name, rows in files.items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(column for row in rows for column in row)), restval="")
            writer.writeheader()
            writer.writerows(rows)


def read(folder: Path, encoding: str = "utf-8", **files) -> Export:
    write(folder, encoding, **{"Client": [CLIENT], "Enrollment": [ENROLMENT], "Project": [PROJECT], **files})
    return read_export(folder, MAPS, TODAY)


def refusals(export: Export) -> list[tuple[str, int, str, str]]:
    return [(r.file, r.line, r.column, r.reason) for r in export.refusals]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_and_the_order_of_columns_do_not_matter(tmp_path, encoding):
    backwards = dict(reversed([*CLIENT.items(), ("SomethingNew", "x")]))
    export = read(tmp_path, encoding, Client=[backwards])
    assert export.clients["1"].birth == date(1990, 1, 1)
    assert not export.refusals


def test_a_file_or_a_column_that_is_not_there_reads_as_empty(tmp_path):
    export = read(tmp_path, Client=[{"PersonalID": "1"}])
    assert export.clients["1"].birth is None
    assert export.read == {"Project.csv": 1, "Client.csv": 1, "Enrollment.csv": 1}
    assert not export.services


def test_a_folder_without_clients_is_no_export(tmp_path):
    with pytest.raises(NoSuchFile):
        read_export(tmp_path, MAPS, TODAY)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ({"DOB": "1990-02-30"}, "DOB", "no calendar has this date"),
        ({"DOB": "2999-01-01"}, "DOB", "born in the future"),
        ({"PersonalID": ""}, "PersonalID", "missing id"),
        ({"PersonalID": "1"}, "PersonalID", "an earlier row has this id"),
        ({"DateDeleted": "2022-01-01"}, "DateDeleted", "the source has deleted this row"),
    ],
)
def test_a_client_that_cannot_be_is_refused_with_its_line_and_the_rest_goes_on(tmp_path, row, column, reason):
    export = read(tmp_path, Client=[CLIENT, {**CLIENT, "PersonalID": "2", **row}, {**CLIENT, "PersonalID": "3"}])
    assert refusals(export) == [("Client.csv", 3, column, reason)]
    assert set(export.clients) == {"1", "3"}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"PersonalID": "9"}, "PersonalID"),
        ({"HouseholdID": ""}, "HouseholdID"),
        ({"EntryDate": "x"}, "EntryDate"),
        ({"ProjectID": "1"}, "ProjectID"),
    ],
)
def test_what_hangs_on_a_refused_enrolment_is_refused_too(tmp_path, row, column):
    export = read(tmp_path, Enrollment=[{**ENROLMENT, **row}], Services=[SERVICE])
    assert [(r[0], r[2]) for r in refusals(export)] == [("Enrollment.csv", column), ("Services.csv", "EnrollmentID")]


def test_dates_that_make_no_sense_are_no_reason_to_refuse(tmp_path):
    left = {"ExitID": "8", "EnrollmentID": "10", "PersonalID": "1", "ExitDate": "1999-01-01", "Destination": "10"}
    export = read(
        tmp_path,
        Enrollment=[{**ENROLMENT, "MoveInDate": "2001-01-01"}],
        Exit=[left],
        Services=[{**SERVICE, "DateProvided": "2040-01-01"}],
    )
    assert not export.refusals


def test_a_line_break_inside_a_cell_does_not_move_the_lines_that_follow(tmp_path):
    export = read(tmp_path, Client=[{**CLIENT, "LastName": "two\nlines"}, {**CLIENT, "PersonalID": ""}])
    assert refusals(export) == [("Client.csv", 4, "PersonalID", "missing id")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_spreadsheets_write_is_read_whatever_separates_cells_lines_and_bytes(tmp_path, separator, encoding, end):
    text = end.join([separator.join(CLIENT), separator.join({**CLIENT, "LastName": "Niccolò"}.values()), ""])
    export = read(tmp_path)
    (tmp_path / "Client.csv").write_bytes(text.encode(encoding))
    export = read_export(tmp_path, MAPS, TODAY)
    assert (export.clients["1"].row["LastName"], export.refusals) == ("Niccolò", [])
    assert export.windows == (["Client.csv"] if encoding == "cp1252" else [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('2,"Amal,Haddad,1990-01-01,1', "a quote opens here and never closes"),
        ("2,Amal,Haddad,of Aleppo,1990-01-01,1", "more cells than the file has columns"),
        (f"2,{'a' * 10_000_001},Haddad,1990-01-01,1", "cannot be read: field larger than field limit (10000000)"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_and_takes_no_other_with_it(tmp_path, line, reason):
    read(tmp_path)
    lines = [",".join(CLIENT), "1,Amal,Haddad,1990-01-01,1", line, "3,Nour,Haddad,1990-01-01,1", ",Sami,,,", ""]
    (tmp_path / "Client.csv").write_text("\n".join(lines), encoding="utf-8")
    export = read_export(tmp_path, MAPS, TODAY)
    assert set(export.clients) == {"1", "3"}
    assert refusals(export) == [("Client.csv", 3, "line", reason), ("Client.csv", 5, "PersonalID", "missing id")]
    assert export.read["Client.csv"] == 4


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([{"ClientID": "1"}], "the file has no such column"),
        ([{"PersonalID": "", "FirstName": "Amal"}], "missing id"),
        ([{"PersonalID": "1", "DOB": "01/31/1990"}], "a date is written YYYY-MM-DD"),
    ],
)
def test_the_reason_of_a_refusal_says_what_to_mend(tmp_path, rows, reason):
    found = read(tmp_path, Client=rows, Enrollment=[{**ENROLMENT, "PersonalID": "1"}])
    assert refusals(found)[0][3] == reason


@pytest.mark.parametrize(
    ("answers", "sex"),
    [
        ({"Female": "1", "Male": "0"}, "female"), ({"Male": "1"}, "male"), ({"Female": "1", "Transgender": "1"}, "other"),
        ({"GenderNone": "99"}, "not-stated"), ({"Woman": "1"}, "female"), ({"NonBinary": "1"}, "other"),
        ({"Sex": "1"}, "male"), ({"Gender": "0"}, "female"),
    ],
)  # fmt: skip
def test_sex_is_read_in_every_version(tmp_path, answers, sex):
    assert read(tmp_path, Client=[{"PersonalID": "1", **answers}]).clients["1"].sex == sex


def test_a_type_of_service_without_a_mapping_is_taken_and_said_so(tmp_path):
    export = read(tmp_path, Services=[SERVICE, {**SERVICE, "ServicesID": "6", "TypeProvided": "777"}])
    assert [(s.code, s.mapped) for s in export.services.values()] == [("A3.02", True), ("A2.30", False)]


def test_the_simulator_writes_the_same_export_for_the_same_seed_with_every_kind_of_bad_row(tmp_path):
    write_export(tmp_path / "one")
    write_export(tmp_path / "two")
    assert all((tmp_path / "two" / file.name).read_bytes() == file.read_bytes() for file in (tmp_path / "one").iterdir())
    reasons = {r.reason for r in read_export(tmp_path / "one", MAPS, TODAY).refusals}
    assert {"born in the future", "no calendar has this date", "missing id"} <= reasons
    assert sum(reason.startswith("no accepted row of") for reason in reasons) == 2
