"""What may be asked of oversight about: disclosures."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.words import Code
from services.oversight.events import Purpose, Told


class DiscloseData(Command):
    """Write down to whom data of persons is given, which fields, and for what."""

    recipient: Code
    purpose: Purpose
    fields: Annotated[tuple[Code, ...], Field(min_length=1, max_length=60)]
    persons: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=20_000)]
    project: Code | None = None


class TellRecipient(Command):
    """Write down that a recipient was told what has become of the data they were given."""

    person: PersonId
    disclosure: UUID
    what: Told
