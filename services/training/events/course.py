"""What training publishes about: course."""

from typing import ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode


class CoursePublished(Event):
    """A course of the training path exists: what it is about and how many hours it takes."""

    stream: ClassVar = "course/{course}"
    course: UUID
    agency: AgencyCode
    title: str
    field: str
    hours: int
