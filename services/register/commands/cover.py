"""What may be asked of register about: cover."""

from typing import Annotated

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.time import Day
from services.kernel.words import Name
from services.register.events import Risk


class StartCover(Command):
    """Record an insurance cover of a volunteer; both days are included."""

    person: PersonId
    insurer: Name
    policy: Name
    risks: Annotated[tuple[Risk, ...], Field(min_length=1, max_length=3)]
    start: Day
    until: Day
