"""Documents are taken by what stands in them, have harmless names, and are filed once."""

import io
import zipfile
from datetime import UTC, datetime
from typing import get_args

import hypothesis
import openpyxl
import pytest
from hypothesis import strategies as some
from pydantic import ValidationError

from services.kernel.rules import InTheFuture
from services.oversight.application.evidence import Documents
from services.oversight.commands import FileEvidence, SendDocument
from services.oversight.commands.evidence import FORBIDDEN
from services.oversight.domain.evidence import (
    Document,
    DocumentEmpty,
    Findings,
    MediaTypeNotTaken,
    UnknownDocument,
    evolve,
    file,
    media_type,
    taken,
)
from services.oversight.events import EvidenceFiled, MediaType, ProjectNoted
from tests.memory import Book, Shelf, somebody
from tests.spec import NOW, an_id, given

AMAL, SENT = an_id("amal"), datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ASK = FileEvidence(sha256="a" * 64, kind="receipt", file_name="ricevuta.pdf")
FOUND = Findings(AMAL, AMAL, "PROG-2784", 12, "b" * 64, "application/pdf")
FILED = EvidenceFiled(
    sha256="a" * 64, kind="receipt", sent_at=SENT, size=12, media_type="application/pdf", person=AMAL, project="PROG-2784",
    owner=AMAL, file_name="ricevuta.pdf", clear_sha256="b" * 64,
)  # fmt: skip


def workbook(*more: str) -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with zipfile.ZipFile(out, "a") as archive:
        for name in more:
            archive.writestr(name, b"x")
    return out.getvalue()


BEGINNINGS = (b"%PDF-", b"PK\x03\x04", b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", b"<?xml", b"\xef\xbb\xbf")
SIGNED = bytes.fromhex("308204d006092a864886f70d010702a08204c1")


def test_a_document_is_filed_as_it_was_found():
    given(evolve, Document()).when(file, ASK, SENT, FOUND).then(FILED)


def test_the_same_document_again_is_the_same_evidence():
    given(evolve, Document(), FILED).when(file, ASK, SENT, FOUND).then()


def test_it_was_sent_when_the_agency_says_and_not_later_than_now():
    earlier = datetime(2026, 3, 1, tzinfo=UTC)
    ask = ASK.model_copy(update={"sent_at": earlier})
    assert given(evolve, Document()).when(file, ask, SENT, FOUND).facts[0].sent_at == earlier
    given(evolve, Document()).when(file, ask.model_copy(update={"sent_at": NOW}), SENT, FOUND).refuses(InTheFuture, field="sent_at")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7 ...", "x", "application/pdf"),
        (b"\xff\xd8\xff\xe0..", "foto.pdf", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n...", "x.exe", "image/png"),
        (workbook(), "x", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (SIGNED, "x.p7m", "application/pkcs7-mime"),
        ("﻿nome;età\r\nAmal;34".encode(), "Elenco.CSV", "text/csv"),
        ("perché no".encode(), "nota.txt", "text/plain"),
        (b"<html><script>alert(1)</script>", "pagina.html", "text/plain"),
        (b'<?xml version="1.0"?><FatturaElettronica/>', "fattura.xml", "application/xml"),
        (b'<?xml version="1.0"?><!-- ok --><a><![CDATA[b]]></a>', "fattura.xml", "application/xml"),
    ],
)
def test_the_type_is_what_stands_in_it_whatever_it_is_called(content, name, kind):
    assert taken(content, name) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02",
        b"PK\x03\x04 no archive",
        workbook("xl/vbaProject.bin"),
        b"GIF89a\x00\x01",
        b"text\x00with zeros",
        b"\xff\xfeU\x00T\x00F",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b"\x30\x82\x00\x10\x02\x01\x00",
    ],
)
def test_what_is_none_of_them_is_not_taken(content):
    assert media_type(content, "documento.pdf") is None
    with pytest.raises(MediaTypeNotTaken):
        taken(content, "documento.pdf")


def test_an_empty_document_is_none():
    with pytest.raises(DocumentEmpty):
        taken(b"", "vuoto.pdf")


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Users\\x.pdf", "C__Users_x.pdf"),
        (".htaccess", "htaccess"),
        ('a"; filename="b.exe', "a__ filename=_b.exe"),
        ("riga\ndue.pdf", "riga_due.pdf"),
        ("عقد الإيجار.pdf", "عقد الإيجار.pdf"),
        ("..", "document"),
    ],
)
def test_a_name_is_a_file_s_and_nothing_else(given_, kept):
    assert ASK.model_validate({**ASK.model_dump(), "file_name": given_}).file_name == kept


def test_a_document_is_about_a_person_or_a_project():
    with pytest.raises(ValidationError, match="name the person or the project"):
        SendDocument(kind="receipt", file_name="x.pdf")
    assert SendDocument(kind="receipt", file_name="x.pdf", person=AMAL).person == AMAL


@hypothesis.given(some.text(min_size=1, max_size=200))
@hypothesis.settings(max_examples=60, deadline=None)
def test_whatever_a_file_is_called_its_name_leads_nowhere(text):
    try:
        name = FileEvidence(sha256="a" * 64, kind="other", file_name=text).file_name
    except ValidationError:
        return
    assert name == name.strip(" .") != ""
    assert not set(name) & FORBIDDEN
    assert name.isprintable()
    assert FileEvidence(sha256="a" * 64, kind="other", file_name=name).file_name == name


@hypothesis.given(some.binary(max_size=64) | some.builds(bytes.__add__, some.sampled_from(BEGINNINGS), some.binary(max_size=64)))
@hypothesis.settings(max_examples=100, deadline=None)
def test_whatever_bytes_come_they_are_of_a_type_or_of_none(content):
    assert media_type(content, "x.csv") in (*get_args(MediaType), None)


def office():
    """Oversight, a project it knows, and a store that encrypts nothing."""
    book, shelf = Book("oversight"), Shelf()
    book.tell(ProjectNoted(project="PROG-2784"))
    return book, shelf, Documents(book, shelf, None)  # type: ignore[arg-type]


SENT_FILE = SendDocument(kind="receipt", file_name="ricevuta.pdf", person=AMAL, project="PROG-2784")


def test_what_is_sent_is_stored_filed_and_may_be_cited():
    book, shelf, documents = office()
    first = documents.receive(SENT_FILE, b"%PDF-1.7", somebody("caseworker"))
    again = documents.receive(SENT_FILE, b"%PDF-1.7", somebody("caseworker"))
    assert again.ids["sha256"] == first.ids["sha256"] in shelf.filed
    (fact,) = book.told(EvidenceFiled)
    assert (fact.event.size, fact.event.owner, fact.project) == (8, AMAL, "PROG-2784")


def test_another_agency_does_not_file_what_is_not_its_own_nor_anybody_what_is_not_there():
    _, shelf, documents = office()
    sha256 = shelf.keep(b"%PDF-1.7", "coop", person=AMAL)
    for name in (sha256, "0" * 64):
        with pytest.raises(UnknownDocument):
            documents.file_evidence(ASK.model_copy(update={"sha256": name}), somebody("caseworker"))


def test_what_is_not_taken_is_not_even_stored():
    _, shelf, documents = office()
    with pytest.raises(MediaTypeNotTaken):
        documents.receive(SENT_FILE, b"MZ\x90\x00", somebody("caseworker"))
    assert shelf.stored == {}
