"""What intake publishes about: follow-up (verifica a distanza), some months after a family has left."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import HouseholdId, Personal, PersonId


class FollowUpScheduled(Event):
    """On this day the family is to be asked how it fares, so many months after its exit, or on a day of its own."""

    stream: ClassVar = "follow-up/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    follow_up: UUID
    household: HouseholdId
    head: PersonId
    due: date
    months: int | None = None


class FollowUpRecorded(Event):
    """How the family fares now: where it lives, in the words of destinations, its work, and whether it is in contact."""

    stream: ClassVar = "follow-up/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    happened: ClassVar = "followed_up_on"
    follow_up: UUID
    household: HouseholdId
    head: PersonId
    followed_up_on: date
    months: int | None = None
    housing_situation: str
    work_situation: str
    in_contact: bool
    assessment: UUID | None = None
    """The matrix that was filled in on this occasion."""
    note: Annotated[str | None, Personal("head")] = None


class FollowUpFellDue(Event):
    """The day of a follow-up has come; the clock has noted it."""

    stream: ClassVar = "follow-up/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    happened: ClassVar = "due"
    follow_up: UUID
    household: HouseholdId
    head: PersonId
    due: date
