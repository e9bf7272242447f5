"""What may be asked of oversight about: forgetting a person."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.words import Note
from services.oversight.events import DestroyedKey, Erasable


class RequestErasure(Command):
    """Ask that a person be forgotten: what was noted of them, or everything. What the law wants kept is refused with its end."""

    person: PersonId
    what: Erasable


class RecordErasure(Command):
    """Say that the keys are destroyed."""

    person: PersonId
    erasure: UUID
    keys: Annotated[tuple[DestroyedKey, ...], Field(max_length=200)]


class ReadmitSubject(Command):
    """Let a person who was forgotten be known anew, under the same id."""

    person: PersonId
    what: Erasable
    reason: Note | None = None
