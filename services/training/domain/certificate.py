"""Certificates: one valid at a time for who has completed the course; a revoked one stays on record and reads as revoked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown
from services.training.commands import IssueCertificate, RevokeCertificate
from services.training.domain.completion import Standing
from services.training.domain.course import Course
from services.training.domain.edition import opened
from services.training.events import CertificateIssued, CertificateRevoked, CourseCompleted

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of Crockford: no letter that is read as a digit, or as another."""


class CourseNotCompleted(RuleBroken):
    """A certificate is for who has completed the course."""


class CertificateAlreadyIssued(RuleBroken):
    """A person has one valid certificate per edition, under whichever id."""


class CertificateBeforeCompletion(RuleBroken):
    """A certificate is issued on the day of completion at the earliest."""


class UnknownCertificate(Unknown):
    """The edition has issued no such certificate."""


class CertificateAlreadyRevoked(RuleBroken):
    """A certificate is revoked once, and for good."""


class RevokedBeforeIssue(RuleBroken):
    """A certificate is revoked on the day of its issue at the earliest."""


@dataclass(frozen=True)
class Certificates:
    """Those that an edition has issued, which of them are revoked, and who has completed the course."""

    issued: Mapping[UUID, CertificateIssued] = field(default_factory=dict)
    revoked: frozenset[UUID] = frozenset()
    """Also those whose completion was voided since: they hold no more than it does."""
    completed: frozenset[UUID] = frozenset()


def issue(
    certificates: Certificates, name: UUID, ask: IssueCertificate, day: date, *, standing: Standing, course: Course, code: str
) -> Iterator[Event | RuleBroken]:  # fmt: skip
    """It says what the registers say now: after a correction that lets the rule be unmet, there is none."""
    terms, completed = opened(standing.edition), standing.completions.completed.get(ask.person)
    if completed is None:
        raise CourseNotCompleted("person", person=ask.person)
    for certificate in certificates.issued.values():
        if certificate.person in standing.ids and certificate.certificate not in certificates.revoked:
            raise CertificateAlreadyIssued("person", certificate=certificate.certificate)
    yield from standing.broken()
    if day < completed.completed_on:
        yield CertificateBeforeCompletion("occurred_at", completed_on=completed.completed_on)
    yield CertificateIssued(
        certificate=name, edition=ask.edition, course=terms.course, agency=terms.agency, person=ask.person,
        learner_type=completed.learner_type, title=course.title, hours=terms.hours, minutes=standing.minutes,
        percent=standing.percent, test=completed.test, rule_version=completed.rule_version,
        completed_on=completed.completed_on, issued_on=day, verification_code=code,
    )  # fmt: skip


def revoke(certificates: Certificates, ask: RevokeCertificate, day: date) -> Iterator[Event | RuleBroken]:
    """With its cause; who has completed the course may be given another."""
    certificate = certificates.issued.get(ask.certificate)
    if certificate is None:
        raise UnknownCertificate("certificate", certificate=ask.certificate)
    if ask.certificate in certificates.revoked:
        raise CertificateAlreadyRevoked("certificate", certificate=ask.certificate)
    if day < certificate.issued_on:
        yield RevokedBeforeIssue("occurred_at", issued_on=certificate.issued_on)
    yield CertificateRevoked(
        certificate=ask.certificate, edition=ask.edition, course=certificate.course, person=certificate.person,
        verification_code=certificate.verification_code, cause=ask.cause, revoked_on=day, reason=ask.reason,
    )  # fmt: skip


def verification_code(chance: UUID) -> str:
    """Four groups of four letters and digits, 80 bits: short enough to type, too many to guess."""
    number = int.from_bytes(chance.bytes[-8:] + chance.bytes[:2])
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[n : n + 4] for n in range(0, 16, 4))


def evolve(certificates: Certificates, fact: Recorded) -> Certificates:
    """Issued to who has completed the course, revoked."""
    match fact.event:
        case CourseCompleted(person=person):
            return replace(certificates, completed=certificates.completed | {person})
        case CertificateIssued(certificate=name, person=person) as certificate:
            revoked = certificates.revoked if person in certificates.completed else certificates.revoked | {name}
            return replace(certificates, issued={**certificates.issued, name: certificate}, revoked=revoked)
        case CertificateRevoked(certificate=name):
            return replace(certificates, revoked=certificates.revoked | {name})
        case _:
            return certificates
