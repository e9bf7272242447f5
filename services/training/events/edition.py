"""What training publishes about: edition."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.kernel.event import Event
from services.kernel.people import AgencyCode, Personal, PersonId, ProjectCode
from services.kernel.time import Moment

LearnerType = Literal["public-operator", "private-operator", "citizen", "recipient"]
CancellationCause = Literal["teacher-away", "too-few-learners", "no-room", "other"]


class CompletionRule(BaseModel):
    """When an edition counts as completed; fixed before it opens. `version` names the rule for auditors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Annotated[str, Field(min_length=1, max_length=40)] = "1"
    min_percent: Annotated[int, Field(ge=1, le=100)]
    """Of the hours of the course."""
    test_required: bool = False
    signed_registers: bool = True
    """Whether only those minutes count that stand in a register signed by teacher and tutor."""


class EditionOpened(Event):
    """A course is given, with these seats, for these learners, and completed by this rule."""

    stream: ClassVar = "edition/{edition}"
    edition: UUID
    course: UUID
    agency: AgencyCode
    project: ProjectCode | None = None
    hours: int
    seats: int
    open_to: tuple[LearnerType, ...]
    start: date
    until: date
    rule: CompletionRule


class SessionScheduled(Event):
    """A lesson of the edition."""

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("teacher",)
    session: UUID
    edition: UUID
    starts_at: Moment
    minutes: int
    teacher: PersonId


class SessionCancelled(Event):
    """The lesson is not held."""

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("teacher",)
    session: UUID
    edition: UUID
    teacher: PersonId
    cause: CancellationCause
    reason: Annotated[str | None, Personal("teacher")] = None


class EditionClosed(Event):
    """Every lesson was held and signed for, or cancelled: no lesson, learner or attendance comes after."""

    stream: ClassVar = "edition/{edition}"
    happened: ClassVar = "closed_on"
    edition: UUID
    course: UUID
    closed_on: date
