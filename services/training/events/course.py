"""What training publishes about: course."""

from typing import ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode

Teaches = Literal["language", "civic-orientation", "work", "social-work", "volunteering", "other"]
"""What a course counts as (Reg. (EU) 2021/1147 Annex VIII, outputs 3.1 and 3.2)."""


class CoursePublished(Event):
    """A course of the training path exists: what it is about and how many hours it takes."""

    stream: ClassVar = "course/{course}"
    course: UUID
    agency: AgencyCode
    title: str
    field: str
    teaches: Teaches | None = None
    hours: int
