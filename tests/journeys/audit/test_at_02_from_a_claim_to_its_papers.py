"""AT-02: match claimed spending to its papers. A claim leads to the stored file; one that is missing or altered is reported."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import psycopg
import pytest

from infra.citing import citations, looked_at
from infra.program import evidence_of
from infra.settings import Settings
from tests.journeys.audit.controlled import Controlled, ago, eventually

INVOICE = b"%PDF-1.7 Fattura 12/2026, 1.200,00 euro"


@pytest.fixture(scope="module")
def project(system: Settings) -> Controlled:
    return Controlled(system, "AT-02", "ente-at02").declare()


def filed(project: Controlled, content: bytes, name: str = "fattura.pdf", **said: str) -> str:
    """The address of a document, once oversight has heard of the project."""
    headers = project.token("coordinator") | {
        "idempotency-key": str(uuid4()), "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
    }  # fmt: skip
    query = {"kind": "invoice", "project": project.project, **said}
    url = project.settings.service_url("oversight") + "/evidence"
    answer = eventually(
        lambda: (got := httpx.post(url, params=query, content=content, headers=headers, timeout=60)).status_code != 404 and got
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["ids"]["sha256"])


def claimed(project: Controlled, sha256: str) -> dict[str, Any]:
    return project.tell(
        "oversight", "/claims", project=project.project, line="B.1", amount_cents=120_000, account="4410", start=str(ago(60)),
        until=str(ago(30)), evidence=[{"sha256": sha256, "kind": "invoice"}],
    )  # fmt: skip


def audited(project: Controlled) -> tuple[int, dict[str, str]]:
    """What `weita audit evidence` ends with, and what it finds of each document."""
    words = ["audit", "evidence", "--project", project.project, "--json", "--data", str(project.settings.data)]
    done = subprocess.run([sys.executable, "-m", "infra.cli", *words], capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, {line["sha256"]: line["found"] for line in lines if line["type"] == "ExpenseClaimed"}


@contextmanager
def tampered(settings: Settings, change: str, sha256: str) -> Iterator[None]:
    """A document as somebody with the database in hand leaves it; put back afterwards."""
    address = psycopg.conninfo.make_conninfo(settings.admin_url, dbname="weita_evidence")
    with psycopg.connect(address, autocommit=True) as owner:
        row = owner.execute("select * from document where sha256 = %s", (bytes.fromhex(sha256),)).fetchone()
        assert row is not None
        owner.execute("delete from filing where sha256 = %s", (row[0],))
        owner.execute(change, (row[0],))
        try:
            yield
        finally:
            owner.execute("delete from document where sha256 = %s", (row[0],))
            owner.execute("insert into document values (%s, %s, %s, %s, %s, %s, %s)", row)
            owner.execute("insert into filing (sha256) values (%s)", (row[0],))


def test_a_claim_leads_to_its_paper_and_a_missing_or_altered_one_is_named(project: Controlled):
    good, altered, missing = (filed(project, INVOICE + mark) for mark in (b" A", b" B", b" C"))
    project.tell("oversight", "/accounts", project=project.project, account="4410")
    events = {sha256: claimed(project, sha256)["events"][0]["id"] for sha256 in (good, altered, missing)}
    store = evidence_of(project.settings)
    assert {found for _, found in looked_at(citations(project.settings, project.project), store)} == {"sound"}
    store.close()

    page = eventually(lambda: (got := project.get(f"/evidence/{events[good]}/{good}")).status_code == 200 and got)
    assert page.content == INVOICE + b" A"
    assert "attachment" in page.headers["content-disposition"]

    flipped = "update document set sealed = set_byte(sealed, 60, 255 - get_byte(sealed, 60)) where sha256 = %s"
    with (
        tampered(project.settings, flipped, altered),
        tampered(project.settings, "delete from document where sha256 = %s", missing),
    ):
        assert audited(project) == (1, {good: "sound", altered: "altered", missing: "missing"})
        assert project.get(f"/evidence/{events[altered]}/{altered}").status_code == 409
        assert project.get(f"/evidence/{events[missing]}/{missing}").status_code == 410


def test_a_claim_cites_no_paper_that_was_not_filed(project: Controlled):
    body = {
        "project": project.project, "line": "B.1", "amount_cents": 1, "account": "4410", "start": str(ago(60)),
        "until": str(ago(30)), "evidence": [{"sha256": "0" * 64, "kind": "invoice"}],
    }  # fmt: skip
    answer = project.ask("oversight", "/claims", "coordinator", None, body)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/evidence-unknown")
