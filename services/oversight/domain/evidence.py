"""Evidence: which documents are taken, and that each is filed once."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import InTheFuture, Malformed, RuleBroken, Unknown
from services.oversight.commands import FileEvidence
from services.oversight.events import EvidenceFiled, MediaType, Signature

_TYPES: tuple[MediaType, ...] = get_args(MediaType)
PDF, JPEG, PNG, XLSX, CSV, PLAIN, SIGNED, XML = _TYPES
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
"""How the object id of signed data (CMS) is written."""


class DocumentEmpty(Malformed):
    """A document has a content."""


class MediaTypeNotTaken(Malformed):
    """Documents are PDF, JPEG, PNG, XLSX, CSV, plain text, signed files (.p7m) or XML without definitions of its own."""


class UnknownDocument(Unknown):
    """The evidence store has no such document, or another agency has sent it."""


@dataclass(frozen=True)
class Document:
    """Whether a document is filed."""

    filed: bool = False


@dataclass(frozen=True)
class Findings:
    """What was found of a document by reading it."""

    owner: UUID
    person: UUID | None
    project: str | None
    size: int
    clear_sha256: str
    media_type: MediaType
    signatures: Sequence[Signature] = ()
    signed_by: Sequence[str] = ()


def taken(content: bytes, name: str) -> MediaType:
    """The type of a document, by what stands in it. Raises `DocumentEmpty`, `MediaTypeNotTaken`."""
    if not content:
        raise DocumentEmpty
    found = media_type(content, name)
    if found is None:
        raise MediaTypeNotTaken
    return found


def media_type(content: bytes, name: str) -> MediaType | None:
    """By the first bytes of a document; a text is what its name says. None for what is not taken."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"PK\x03\x04"):
        return XLSX if _workbook(content) else None
    if content[:1] == b"\x30" and SIGNED_DATA in content[:32]:
        return SIGNED
    return _text(content, name)


def _workbook(content: bytes) -> bool:
    """Whether it is a workbook without programs in it."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    return {"[Content_Types].xml", "xl/workbook.xml"} <= names and "xl/vbaProject.bin" not in names


def _text(content: bytes, name: str) -> MediaType | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if any(one < " " and one not in "\t\n\r\f" for one in text):
        return None
    if text.lstrip().startswith("<?xml"):
        return None if "<!" in text.replace("<!--", "").replace("<![CDATA[", "") else XML
    return CSV if name.lower().endswith(".csv") else PLAIN


def file(document: Document, ask: FileEvidence, now: datetime, found: Findings) -> Iterator[Event | RuleBroken]:
    """Once; the same document again is the same evidence."""
    if document.filed:
        return
    sent_at = ask.sent_at or now
    if sent_at > now:
        yield InTheFuture("sent_at")
    yield EvidenceFiled(
        sha256=ask.sha256, kind=ask.kind, sent_at=sent_at, size=found.size, media_type=found.media_type, person=found.person,
        project=found.project, owner=found.owner, signatures=tuple(found.signatures), file_name=ask.file_name,
        clear_sha256=found.clear_sha256, signed_by=tuple(found.signed_by) or None,
    )  # fmt: skip


def evolve(document: Document, fact: Recorded) -> Document:
    """Filed."""
    return Document(filed=True) if isinstance(fact.event, EvidenceFiled) else document
