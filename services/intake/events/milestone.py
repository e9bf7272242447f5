"""What intake publishes about: milestones, the steps of integration that funds count."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from services.kernel.event import Event
from services.kernel.people import HouseholdId, Personal, PersonId

Milestone = Literal["found-helpful", "found-not-helpful", "applied-for-recognition", "applied-for-long-term-status"]
"""What a person has said of the activities, or has asked an authority for (Reg. (EU) 2021/1147 Annex VIII, results 9 to 11)."""


class MilestoneReached(Event):
    """A member of the household has taken a step of integration, or has said whether the activities helped."""

    stream: ClassVar = "milestone/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    happened: ClassVar = "reached_on"
    household: HouseholdId
    person: PersonId
    milestone: Milestone
    reached_on: date
    note: Annotated[str | None, Personal("person")] = None
