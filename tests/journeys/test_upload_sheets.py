"""A workbook of families, operators and their attendance goes through the whole system, and again, and with mistakes."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infra.settings import Settings
from services.exchange.sheets.known import Known, read_known
from services.exchange.sheets.people import key_of
from services.kernel.command import new_id
from tests.desk.story import TODAY, Teller, somebody
from tests.sheets.files import CHILD, HEAD, OPERATOR, PRESENCE, as_book

AGENCY, PROJECT = "coop", "PROG-SHEETS"
FIRST = TODAY - timedelta(days=3)
FAMILY = {**HEAD, "project": PROJECT}
LABEL = f"Mediazione – {FIRST:%d/%m/%Y}"
LEARNER = {**OPERATOR, "edition": LABEL, "enrolled_on": f"{FIRST:%d/%m/%Y}"}
THERE = {**PRESENCE, "edition": LABEL, "lesson": f"{FIRST:%d/%m/%Y}"}


@pytest.fixture(scope="module")
def course(system: Settings) -> str:
    """The project and an edition of the agency with one lesson that was held; gives the edition."""
    admin, trainer = Teller(system, somebody("sds", "admin")), Teller(system, somebody(AGENCY, "trainer"))
    admin("intake", "/agencies", agency=AGENCY, name="Cooperativa Il Ponte")
    admin("intake", "/programmes", project=PROJECT, name="Fogli", fund="FAMI")
    given = trainer("training", "/courses", title="Mediazione", field="mediazione", hours=3)["course"]
    terms = {"seats": 9, "open_to": ["public-operator"], "rule": {"min_percent": 80}}
    days = {"start": FIRST.isoformat(), "until": TODAY.isoformat()}
    edition = trainer("training", f"/courses/{given}/editions", **terms, **days)["edition"]
    starts = f"{FIRST.isoformat()}T08:00:00Z"
    teacher = str(new_id(AGENCY, "teacher", "person"))
    trainer("training", f"/editions/{edition}/sessions", starts_at=starts, minutes=120, teacher=teacher)
    give_up = time.monotonic() + 180
    while not (known := about(system)).programmes.get(PROJECT) or not any(one.lessons for one in known.editions.values()):
        assert time.monotonic() < give_up
        time.sleep(0.1)
    return str(edition)


def about(system: Settings) -> Known:
    with psycopg.connect(system.database("read", "weita_desk"), autocommit=True) as read:
        return read_known(read, AGENCY)


def facts(system: Settings) -> dict[str, int]:
    """How many facts of each type the agency has recorded from sheets."""
    with psycopg.connect(system.database("read", "weita_desk"), autocommit=True) as read:
        rows = read.execute(
            "select type, count(*) from audit_trail.entry where agency = %s and source = 'sheets' group by 1", (AGENCY,)
        )
        return dict(rows.fetchall())


def send(system: Settings, file: Path, *more: str, expect: int = 0) -> dict[str, Any]:
    words = ["import", "sheets", str(file), "--agency", AGENCY, "--data", str(system.data), "--json", *more]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "infra.cli", *words], capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.returncode == expect, done.stderr + done.stdout
    assert "Haddad" not in done.stdout + done.stderr
    return dict(json.loads(done.stdout))


def book(family: dict[str, Any], child: dict[str, Any]) -> bytes:
    return as_book(
        ("Destinatari", "recipients", [family, child]), ("Operatori", "operators", [LEARNER]), ("Presenze", "attendance", [THERE])
    )


def applied(system: Settings, kind: str) -> dict[str, int]:
    give_up = time.monotonic() + 180
    while kind not in (found := facts(system)):
        assert time.monotonic() < give_up, found
        time.sleep(0.1)
    return found


def test_a_workbook_is_checked_then_written_and_adds_nothing_again(system: Settings, course: str, tmp_path: Path) -> None:
    file = tmp_path / "tutto.xlsx"
    file.write_bytes(book(FAMILY, {**CHILD, "birth": "30/02/2016"}))
    wrong = send(system, file, "--dry-run", expect=1)
    assert [(one["sheet"], one["row"], one["column"]) for one in wrong["problems"]] == [("Destinatari", 3, "Data di nascita")]
    assert send(system, file, expect=1)["commands"] == {}
    file.write_bytes(book(FAMILY, CHILD))
    assert send(system, file, "--dry-run")["commands"] == {}
    assert facts(system) == {}
    done = send(system, file)
    assert (done["recorded"], done["replayed"], done["refusals"]) == (7, 0, [])
    assert done["commands"] == {
        "RegisterPerson": 3, "OpenCase": 1, "EnrolFamily": 1, "EnrolLearner": 1, "RecordAttendance": 1,
    }  # fmt: skip
    found = applied(system, "AttendanceRecorded")
    assert {kind: found.get(kind) for kind in ("PersonRegistered", "FamilyEnrolled", "LearnerEnrolled", "AttendanceRecorded")} == {
        "PersonRegistered": 3, "FamilyEnrolled": 1, "LearnerEnrolled": 1, "AttendanceRecorded": 1,
    }  # fmt: skip
    again = send(system, file)
    assert (again["recorded"], again["replayed"]) == (0, 7)
    assert facts(system) == found
    edition = about(system).editions
    assert [one.learners for name, one in edition.items() if str(name) == course] == [{new_id(AGENCY, key_of("op1"), "person")}]


def test_what_a_service_refuses_comes_back_by_sheet_row_and_column(system: Settings, course: str, tmp_path: Path) -> None:
    file = tmp_path / "cambiato.xlsx"
    first = {**FAMILY, "family": "F8", "person": "F8-1", "given_name": "Sara"}
    file.write_bytes(as_book(("Destinatari", "recipients", [first])))
    send(system, file)
    file.write_bytes(as_book(("Destinatari", "recipients", [{**first, "birth": "13/04/1988"}])))
    refused = send(system, file, expect=1)["refusals"]
    assert [(one["sheet"], one["row"], one["column"], one["code"]) for one in refused] == [
        ("Destinatari", 2, "Codice persona", "key_reused")
    ]


def test_families_without_problems_are_written_where_the_others_are_left_out(system: Settings, course: str, tmp_path: Path) -> None:
    file = tmp_path / "meta.xlsx"
    good = {**FAMILY, "family": "F9", "person": "F9-1", "given_name": "Rana"}
    bad = {**FAMILY, "family": "F7", "person": "F7-1", "given_name": "Nour", "head": ""}
    file.write_bytes(as_book(("Destinatari", "recipients", [good, bad])))
    done = send(system, file, "--skip-bad", expect=1)
    assert (done["left_out"], done["recorded"]) == (1, 3)


def test_nothing_is_filed_under_an_agency_that_is_none(system: Settings, course: str, tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(as_book(("Destinatari", "recipients", [FAMILY])))
    words = ["-m", "infra.cli", "import", "sheets", str(file), "--agency", "copo", "--data", str(system.data)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-P", *words], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 1
    assert "no agency has the code copo" in done.stderr


def test_a_template_is_written_without_a_running_system(tmp_path: Path) -> None:
    words = ["-m", "infra.cli", "template", "recipients", str(tmp_path / "vuoto.xlsx")]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-P", *words], check=True, env=environment)
    assert (tmp_path / "vuoto.xlsx").read_bytes().startswith(b"PK")
