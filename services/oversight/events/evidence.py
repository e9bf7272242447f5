"""What oversight publishes about: evidence."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from services.kernel.event import Event
from services.kernel.evidence import EvidenceKind
from services.kernel.people import Personal, PersonId, ProjectCode

MediaType = Literal[
    "application/pdf", "image/jpeg", "image/png", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/csv", "text/plain", "application/pkcs7-mime", "application/xml",
]  # fmt: skip


class Signature(BaseModel):
    """One electronic signature of a document, as it was found when the document was filed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Literal["cades", "pades"]
    intact: bool
    """Whether it is, mathematically, a signature of these very bytes by the key of the certificate named."""
    trusted: bool
    """Whether the certificate leads to a root that was configured then; nobody was asked whether it was revoked."""
    issuer: str
    serial: str
    signed_at: datetime | None = None
    """When it was signed, as the signature itself says."""


class EvidenceFiled(Event):
    """A document was stored, encrypted, under the SHA-256 of its stored bytes; facts may cite it."""

    stream: ClassVar = "evidence/{sha256}"
    about: ClassVar = ("owner",)
    sha256: str
    kind: EvidenceKind
    sent_at: datetime
    """When it was sent to the agency, as the agency says; else when it came in here."""
    size: int
    media_type: MediaType
    person: PersonId | None = None
    project: ProjectCode | None = None
    owner: PersonId
    """Whose key encrypts it: the person's, else an id that stands for the project and for nobody in the register."""
    signatures: tuple[Signature, ...] = ()
    file_name: Annotated[str | None, Personal("owner", "evidence")] = None
    clear_sha256: Annotated[str | None, Personal("owner", "evidence")] = None
    """The SHA-256 of the document as it was sent: with it anybody who has the file finds that it is this one."""
    signed_by: Annotated[tuple[str, ...] | None, Personal("owner", "evidence")] = None
    """Whom the certificates of the signatures name, one by one."""
