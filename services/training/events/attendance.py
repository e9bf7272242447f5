"""What training publishes about: attendance."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import Personal, PersonId
from services.kernel.time import Moment
from services.training.events.edition import LearnerType

Signatory = Literal["teacher", "tutor"]


class RegisterOpened(Event):
    """The attendance register of a lesson is open; the teacher and the tutor named in it will sign."""

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("teacher", "tutor")
    happened: ClassVar = "day"
    edition: UUID
    session: UUID
    day: date
    teacher: PersonId
    tutor: PersonId


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
    came_at: Moment | None = None
    left_at: Moment | None = None


class AttendanceCorrected(Event):
    """An entry of the attendance register was wrong; this is how it was. The first entry stays readable."""

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("person",)
    happened: ClassVar = "day"
    corrects_event_id: UUID
    edition: UUID
    course: UUID
    session: UUID
    person: PersonId
    learner_type: LearnerType
    day: date
    minutes: int
    came_at: Moment | None = None
    left_at: Moment | None = None
    reason: Annotated[str | None, Personal("person")] = None


class RegisterSigned(Event):
    """The teacher or the tutor of a lesson has signed its register; with both signatures it counts."""

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("person",)
    happened: ClassVar = "signed_on"
    edition: UUID
    session: UUID
    signed_as: Signatory
    person: PersonId
    signed_on: date
