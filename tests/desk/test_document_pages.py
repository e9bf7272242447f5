"""Printed documents over HTTP: for whom they are, in which language, and what the public learns of a certificate."""

import io
from datetime import timedelta
from uuid import uuid4

import httpx
import pypdf
import pytest

from infra.settings import Settings
from projections.desk.documents import render
from tests.desk.conftest import eventually, lines_on
from tests.desk.story import TODAY, Teller, Told, somebody


def titles(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == "application/pdf", answer.text
    return str(pypdf.PdfReader(io.BytesIO(answer.content)).metadata.title)


@pytest.fixture(scope="module")
def reader(desk, haddad):
    """A caseworker of the agency that accompanies the family."""
    client = desk.as_("lucia.bianchi")
    eventually(lambda: lines_on(client, haddad))
    return client


@pytest.fixture(scope="module")
def certified(settings: Settings, haddad: Told) -> dict[str, str]:
    """Amal completes a course of the cooperative and is given a certificate: its ids, and its code."""
    amal, first = haddad.persons["Amal"], TODAY - timedelta(days=2)
    trainer = Teller(settings, somebody("coop", "trainer"))
    course = trainer("training", "/courses", title="Italiano per il lavoro", field="lingua", hours=1)["course"]
    edition = trainer(
        "training", f"/courses/{course}/editions", seats=1, open_to=["recipient"], start=first.isoformat(),
        until=TODAY.isoformat(), rule={"min_percent": 100},
    )["edition"]  # fmt: skip
    home, learner = f"/editions/{edition}", f"/editions/{edition}/learners/{amal}"
    trainer("training", f"{home}/learners", person=amal, learner_type="recipient", occurred_at=f"{first}T00:00:00Z")
    session = trainer("training", f"{home}/sessions", starts_at=f"{first}T09:00:00Z", minutes=60, teacher=str(uuid4()))["session"]
    trainer("training", f"{home}/sessions/{session}/register", tutor=str(uuid4()))
    trainer("training", f"{home}/sessions/{session}/attendance", person=amal, minutes=60)
    for signatory, by in (("teacher", trainer), ("tutor", Teller(settings, somebody("coop", "coordinator")))):
        by("training", f"{home}/sessions/{session}/register/signatures", signed_as=signatory)
    trainer("training", f"{learner}/completion")
    given = trainer("training", f"{learner}/certificate")
    return {"edition": edition, "certificate": given["certificate"]}


@pytest.mark.parametrize(("document", "part"), [("privacy-notice", "notice"), ("consent", "consent")])
def test_a_document_is_in_the_language_asked_for(reader, haddad, document, part):
    for language in ("uk", "ar"):
        answer = reader.get(f"/households/{haddad.household}/documents/{document}.pdf", params={"language": language})
        assert titles(answer) == render.texts(language)[part]["title"]
        assert answer.headers["content-language"] == language


def test_a_language_that_we_do_not_print_in_is_refused(reader, haddad):
    answer = reader.get(f"/households/{haddad.household}/documents/consent.pdf", params={"language": "xx"})
    assert answer.status_code == 422


def test_documents_are_for_who_may_read_the_family(desk, reader, kovalenko):
    for address in (f"/households/{kovalenko.household}/documents/consent.pdf", "/households/nobody/documents/consent.pdf"):
        assert reader.get(address).status_code == 404
    trainer = desk.as_("davide.costa").get(f"/households/{kovalenko.household}/documents/consent.pdf")
    assert trainer.status_code == 403


def test_the_page_of_a_family_offers_what_is_to_be_printed(reader, haddad):
    page = reader.get(f"/families/{haddad.household}").text
    assert f"/households/{haddad.household}/documents/privacy-notice.pdf" in page
    assert all(name in page for name in render.names().values())


def test_a_code_that_no_certificate_has_is_unknown_to_everybody(desk):
    for code in ("AAAA-AAAA-AAAA-AAAA", "x" * 500, "%00"):
        answer = httpx.get(f"{desk.url}/verify/{code}", headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["status"]) == (404, "unknown")
    assert "<h1>" in httpx.get(f"{desk.url}/verify/AAAA").text


def verified(desk, code: str) -> dict:
    return httpx.get(f"{desk.url}/verify/{code}", headers={"accept": "application/json"}).json()


def test_a_certificate_is_printed_and_checked_by_anyone_until_it_is_revoked(desk, settings, certified):
    trainer = desk.as_("davide.costa")
    address = f"/certificates/{certified['certificate']}.pdf"
    eventually(lambda: trainer.get(address).status_code == 200)
    answer = trainer.get(address, params={"language": "fr"})
    assert titles(answer) == render.texts("fr")["certificate"]["title"]
    page = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0]
    (link,) = [note.get_object()["/A"]["/URI"] for note in page["/Annots"]]
    assert "Amal Haddad" in page.extract_text()
    assert link.startswith(f"{desk.url}/verify/")
    code = link.rpartition("/")[2]
    found = verified(desk, code)
    assert (found["status"], found["initials"], found["title"]) == ("valid", "A. H.", "Italiano per il lavoro")
    public = httpx.get(link).text
    assert "Haddad" not in public
    assert "A. H." in public
    coordinator = Teller(settings, somebody("coop", "coordinator"))
    revocation = f"/editions/{certified['edition']}/certificates/{certified['certificate']}/revocation"
    coordinator("training", revocation, cause="issued-in-error")
    assert eventually(lambda: verified(desk, code)["status"] == "revoked")
    assert httpx.get(f"{desk.url}/verify/{code.lower().replace('-', '')}").status_code == 200


def test_a_certificate_is_printed_for_the_agency_that_issued_it(desk, reader, certified):
    assert reader.get(f"/certificates/{certified['certificate']}.pdf").status_code == 404
    assert reader.get("/certificates/nothing.pdf").status_code == 404
