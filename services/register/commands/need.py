"""What may be asked of register about: need."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import HouseholdId
from services.kernel.time import Day
from services.kernel.words import Code, Note
from services.register.commands.volunteer import Language, Municipality
from services.register.commands.week import AskedSlot
from services.register.events import Level, NeedEnd


class PublishNeed(Command):
    """Ask for active citizens' help for a household. A language is a wish, unless a level is asked for."""

    household: HouseholdId
    skill: Code
    what: Note | None = None
    quantity: Annotated[int, Field(ge=1, le=100)] = 1
    with_minors: bool = False
    start: Day
    until: Day
    language: Language | None = None
    level: Level | None = None
    municipality: Municipality | None = None
    slots: Annotated[tuple[AskedSlot, ...], Field(max_length=100)] = ()


class CloseNeed(Command):
    """Ask nobody more: the need is met, or withdrawn. Confirmed matches go on."""

    household: HouseholdId
    need: UUID
    closed_on: Day
    reason: NeedEnd
    note: Note | None = None
