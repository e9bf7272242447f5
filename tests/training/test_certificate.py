"""Who has completed has one valid certificate; it says what the registers say, and a revoked one stays on record."""

import re
from datetime import timedelta
from uuid import uuid4

from services.training.commands import IssueCertificate, RevokeCertificate
from services.training.domain import certificate, completion
from services.training.domain.course import Course
from tests.spec import an_id
from tests.training.story import (
    CERTIFICATE,
    CODE,
    COMPLETED,
    CORRECTED,
    EDITION,
    HELD,
    ISSUED,
    MARCO,
    MARCO_AGAIN,
    REVOKED,
    SIGNED,
    THERE,
    UNTIL,
    standing,
    the_certificates,
)

DONE = (*HELD, THERE, *SIGNED, COMPLETED)


def issuing(*facts, day=UNTIL, ids=(), person=MARCO):
    ask = IssueCertificate(edition=EDITION, person=person)
    stands = standing(*facts, ids={person, *ids})
    return the_certificates(*facts).when(
        certificate.issue, CERTIFICATE, ask, day, standing=stands, course=Course(10, "Welcome"), code=CODE
    )


def revoking(*facts, name=CERTIFICATE, day=UNTIL):
    ask = RevokeCertificate(edition=EDITION, certificate=name, cause="fraud")
    return the_certificates(*facts).when(certificate.revoke, ask, day)


def test_a_certificate_is_issued():
    issuing(*DONE).then(ISSUED)


def test_only_who_has_completed_gets_one():
    issuing(*DONE[:-1]).refuses(certificate.CourseNotCompleted)


def test_a_person_has_one_valid_certificate_under_whichever_id():
    issuing(*DONE, ISSUED).refuses(certificate.CertificateAlreadyIssued, certificate=CERTIFICATE)
    other = COMPLETED.model_copy(update={"person": MARCO_AGAIN})
    issuing(*DONE, other, ISSUED, person=MARCO_AGAIN, ids=[MARCO]).refuses(certificate.CertificateAlreadyIssued)


def test_a_certificate_is_not_issued_before_completion():
    issuing(*DONE, day=UNTIL - timedelta(1)).refuses(certificate.CertificateBeforeCompletion, completed_on=UNTIL)


def test_a_correction_that_lets_the_rule_be_unmet_leaves_no_certificate():
    issuing(*DONE, CORRECTED).refuses(completion.AttendanceTooLow)


def test_a_certificate_is_revoked():
    revoking(*DONE, ISSUED).then(REVOKED)


def test_a_certificate_is_revoked_once():
    revoking(*DONE, ISSUED, REVOKED).refuses(certificate.CertificateAlreadyRevoked)


def test_only_an_issued_certificate_is_revoked():
    revoking(*DONE, name=an_id("never issued")).refuses(certificate.UnknownCertificate)


def test_a_certificate_is_not_revoked_before_its_issue():
    revoking(*DONE, ISSUED, day=UNTIL - timedelta(1)).refuses(certificate.RevokedBeforeIssue, issued_on=UNTIL)


def test_after_a_revocation_another_may_be_issued():
    issuing(*DONE, ISSUED, REVOKED).then(ISSUED)


def test_a_verification_code_can_be_typed_and_not_guessed():
    codes = {certificate.verification_code(uuid4()) for _ in range(1000)}
    assert len(codes) == 1000
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)
    used = {character for code in codes for character in code}
    assert used == {*certificate.ALPHABET, "-"}
