"""What oversight publishes about: forgetting a person."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.kernel.event import Event
from services.kernel.people import KeyClass, Personal, PersonId, ProjectCode

Erasable = Literal["care", "everything"]
"""Notes, stories and how to reach somebody; or who they are as well."""
Refusal = Literal["retention", "court-case", "commission-request", "irregularity", "clearance", "legal-claim"]


class DestroyedKey(BaseModel):
    """The id of a key that is no more: whose it was and what it closed. It says nothing about anybody."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kid: UUID
    person: PersonId
    kind: KeyClass


class ErasureRequested(Event):
    """A person is to be forgotten: nothing stands against it, and it is carried out at once."""

    stream: ClassVar = "subject/{person}"
    about: ClassVar = ("persons",)
    erasure: UUID
    person: PersonId
    persons: tuple[PersonId, ...]
    """All ids of the same human."""
    what: Erasable
    asked_on: date


class ErasureRefused(Event):
    """A person asked to be forgotten and is not, for the law wants it kept: why, and until when as far as that is known."""

    stream: ClassVar = "subject/{person}"
    about: ClassVar = ("persons",)
    erasure: UUID
    person: PersonId
    persons: tuple[PersonId, ...]
    what: Erasable
    ground: Refusal
    project: ProjectCode | None = None
    until: date | None = None
    asked_on: date


class SubjectErased(Event):
    """The keys of a person are destroyed: what was written with them is closed to everybody for ever."""

    stream: ClassVar = "subject/{person}"
    about: ClassVar = ("person",)
    erasure: UUID
    person: PersonId
    what: Erasable
    keys: tuple[DestroyedKey, ...]


class SubjectReadmitted(Event):
    """Who was forgotten has come back and is known anew; what was forgotten stays so."""

    stream: ClassVar = "subject/{person}"
    about: ClassVar = ("person", "official")
    person: PersonId
    what: Erasable
    official: PersonId
    reason: Annotated[str | None, Personal("official", "evidence")] = None
