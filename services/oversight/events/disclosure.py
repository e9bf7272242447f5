"""What oversight publishes about: to whom what is known of persons was given."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import PersonId, ProjectCode

Purpose = Literal["audit", "export", "legal-duty", "access", "portability", "service", "statistics"]
Told = Literal["rectified", "erased", "restricted"]


class DataDisclosed(Event):
    """Data of these persons was given to somebody: to whom, which fields, for what. Long lists come in several parts."""

    stream: ClassVar = "disclosure/{disclosure}"
    about: ClassVar = ("persons",)
    disclosure: UUID
    part: int = 1
    recipient: str
    """The code of an agency or authority."""
    purpose: Purpose
    fields: tuple[str, ...]
    persons: tuple[PersonId, ...]
    project: ProjectCode | None = None
    disclosed_on: date


class RecipientTold(Event):
    """Who was given data of a person has been told that they were put right, forgotten or restricted (GDPR Art. 19)."""

    stream: ClassVar = "subject/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    disclosure: UUID
    recipient: str
    what: Told
    told_on: date
