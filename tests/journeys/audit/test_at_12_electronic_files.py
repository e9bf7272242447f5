"""AT-12: files that exist only electronically: their signature is checked, and when they were sent is kept with each."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from infra.settings import Settings
from tests.infra.signing import Authority, a_pdf
from tests.journeys.audit.controlled import Controlled
from tests.journeys.audit.test_at_02_from_a_claim_to_its_papers import filed

CONTENT = b"Dichiaro di avere ricevuto il contributo."


@pytest.fixture(scope="module")
def project(system: Settings) -> Controlled:
    return Controlled(system, "AT-12", "ente-at12").declare()


@pytest.fixture(scope="module")
def authority(system: Settings) -> Authority:
    """One whose root the programme trusts."""
    made = Authority()
    made.file(system.data).rename(system.trusted_signers)
    return made


def fact(project: Controlled, sha256: str) -> dict[str, Any]:
    """What the record says of a document's filing."""
    with psycopg.connect(project.settings.database("oversight", "weita_service")) as record:
        row = record.execute("select data from event where stream = %s", (f"evidence/{sha256}",)).fetchone()
    assert row is not None
    return dict(json.loads(row[0]))


@pytest.mark.parametrize("form", ["cades", "pades"])
def test_a_signature_is_checked_and_the_moment_of_sending_is_kept(project: Controlled, authority: Authority, form: str):
    chiara = authority.holder("Chiara Villa")
    content = chiara.p7m(CONTENT) if form == "cades" else chiara.pdf(a_pdf(CONTENT.decode()))
    sent = (datetime.now(UTC) - timedelta(hours=3)).replace(microsecond=0)
    said = fact(project, filed(project, content, "dichiarazione.p7m", kind="declaration", sent_at=sent.isoformat()))
    (found,) = said["signatures"]
    assert (found["form"], found["intact"], found["trusted"]) == (form, True, True)
    assert found["serial"] == format(chiara.certificate.serial_number, "x")
    assert datetime.fromisoformat(said["sent_at"]) == sent
    assert "Chiara" not in json.dumps(said)
    assert said["signed_by"]["ct"]


def test_a_broken_or_a_stranger_s_signature_is_kept_and_said_to_be_so(project: Controlled, authority: Authority):
    signed = authority.holder("Chiara Villa").p7m(CONTENT)
    changed = signed.replace(b"Dichiaro", b"Dichiara")
    assert len(changed) == len(signed)
    (broken,) = fact(project, filed(project, changed, "rotta.p7m", kind="declaration"))["signatures"]
    assert (broken["intact"], broken["trusted"]) == (False, False)
    (stranger,) = fact(project, filed(project, Authority("Un’altra").holder("Altro").p7m(CONTENT), "x.p7m"))["signatures"]
    assert (stranger["intact"], stranger["trusted"]) == (True, False)
    unsigned = fact(project, filed(project, b"%PDF-1.7 senza firma"))
    assert unsigned["signatures"] == []
    assert datetime.now(UTC) - datetime.fromisoformat(unsigned["sent_at"]) < timedelta(minutes=5)
