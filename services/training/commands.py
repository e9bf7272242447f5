"""What may be asked of the training path. Each class is the body of one request."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.kernel.command import Command
from services.kernel.people import PersonId, Text, plain_text
from services.kernel.time import AskedMoment, Day
from services.training.events import CompletionRule, LearnerType, Test

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Name = Annotated[Text, Field(min_length=1, max_length=200)]


def plain_version(rule: CompletionRule) -> CompletionRule:
    """The rule, if its version is plain text."""
    plain_text(rule.version)
    return rule


class PublishCourse(Command):
    """Publish a course of the training path."""

    title: Name
    field: Name
    hours: Annotated[int, Field(ge=1, le=2000)]


class OpenEdition(Command):
    """Give a course: seats, for whom, first and last day, and the completion rule, which is fixed from here on."""

    course: UUID
    project: Code | None = None
    seats: Annotated[int, Field(ge=1, le=10_000)]
    open_to: Annotated[tuple[LearnerType, ...], Field(min_length=1, max_length=4)]
    start: Day
    until: Day
    rule: Annotated[CompletionRule, AfterValidator(plain_version)]


class ScheduleSession(Command):
    """Add a lesson to the edition."""

    edition: UUID
    starts_at: AskedMoment
    minutes: Annotated[int, Field(ge=1, le=1440)]
    teacher: PersonId


class EnrolLearner(Command):
    """Enrol a person in the edition."""

    edition: UUID
    person: PersonId
    learner_type: LearnerType


class RecordAttendance(Command):
    """Say how many minutes of a lesson a learner was there."""

    edition: UUID
    session: UUID
    person: PersonId
    minutes: Annotated[int, Field(ge=0, le=1440)]


class CompleteCourse(Command):
    """Find that a learner has completed the course; `test` is the result of the test, where there is one."""

    edition: UUID
    person: PersonId
    test: Test | None = None
