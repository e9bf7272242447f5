"""What register publishes about: need."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import HouseholdId, Personal, PersonId
from services.register.events.volunteer import Level
from services.register.events.week import Slot

NeedEnd = Literal["met", "withdrawn", "other"]


class NeedPublished(Event):
    """A household needs help that active citizens can give: which skill, how many of them, first and last day.

    `language` is a wish, unless `level` says how well it must be spoken. `slots` are the hours of the week asked for.
    """

    stream: ClassVar = "needs/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    need: UUID
    household: HouseholdId
    head: PersonId
    skill: str
    quantity: int
    with_minors: bool
    start: date
    until: date
    language: str | None = None
    level: Level | None = None
    municipality: str | None = None
    slots: tuple[Slot, ...] = ()
    what: Annotated[str | None, Personal("head")] = None


class NeedClosed(Event):
    """Nobody more is asked to help with this need: it is met, or the family has withdrawn it. Confirmed matches go on."""

    stream: ClassVar = "needs/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    need: UUID
    household: HouseholdId
    head: PersonId
    closed_on: date
    reason: NeedEnd
    note: Annotated[str | None, Personal("head")] = None
