"""What may be asked of training about: attendance."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import PersonId


class RecordAttendance(Command):
    """Say how many minutes of a lesson a learner was there."""

    edition: UUID
    session: UUID
    person: PersonId
    minutes: Annotated[int, Field(ge=0, le=1440)]
