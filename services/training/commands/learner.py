"""What may be asked of training about: learner."""

from uuid import UUID

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.words import Note
from services.training.events import LearnerType


class EnrolLearner(Command):
    """Enrol a person in the edition."""

    edition: UUID
    person: PersonId
    learner_type: LearnerType


class WithdrawLearner(Command):
    """Say that a learner takes part no more; the seat becomes free."""

    edition: UUID
    person: PersonId
    reason: Note | None = None
