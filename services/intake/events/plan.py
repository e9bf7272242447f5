"""What intake publishes about: plan.

A plan has versions. A version is drafted, given goals, agreed by family and worker; a review opens the next one.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import HouseholdId, Personal, PersonId

Dimension = Literal["housing", "social", "work"]
ReviewOutcome = Literal["confirmed", "changed", "concluded"]


class PlanDrafted(Event):
    """A version of the personalised project (PAI) was drafted with the family."""

    stream: ClassVar = "plan/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    plan: UUID
    version: int = 1
    household: HouseholdId
    head: PersonId
    summary: Annotated[str | None, Personal("head")] = None


class PlanAgreed(Event):
    """Family and worker have agreed to a version of the plan; its goals change only in a new version."""

    stream: ClassVar = "plan/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("signatories",)
    happened: ClassVar = "agreed_on"
    plan: UUID
    version: int
    household: HouseholdId
    signatories: tuple[PersonId, ...]
    """Who signed for the family."""
    worker: str
    """Who signed for the agency, as their token names them."""
    agreed_on: date
    next_review: date | None = None


class GoalSet(Event):
    """The plan has a goal on one dimension of the pathway."""

    stream: ClassVar = "plan/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    goal: UUID
    plan: UUID
    version: int = 1
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


class PlanReviewed(Event):
    """Family and worker have looked at the agreed plan; unless it is concluded, `version` is the new draft that comes of it."""

    stream: ClassVar = "plan/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    happened: ClassVar = "reviewed_on"
    plan: UUID
    version: int
    household: HouseholdId
    head: PersonId
    outcome: ReviewOutcome
    reviewed_on: date
    next_review: date | None = None
    note: Annotated[str | None, Personal("head")] = None


class ReviewFellDue(Event):
    """The day has come on which the plan was to be reviewed; the clock has noted it."""

    stream: ClassVar = "plan/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    happened: ClassVar = "due"
    plan: UUID
    household: HouseholdId
    head: PersonId
    due: date
