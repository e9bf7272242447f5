"""What may be asked of training about: certificate."""

from uuid import UUID

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.words import Note
from services.training.events import RevocationCause


class IssueCertificate(Command):
    """Give a learner who has completed the course a certificate."""

    edition: UUID
    person: PersonId


class RevokeCertificate(Command):
    """Say that a certificate is no longer valid."""

    edition: UUID
    certificate: UUID
    cause: RevocationCause
    reason: Note | None = None
