"""What may be asked of training about: attendance."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.time import AskedMoment
from services.kernel.words import Note
from services.training.events import Signatory

Minutes = Annotated[int, Field(ge=0, le=1440)]


class OpenRegister(Command):
    """Open the attendance register of a lesson. The teacher is the one scheduled, unless another is named."""

    edition: UUID
    session: UUID
    tutor: PersonId
    teacher: PersonId | None = None


class RecordAttendance(Command):
    """Say how long a learner was at a lesson: the minutes, or when they came and when they left, or all three."""

    edition: UUID
    session: UUID
    person: PersonId
    minutes: Minutes | None = None
    came_at: AskedMoment | None = None
    left_at: AskedMoment | None = None


class CorrectAttendance(Command):
    """Say how long a learner really was at a lesson."""

    edition: UUID
    session: UUID
    person: PersonId
    minutes: Minutes | None = None
    came_at: AskedMoment | None = None
    left_at: AskedMoment | None = None
    reason: Note


class SignRegister(Command):
    """Sign the register of a lesson as its teacher or as its tutor."""

    edition: UUID
    session: UUID
    signed_as: Signatory
