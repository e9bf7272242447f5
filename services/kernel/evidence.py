"""Evidence: a document that supports a fact. The fact cites its stored bytes; the document itself is kept elsewhere."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.kernel.rules import RuleBroken

EvidenceKind = Literal["invoice", "receipt", "contract", "report", "declaration", "register", "photo", "other"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Evidence(BaseModel):
    """The SHA-256 of a document's stored bytes, and what kind of document it is. Neither says anything about a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Sha256
    kind: EvidenceKind


@dataclass(frozen=True)
class Filed:
    """What the evidence store says of a document that was filed: by whom, and about which person or project."""

    agency: str
    person: UUID | None = None
    project: str | None = None


class EvidenceUnknown(RuleBroken):
    """A document that a fact cites was filed before, by the asking agency or about a person of the family."""


def uncited(
    cited: Iterable[str], filed: Mapping[str, Filed], agency: str, persons: Collection[UUID] = ()
) -> Iterator[EvidenceUnknown]:
    """The rule for each document that is not filed, or that is not the asking agency's to cite: the two look alike.

    It is yielded: an import states what documents exist elsewhere, and the fact bears the rule as a mark.
    """
    for sha256 in dict.fromkeys(cited):
        found = filed.get(sha256)
        if found is None or (found.agency != agency and found.person not in persons):
            yield EvidenceUnknown("evidence", sha256=sha256)
