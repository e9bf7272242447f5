"""What training publishes about: certificate."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode, Personal, PersonId
from services.training.events.completion import Test
from services.training.events.edition import LearnerType

RevocationCause = Literal["issued-in-error", "attendance-corrected", "fraud", "other"]


class CertificateIssued(Event):
    """A learner who has completed the course has a certificate; anyone who holds its code can check it, for ever.

    As an Open Badges 3 credential its id is `urn:uuid:` and the id of the certificate.
    """

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("person",)
    happened: ClassVar = "issued_on"
    certificate: UUID
    edition: UUID
    course: UUID
    agency: AgencyCode
    person: PersonId
    learner_type: LearnerType
    title: str
    """Of the course, as it reads on the certificate."""
    hours: int
    minutes: int
    percent: int
    test: Test | None = None
    rule_version: str
    completed_on: date
    issued_on: date
    verification_code: str
    """For verification: four groups of four letters and digits."""


class CertificateRevoked(Event):
    """A certificate is no longer valid; who checks it is told so."""

    stream: ClassVar = "edition/{edition}"
    about: ClassVar = ("person",)
    happened: ClassVar = "revoked_on"
    certificate: UUID
    edition: UUID
    course: UUID
    person: PersonId
    verification_code: str
    cause: RevocationCause
    revoked_on: date
    reason: Annotated[str | None, Personal("person")] = None
