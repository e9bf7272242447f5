"""What training publishes about: learner."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import Personal, PersonId
from services.training.events.edition import LearnerType


class LearnerEnrolled(Event):
    """A person takes part in the edition."""

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("person",)
    edition: UUID
    course: UUID
    person: PersonId
    learner_type: LearnerType


class LearnerWithdrawn(Event):
    """The learner takes part no more; the seat is free, and what was attended stays recorded."""

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("person",)
    happened: ClassVar = "withdrawn_on"
    edition: UUID
    course: UUID
    person: PersonId
    learner_type: LearnerType
    withdrawn_on: date
    reason: Annotated[str | None, Personal("person")] = None
