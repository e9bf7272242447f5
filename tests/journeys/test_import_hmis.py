"""An HMIS export goes through the whole system: every row accounted for, every count asked back, timelines line by line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infra.clock import now
from infra.settings import Settings
from projections.families import timeline
from services.exchange.hmis_story import Into
from services.exchange.simulator_hmis import write_export
from tests.journeys.hmis_files import Source


@dataclass
class Imported:
    """An import that has run, its source, and the read models."""

    source: Source
    agency: str
    settings: Settings
    report: dict[str, Any]
    read: psycopg.Connection

    def again(self) -> dict[str, Any]:
        return run_import(self.settings, "hmis", str(self.source.folder), self.agency)

    def facts(self, kind: str) -> int:
        found = self.read.execute(
            "select count(*) from audit_trail.entry where agency = %s and type = %s", (self.agency, kind)
        ).fetchone()
        assert found
        return int(found[0])


def run_import(settings: Settings, what: str, source: str, agency: str, *more: str, expect: int = 0) -> dict[str, Any]:
    command = [
        sys.executable,
        "-P",
        "-m",
        "infra.cli",
        "import",
        what,
        source,
        "--agency",
        agency,
        "--data",
        str(settings.data),
        "--json",
    ]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([*command, *more], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == expect, done.stderr + done.stdout
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module", params=["simulated", "named"])
def imported(request: pytest.FixtureRequest, system: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    if request.param == "simulated":
        folder = tmp_path_factory.mktemp("hmis")
        write_export(folder)
    elif named := os.environ.get("WEITA_HMIS_SAMPLE"):
        folder = Path(named)
    else:
        pytest.skip("WEITA_HMIS_SAMPLE names no export")
    agency = f"hmis-{request.param}"
    report = run_import(system, "hmis", str(folder), agency)
    with psycopg.connect(system.database("read", "weita_desk"), autocommit=True) as read:
        yield Imported(Source(folder), agency, system, report, read)


class TestImport:
    def test_every_row_of_every_file_is_taken_or_refused(self, imported: Imported) -> None:
        source, files = imported.source, imported.report["files"]
        taken = {"Client": source.clients, "Enrollment": source.enrolments, "Exit": source.exits, "Services": source.services}
        for name, rows in taken.items():
            everything = len(source.rows(name))
            assert files[f"{name}.csv"] == {"read": everything, "accepted": len(rows), "refused": everything - len(rows)}
        assert len({(r["file"], r["line"]) for r in imported.report["refusals"]}) == sum(f["refused"] for f in files.values())
        assert all(r["line"] > 1 and r["column"] and r["reason"] for r in imported.report["refusals"])

    def test_the_read_models_hold_as_many_facts_as_the_files_say(self, imported: Imported) -> None:
        source = imported.source
        said = {
            "PersonRegistered": len(source.clients), "FamilyEnrolled": len(source.households), "MemberLeft": len(source.exits),
            "ServiceDelivered": len(source.services), "UnitAssigned": len(source.moves), "FamilyExited": len(source.gone),
            "ProgrammeDeclared": len(source.rows("Project")), "AgencyRegistered": 1,
        }  # fmt: skip
        assert {kind: imported.facts(kind) for kind in said} == said
        assert imported.report["complete"]
        assert all(check["right"] for check in imported.report["checks"])

    def test_five_timelines_are_right_line_by_line(self, imported: Imported) -> None:
        into, today = Into(imported.agency), now().date()
        for name in imported.source.five():
            shown = timeline(imported.read, into.household(name), limit=5000).lines
            lines = [(line.occurred_at.date(), line.type) for line in shown if line.type in KINDS]
            wanted = [(min(day, today), kind) for day, kind in imported.source.story(name)]
            assert sorted(lines) == sorted(wanted), name
            assert [line.occurred_at for line in shown] == sorted(line.occurred_at for line in shown)
            assert all(line.source and line.source.startswith("hmis:") for line in shown if line.type in KINDS)

    def test_an_import_states_and_the_broken_rules_stand_on_the_facts(self, imported: Imported) -> None:
        assert {"HeadStays", "ExitBeforeEntry", "AlreadyInAHousehold"} <= set(imported.report["marks"])

    def test_run_again_it_adds_nothing(self, imported: Imported) -> None:
        before = imported.facts("ServiceDelivered"), imported.facts("FamilyEnrolled"), imported.facts("UnitAssigned")
        report = imported.again()
        assert report["recorded"] == 0
        assert report["replayed"] == sum(report["commands"].values())
        assert (imported.facts("ServiceDelivered"), imported.facts("FamilyEnrolled"), imported.facts("UnitAssigned")) == before


KINDS = frozenset(
    {"FamilyEnrolled", "MemberAdded", "MemberLeft", "FamilyExited", "ServiceDelivered", "UnitAssigned", "UnitReleased"}
)


def test_into_one_project_everything_is_filed_under_it(system: Settings, tmp_path: Path) -> None:
    write_export(tmp_path, seed=1, households=4)
    run_import(system, "hmis", str(tmp_path), "hmis-into", "--project", "PROG-HMIS")
    with psycopg.connect(system.database("read", "weita_desk"), autocommit=True) as read:
        rows = read.execute("select distinct project from audit_trail.entry where agency = 'hmis-into' and type = 'FamilyEnrolled'")
        assert rows.fetchall() == [("PROG-HMIS",)]


def test_commands_from_a_file_are_carried_out_or_refused_by_line(system: Settings, tmp_path: Path) -> None:
    lines = [
        {"service": "intake", "command": "RegisterPerson", "key": f"person {n}", "body": {"given_name": "Amal"}} for n in range(3)
    ]
    bad = {"service": "intake", "command": "RegisterPerson", "key": "bad", "body": {"birth_date": "2999-01-01"}}
    file = tmp_path / "people.ndjson"
    file.write_text("\n".join(map(json.dumps, [*lines, bad])))
    report = run_import(system, "commands", str(file), "coop")
    assert report["files"] == {"people.ndjson": {"read": 4, "accepted": 3, "refused": 1}}
    assert [(r["line"], "born-in-the-future" in r["reason"]) for r in report["refusals"]] == [(4, True)]
    assert report["complete"]


def test_an_import_that_is_none_says_so(system: Settings, tmp_path: Path) -> None:
    words = f"import hmis {tmp_path} --agency x --data {system.data}"
    command = [sys.executable, "-P", "-m", "infra.cli", *words.split()]
    done = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}, check=False
    )
    assert done.returncode == 1
    assert "is no HMIS export" in done.stderr
