"""A course of the training path: what is taught and how many hours it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown
from services.training.commands import PublishCourse
from services.training.events import CoursePublished


class UnknownCourse(Unknown):
    """No course with this id was published."""


@dataclass(frozen=True)
class Course:
    """A course as rules see it."""

    hours: int | None = None
    title: str = ""


def publish(name: UUID, ask: PublishCourse, agency: str) -> Iterator[Event | RuleBroken]:
    """Any agency may give editions of a published course."""
    yield CoursePublished(course=name, agency=agency, title=ask.title, field=ask.field, teaches=ask.teaches, hours=ask.hours)


def evolve(course: Course, fact: Recorded) -> Course:
    """Published."""
    return Course(fact.event.hours, fact.event.title) if isinstance(fact.event, CoursePublished) else course
