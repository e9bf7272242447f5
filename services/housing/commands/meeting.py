"""What may be asked of housing about: meeting."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.time import Day
from services.kernel.words import Code, Note


class HoldMeeting(Command):
    """State that those who share a dwelling have met; the minutes belong to the first who was present."""

    dwelling: UUID
    held: Day
    present: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=100)]
    topics: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    decisions: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    amendment: Code | None = None
    minutes_text: Note | None = None
