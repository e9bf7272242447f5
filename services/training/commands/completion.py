"""What may be asked of training about: completion."""

from uuid import UUID

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.training.events import Test


class CompleteCourse(Command):
    """Find that a learner has completed the course; `test` is the result of the test, where there is one."""

    edition: UUID
    person: PersonId
    test: Test | None = None
