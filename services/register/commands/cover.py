"""What may be asked of register about: cover."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.time import Day
from services.kernel.words import Name, Note
from services.register.events import Risk


class StartCover(Command):
    """Record an insurance cover of a volunteer; both days are included."""

    person: PersonId
    insurer: Name
    policy: Name
    risks: Annotated[tuple[Risk, ...], Field(min_length=1, max_length=3)]
    start: Day
    until: Day


class RenewCover(Command):
    """Let a cover go on, from the day after its last one unless another is named, under the same policy unless another is named."""

    person: PersonId
    cover: UUID
    start: Day | None = None
    until: Day
    policy: Name | None = None


class EndCover(Command):
    """End a cover before its time; `ended_on` is its last day."""

    person: PersonId
    cover: UUID
    ended_on: Day
    reason: Note | None = None


class LapseCover(Command):
    """Note that the last day of a cover is over."""

    person: PersonId
    cover: UUID
