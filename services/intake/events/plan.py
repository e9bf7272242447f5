"""What intake publishes about: plan."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import HouseholdId, Personal, PersonId

Dimension = Literal["housing", "social", "work"]


class PlanDrafted(Event):
    """A personalised project (PAI) was drafted with the family."""

    stream: ClassVar = "plan/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    plan: UUID
    household: HouseholdId
    head: PersonId
    summary: Annotated[str | None, Personal("head")] = None


class GoalSet(Event):
    """The plan has a goal on one dimension of the pathway."""

    stream: ClassVar = "plan/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    goal: UUID
    plan: UUID
    household: HouseholdId
    person: PersonId
    dimension: Dimension
    due: date | None = None
    text: Annotated[str | None, Personal("person")] = None


class GoalProgressed(Event):
    """Work on a goal has advanced; `percent` of the way."""

    stream: ClassVar = "plan/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    goal: UUID
    household: HouseholdId
    person: PersonId
    dimension: Dimension
    percent: int
    note: Annotated[str | None, Personal("person")] = None


class GoalReached(Event):
    """A goal was reached."""

    stream: ClassVar = "plan/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    goal: UUID
    household: HouseholdId
    person: PersonId
    dimension: Dimension
