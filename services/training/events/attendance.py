"""What training publishes about: attendance."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import PersonId
from services.training.events.edition import LearnerType


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
