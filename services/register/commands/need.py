"""What may be asked of register about: need."""

from typing import Annotated

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import HouseholdId
from services.kernel.time import Day
from services.kernel.words import Code, Note


class PublishNeed(Command):
    """Ask for active citizens' help for a household."""

    household: HouseholdId
    skill: Code
    what: Note | None = None
    quantity: Annotated[int, Field(ge=1, le=100)] = 1
    with_minors: bool = False
    start: Day
    until: Day
