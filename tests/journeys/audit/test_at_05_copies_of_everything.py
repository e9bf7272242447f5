"""AT-05 (Reg. 514/2014 Art. 5(7), 31(4)): a read-only auditor takes the whole trail of a project away, and opens it without us."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import psycopg
import pytest

from infra.settings import Settings
from tests.infra.transparency.logs import verified
from tests.journeys.audit.controlled import Controlled, eventually
from tests.journeys.audit.test_at_02_from_a_claim_to_its_papers import filed
from tests.journeys.audit.test_at_03_an_account_of_its_own import recorded

PROJECT, NAME = "PROG-AT05", "Zuhairaht"


@pytest.fixture(scope="module")
def controlled(system: Settings) -> Controlled:
    made = Controlled(system, PROJECT, "ente05").declare()
    for _ in range(2):
        made.family(NAME)
    filed(made, b"%PDF-1.7\nuna fattura\n%%EOF\n")
    eventually(lambda: len(sealed(system)) >= len(recorded(system, PROJECT)))
    return made


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(), newline="")))


def sealed(settings: Settings) -> list[tuple[int]]:
    with psycopg.connect(settings.database("seal", "weita_desk")) as connection:
        size = connection.execute("select max(size) from checkpoint where log = %s", (PROJECT,)).fetchone()
    return [(n,) for n in range(size[0] if size and size[0] else 0)]


def export(settings: Settings, out: Path, *words: str, token: str = "") -> subprocess.CompletedProcess[str]:
    env = os.environ | {"WEITA_DATA": str(settings.data), "WEITA_TOKEN": token}
    command = [sys.executable, "-m", "infra.cli", "audit", "export", "--project", PROJECT, "--out", str(out), *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_the_whole_trail_is_exported_and_opens_without_our_software(controlled: Controlled, tmp_path: Path):
    settings, out = controlled.settings, tmp_path / "bundle"
    done = export(settings, out)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()]
    rows = rows_of(out / "events.csv")
    assert {line["id"] for line in lines} == {row["id"] for row in rows} == recorded(settings, PROJECT)
    assert len(list((out / "common").glob("*.leaf"))) == len(list((out / "common").glob("*.tlog-proof"))) >= 2, (
        "who the persons are"
    )
    said = verified(out, "--key", settings.data / f"transparency/{PROJECT}/keys/log.vkey")
    assert said.returncode == 0, said.stdout
    (document,) = (out / "evidence").iterdir()
    assert hashlib.sha256(document.read_bytes()).hexdigest() == document.name
    assert f'"sha256":"{document.name}"' in (out / "events.jsonl").read_text()
    assert b"fattura" not in document.read_bytes()
    whole = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert NAME.encode() not in whole, "nothing is decrypted"
    assert not (out / "persons.csv").exists()


def test_who_the_ids_are_is_given_to_who_may_read_it_and_that_is_recorded(controlled: Controlled, tmp_path: Path):
    settings = controlled.settings
    refused = export(settings, tmp_path / "refused", "--persons", token=bearer(controlled, "funder"))
    assert refused.returncode == 1
    assert "does not read the people" in refused.stderr
    assert not (tmp_path / "refused").exists()
    done = export(settings, tmp_path / "given", "--persons", token=bearer(controlled, "auditor"))
    assert done.returncode == 0, done.stdout + done.stderr
    rows = rows_of(tmp_path / "given/persons.csv")
    assert [row["given_name"] for row in rows if row["given_name"]] == [NAME, NAME]
    url = psycopg.conninfo.make_conninfo(settings.server("oversight"), dbname="weita_oversight")
    with psycopg.connect(url) as owner:
        told = owner.execute(
            "select data from event where type = 'DataDisclosed' and envelope::json ->> 'projectcode' = %s", (PROJECT,)
        )
        disclosed = [json.loads(row[0]) for row in told.fetchall()]
    assert {one["recipient"] for one in disclosed} == {"ente05"}
    assert {person for one in disclosed for person in one["persons"]} >= {row["person"] for row in rows if row["given_name"]}


def bearer(controlled: Controlled, role: str) -> str:
    return controlled.token(role)["authorization"].removeprefix("Bearer ")


def test_the_desk_gives_the_same_to_the_auditor_and_to_nobody_else(controlled: Controlled, tmp_path: Path):
    address = f"/bundles/{PROJECT}.zip"
    assert {
        role: controlled.get(address, role).status_code for role in ("funder", "caseworker", "coordinator", "volunteer")
    } == dict.fromkeys(("funder", "caseworker", "coordinator", "volunteer"), 403)
    assert controlled.get("/bundles/PROG-NONE.zip").status_code == 404
    answer = controlled.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    assert verified(tmp_path / PROJECT).returncode == 0
    posted = httpx.post(
        controlled.settings.service_url("desk") + address, headers=controlled.token("auditor", "autorita"), timeout=60
    )
    assert posted.status_code == 200, posted.text
    with zipfile.ZipFile(io.BytesIO(posted.content)) as archive:
        assert NAME.encode() in archive.read(f"{PROJECT}/persons.csv")


def test_the_auditor_changes_nothing(controlled: Controlled):
    person = {"given_name": "Nour", "family_name": "Haddad", "birth_date": "1990-01-01", "sex": "not-stated"}
    assert controlled.ask("intake", "/persons", "auditor", None, person).status_code == 403
