"""What register publishes about: need."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import HouseholdId, Personal, PersonId


class NeedPublished(Event):
    """A household needs help that active citizens can give: which skill, how many of them, first and last day."""

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
    what: Annotated[str | None, Personal("head")] = None
