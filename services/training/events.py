"""What the training path publishes, in the order of an edition's story."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.kernel.event import Catalogue, Event
from services.kernel.people import AgencyCode, PersonId, ProjectCode
from services.kernel.time import Moment

LearnerType = Literal["public-operator", "private-operator", "citizen", "recipient"]
Test = Literal["passed", "failed"]


class CompletionRule(BaseModel):
    """When an edition counts as completed; fixed before it opens. `version` names the rule for auditors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Annotated[str, Field(min_length=1, max_length=40)] = "1"
    min_percent: Annotated[int, Field(ge=1, le=100)]
    """Of the hours of the course."""
    test_required: bool = False


class CoursePublished(Event):
    """A course of the training path exists: what it is about and how many hours it takes."""

    stream: ClassVar = "course/{course}"
    course: UUID
    agency: AgencyCode
    title: str
    field: str
    hours: int


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


class LearnerEnrolled(Event):
    """A person takes part in the edition."""

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("person",)
    edition: UUID
    course: UUID
    person: PersonId
    learner_type: LearnerType


class AttendanceRecorded(Event):
    """How many minutes of a lesson a learner was there; 0 is absent."""

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("person",)
    happened: ClassVar = "day"
    edition: UUID
    course: UUID
    session: UUID
    person: PersonId
    learner_type: LearnerType
    day: date
    minutes: int


class CourseCompleted(Event):
    """The learner has met the completion rule by the attendance recorded."""

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("person",)
    happened: ClassVar = "completed_on"
    edition: UUID
    course: UUID
    person: PersonId
    learner_type: LearnerType
    minutes: int
    percent: int
    test: Test | None = None
    result: Literal["completed"] = "completed"
    rule_version: str
    completed_on: date


CATALOGUE = Catalogue(
    "training", CoursePublished, EditionOpened, SessionScheduled, LearnerEnrolled, AttendanceRecorded, CourseCompleted
)
