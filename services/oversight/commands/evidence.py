"""What may be asked of oversight about: evidence."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from services.kernel.command import Command
from services.kernel.evidence import EvidenceKind, Sha256
from services.kernel.people import PersonId, Text
from services.kernel.time import AskedMoment
from services.kernel.words import Code

FORBIDDEN = frozenset('/\\:*?"<>|;%')


def harmless(value: str) -> str:
    """A name that is a file's on every system, and nothing else anywhere: no path, no hidden file, no line breaks."""
    name = "".join("_" if one in FORBIDDEN or not one.isprintable() else one for one in value).strip(" .")
    return name or "document"


FileName = Annotated[Text, Field(min_length=1, max_length=200), AfterValidator(harmless)]


class FileEvidence(Command):
    """File a document that was sent to the evidence store, so that facts may cite it."""

    sha256: Sha256
    kind: EvidenceKind
    file_name: FileName
    sent_at: AskedMoment | None = None


class SendDocument(BaseModel):
    """What is said of a document that is sent: what kind it is, what it is called, and whom or what it is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: EvidenceKind
    file_name: FileName
    person: PersonId | None = None
    project: Code | None = None
    sent_at: AskedMoment | None = None

    @model_validator(mode="after")
    def about_something(self) -> Self:
        """A document is about a person, or about a project."""
        if self.person is None and self.project is None:
            raise ValueError("name the person or the project that the document is about")
        return self
