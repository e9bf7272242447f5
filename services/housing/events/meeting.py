"""What housing publishes about: meeting, of those who live in a shared dwelling."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import Personal, PersonId


class MeetingHeld(Event):
    """Those who share a dwelling have met; what was spoken of and decided is said in codes."""

    stream: ClassVar = "meetings/{dwelling}"
    about: ClassVar = ("present",)
    happened: ClassVar = "held"
    meeting: UUID
    dwelling: UUID
    held: date
    present: tuple[PersonId, ...]
    topics: tuple[str, ...]
    decisions: tuple[str, ...] = ()
    amendment: str | None = None
    """The version of the agreement that the meeting agreed on."""
    minutes_text: Annotated[str | None, Personal("present")] = None
