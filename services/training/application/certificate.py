"""Commands of training about: certificate."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.training import commands as asks
from services.training.application import reading
from services.training.application.reading import Decision
from services.training.domain import certificate
from services.training.domain.edition import opened


class Certificates:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def issue_certificate(self, ask: asks.IssueCertificate, by: Caller) -> Receipt:
        """Certify that a learner has completed the course."""
        name, code = by.new_id("certificate"), certificate.verification_code(by.new_id("verification code"))

        def decide(read: Reading) -> Decision:
            standing = reading.standing_of(read, ask.edition, ask.person, by)
            return certificate.issue(
                reading.certificates_of(read, ask.edition), name, ask, reading.day(ask, by), standing=standing, code=code,
                course=reading.course_of(read, opened(standing.edition).course),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def revoke_certificate(self, ask: asks.RevokeCertificate, by: Caller) -> Receipt:
        """Take its validity away."""

        def decide(read: Reading) -> Decision:
            reading.edition_of(read, ask.edition, by)
            return certificate.revoke(reading.certificates_of(read, ask.edition), ask, reading.day(ask, by))

        return self.ledger.record(ask, by, decide)
