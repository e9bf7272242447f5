"""Documents on the desk: chosen in a form, filed, cited, opened again by who may read the fact, and every opening recorded."""

import re

import httpx
import psycopg
import pytest

from tests.desk.conftest import eventually, lines_on
from tests.desk.story import day
from tests.desk.test_form_pages import opened as form

RECEIPT = b"%PDF-1.7 Ricevuta n. 12 di Amal Haddad"
SERVICE = "/do/intake/RecordService"


@pytest.fixture(scope="module")
def lucia(desk, haddad):
    found = desk.as_("lucia.bianchi")
    eventually(lambda: len(lines_on(found, haddad)) >= 12)
    return found


def record(client: httpx.Client, haddad, content: bytes, name: str, **typed: str) -> httpx.Response:
    """The form of a service, with a document."""
    said = {
        **form(client, SERVICE, household=haddad.household), "code": "A1.05", "delivered_on": day(60),
        "recipients": haddad.persons["Amal"], "evidence.0.kind": "receipt", "_act": "send", **typed,
    }  # fmt: skip
    return client.post(SERVICE, data=said, files={"_file.evidence.0.sha256": (name, content, "application/pdf")})


@pytest.fixture(scope="module")
def cited(lucia, haddad):
    """The line of a service with a receipt, and where the receipt is opened."""
    answer = record(lucia, haddad, RECEIPT, "ricevuta Haddad.pdf", amount_cents="12,50")
    assert answer.status_code == 303, answer.text[:2000]
    page = eventually(lambda: (found := lucia.get(f"/families/{haddad.household}").text).count("/evidence/") and found)
    found = re.findall(r'href="(/evidence/[0-9a-f-]{36}/[0-9a-f]{64})"', page)
    return found[0]


def test_a_document_that_was_chosen_in_a_form_is_opened_from_the_line_that_cites_it(lucia, cited):
    eventually(lambda: "ricevuta" in lucia.get(cited).headers.get("content-disposition", ""))
    answer = lucia.get(cited)
    assert (answer.status_code, answer.content) == (200, RECEIPT)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith('attachment; filename="ricevuta Haddad.pdf"')


def test_the_raw_fact_says_that_its_document_is_sound(desk, cited):
    _, event, sha256 = cited.removeprefix("/").split("/")
    auditor = desk.as_("chiara.villa")
    assert auditor.get(f"/audit/{event}.json").json()["documents"] == {sha256: "sound"}
    assert "integro" in auditor.get(f"/audit/{event}", params={"lang": "it"}).text


def test_every_opening_is_recorded(desk, lucia, haddad, cited):
    lucia.get(cited)
    auditor = desk.as_("chiara.villa")
    query = {"type": "RecordViewed", "household": haddad.household}
    sha256 = cited.rpartition("/")[2]
    eventually(lambda: sha256 in auditor.get("/audit.json", params=query).text)


def test_an_auditor_opens_it_and_who_may_not_read_the_family_does_not(desk, cited, kovalenko):
    assert desk.as_("chiara.villa").get(cited).content == RECEIPT
    assert desk.as_("stefano.greco").get(cited).status_code in (403, 404)
    event, sha256 = cited.split("/")[2:]
    auditor = desk.as_("chiara.villa")
    assert auditor.get(f"/evidence/{event}/{'0' * 64}").status_code == 404
    assert auditor.get(f"/evidence/{kovalenko.household}/{sha256}").status_code == 404


def test_what_is_not_taken_is_said_at_its_field_and_nothing_is_recorded(lucia, haddad):
    answer = record(lucia, haddad, b"MZ\x90\x00", "ricevuta.exe")
    assert answer.status_code == 422
    assert 'id="e-evidence.0.sha256"' in answer.text


def test_a_document_stays_filed_while_the_rest_of_the_form_is_mended(lucia, haddad):
    answer = record(lucia, haddad, RECEIPT + b" bis", "bis.pdf", delivered_on="2999-01-01")
    assert answer.status_code in (409, 422)
    assert re.search(r'name="evidence.0.sha256" value="[0-9a-f]{64}"', answer.text)


def test_a_document_is_filed_without_a_fact(lucia, haddad):
    page = lucia.get("/evidence", params={"household": haddad.household})
    assert f"person:{haddad.persons['Amal']}" in page.text
    said = {"household": haddad.household, "kind": "declaration", "about": f"person:{haddad.persons['Amal']}", "_key": "x"}
    answer = lucia.post("/evidence", data=said, files={"_file.document": ("dichiarazione.pdf", b"%PDF-1.7 Dichiaro")})
    assert (answer.status_code, re.search(r"<code>[0-9a-f]{64}</code>", answer.text) is not None) == (201, True), answer.text[:500]
    assert lucia.post("/evidence", data=said).status_code == 422


def test_a_document_that_was_altered_or_is_missing_is_not_handed_out(desk, settings, lucia, haddad):
    answer = record(lucia, haddad, RECEIPT + b" ter", "ter.pdf", delivered_on=day(61))
    assert answer.status_code == 303
    known: set[str] = set()
    links = eventually(
        lambda: (
            len(found := set(re.findall(r"/evidence/[0-9a-f-]{36}/[0-9a-f]{64}", lucia.get(f"/families/{haddad.household}").text)))
            > 1
            and found
        )
    )
    del known
    contents = {link: lucia.get(link).content for link in links}
    link = next(link for link, content in contents.items() if content == RECEIPT + b" ter")
    address = psycopg.conninfo.make_conninfo(settings.admin_url, dbname="weita_evidence")
    sha256 = bytes.fromhex(link.rpartition("/")[2])
    with psycopg.connect(address, autocommit=True) as owner:
        (sealed,) = owner.execute("select sealed from document where sha256 = %s", (sha256,)).fetchone()
        owner.execute("update document set sealed = %s where sha256 = %s", (sealed[:-1] + bytes([sealed[-1] ^ 1]), sha256))
        assert lucia.get(link).status_code == 409
        owner.execute("update document set sealed = %s where sha256 = %s", (sealed, sha256))
    assert lucia.get(link).content == RECEIPT + b" ter"
