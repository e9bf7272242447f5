"""Documents over HTTP: sent, stored, filed and cited; what is cut off in between leaves no fact without its bytes."""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import psycopg
import pytest

from infra.collecting import collect
from infra.evidence import LARGEST
from services.kernel.evidence import EvidenceUnknown
from tests.api.promises import refused
from tests.api.scenes import ENTRY, LATER, LONG, Family, Scene
from tests.api.stack import Actor, Stack

pytest_plugins = ["tests.api.fixtures"]

RECEIPT = b"%PDF-1.7 Ricevuta n. 12"


def send(scene: Scene, content: bytes = RECEIPT, by: Actor | str = "caseworker", key: str = "", **said: Any) -> httpx.Response:
    who = scene.who(by) if isinstance(by, str) else by
    headers = {"Authorization": f"Bearer {scene.stack.bearer(who)}", "Idempotency-Key": key or str(uuid4())}
    headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(said.pop('file_name', 'ricevuta.pdf'))}"
    return scene.stack.http.post("/oversight/evidence", params={"kind": "receipt", **said}, content=content, headers=headers)


def sent(scene: Scene, content: bytes = RECEIPT, by: Actor | str = "caseworker", **said: Any) -> str:
    answer = send(scene, content, by, **said)
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["ids"]["sha256"])


def cite(scene: Scene, family: Family, sha256: str, by: Actor | str = "caseworker", **more: Any) -> httpx.Response:
    call = scene.call(
        "RecordService", by, household=family.household, code="A1.05", delivered_on=LATER, recipients=[family.head],
        evidence=[{"sha256": sha256, "kind": "receipt"}], **more,
    )  # fmt: skip
    return scene.stack.send(call)


def shared(scene: Scene) -> Family:
    """A family whose file the neighbour may read and write."""
    family = scene.enrolled_family()
    scene.do(
        "GiveConsent", "caseworker", household=family.household, purpose="work", recipients=[scene.neighbour], expires=LONG,
        signatory=family.head,
    )  # fmt: skip
    return family


def test_a_document_that_is_sent_is_stored_filed_and_may_be_cited(scene: Scene, stack: Stack):
    family = scene.enrolled_family()
    answer = send(scene, person=family.head, key="first")
    assert answer.status_code == 201, answer.text
    sha256 = answer.json()["ids"]["sha256"]
    assert [event["type"] for event in answer.json()["events"]] == ["EvidenceFiled"]
    assert stack.store.open(sha256) == RECEIPT
    assert cite(scene, family, sha256).status_code == 201


def test_the_same_document_again_is_the_same_evidence(scene: Scene, stack: Stack):
    person = scene.person()
    first = send(scene, person=person, key="one")
    before = stack.size("oversight")
    again, other_key = send(scene, person=person, key="one"), send(scene, person=person, key="two")
    assert (again.status_code, again.json()["ids"]) == (200, first.json()["ids"])
    assert other_key.json()["ids"]["sha256"] == first.json()["ids"]["sha256"]
    assert (other_key.json()["events"], stack.size("oversight")) == ([], before)
    refused(send(scene, b"Un altro", person=person, key="one"), 422, "key-reused")


def test_nothing_of_it_stands_in_clear_in_the_record(scene: Scene, stack: Stack):
    sha256 = sent(scene, person=scene.person(), file_name="Amal Haddad.pdf")
    ((row,),) = stack.rows("oversight", "select e::text from event e where stream = %s", f"evidence/{sha256}")
    assert "EvidenceFiled" in row
    assert "Haddad" not in row


@pytest.mark.parametrize(
    ("said", "content", "by", "status", "type_"),
    [
        ({}, b"MZ\x90\x00", "caseworker", 422, "media-type-not-taken"),
        ({}, b"", "caseworker", 422, "document-empty"),
        ({}, b"%PDF" + bytes(LARGEST), "caseworker", 413, "too-large"),
        ({}, RECEIPT, "auditor", 403, "not-allowed"),
        ({"kind": "novel"}, RECEIPT, "caseworker", 422, "does-not-fit"),
        ({"project": ""}, RECEIPT, "caseworker", 422, "does-not-fit"),
        ({"project": "nothing"}, RECEIPT, "caseworker", 404, "unknown-project"),
        ({"colour": "red"}, RECEIPT, "caseworker", 422, "does-not-fit"),
        ({"sent_at": "2999-01-01"}, RECEIPT, "caseworker", 422, "in-the-future"),
    ],
)
def test_what_is_not_taken_is_refused_with_its_reason(
    shared_scene: Scene, said: dict[str, str], content: bytes, by: str, status: int, type_: str
):
    shared_scene.stack.carry()
    refused(send(shared_scene, content, by, **{"project": shared_scene.project, **said}), status, type_)


def test_what_is_about_nobody_and_nothing_is_refused(shared_scene: Scene):
    refused(send(shared_scene), 422, "does-not-fit")


def test_what_nobody_has_filed_is_not_cited(scene: Scene):
    family = scene.enrolled_family()
    refused(cite(scene, family, "a" * 64), 409, EvidenceUnknown.problem_type().removeprefix("/problems/"))
    refused(cite(scene, family, scene.stored(person=family.head)), 409, "evidence-unknown")


def test_a_document_of_the_family_is_cited_by_whoever_the_file_is_shared_with(scene: Scene):
    family = shared(scene)
    assert cite(scene, family, sent(scene, person=family.head), scene.them("caseworker")).status_code == 201


def test_another_agency_s_document_about_others_looks_like_none(scene: Scene):
    family = shared(scene)
    scene.stack.carry()
    for other in (sent(scene, person=scene.person()), sent(scene, project=scene.project)):
        refused(cite(scene, family, other, scene.them("caseworker")), 409, "evidence-unknown")
        assert cite(scene, family, other).status_code == 201


def test_an_import_says_what_stands_elsewhere_and_bears_the_mark(scene: Scene, stack: Stack):
    family = scene.enrolled_family()
    answer = cite(scene, family, "b" * 64, "system", source="hmis:Services/1", occurred_at=ENTRY)
    assert (answer.status_code, answer.json()["marks"]) == (201, ["EvidenceUnknown"]), answer.text


def test_another_agency_does_not_file_what_we_have_stored(scene: Scene, stack: Stack):
    scene.stack.carry()
    theirs = scene.call("FileEvidence", scene.them(), None, sha256=scene.stored(), kind="receipt", file_name="x.pdf")
    refused(stack.send(theirs), 404, "unknown-document")


def test_bytes_without_a_fact_are_collected_and_a_filed_document_is_kept(scene: Scene, stack: Stack):
    filed, stray = sent(scene, person=scene.person()), scene.stored(b"Inviato a meta", person=scene.person())
    cut_off = sent(scene, b"Registrato, non segnato", person=scene.person())
    address = psycopg.conninfo.make_conninfo(stack.settings.admin_url, dbname="weita_evidence")
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute("delete from filing where sha256 = %s", (bytes.fromhex(cut_off),))
    collected = collect(stack.settings)
    assert stray in collected.removed
    assert cut_off in collected.noted
    assert stack.store.checked([filed, stray, cut_off]) == {filed: "sound", stray: "missing", cut_off: "sound"}
    assert set(stack.store.filings([filed, cut_off])) == {filed, cut_off}
