"""Evidence: a document that supports a fact. The fact cites its stored bytes; the document itself is kept elsewhere."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

EvidenceKind = Literal["invoice", "receipt", "contract", "report", "declaration", "register", "photo", "other"]


class Evidence(BaseModel):
    """The SHA-256 of a document's stored bytes, and what kind of document it is. Neither says anything about a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    kind: EvidenceKind
