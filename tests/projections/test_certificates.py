"""Certificates: each as it stands; a revocation that is heard first is kept; a code is found however it is typed."""

from datetime import date

import pytest

from projections.certificates import MODEL, spelled
from services.training.events import CertificateIssued, CertificateRevoked
from tests.projections.told import given
from tests.spec import an_id, recorded

CODE = "7Q2M-4XKA-9D1C-V8TE"
ISSUED = CertificateIssued(
    certificate=an_id("certificate"), edition=an_id("edition"), course=an_id("course"), agency="sds", person=an_id("amal"),
    learner_type="recipient", title="Italiano", hours=24, minutes=1290, percent=89, test="passed", rule_version="1",
    completed_on=date(2026, 4, 30), issued_on=date(2026, 5, 4), verification_code=CODE,
)  # fmt: skip
REVOKED = CertificateRevoked(
    certificate=ISSUED.certificate, edition=ISSUED.edition, course=ISSUED.course, person=ISSUED.person,
    verification_code=CODE, cause="fraud", revoked_on=date(2026, 5, 20),
)  # fmt: skip


def told(*facts):
    return given(*(recorded(fact, n, service="training") for n, fact in enumerate(facts, 1))).when(MODEL)


def test_a_certificate_stands_until_it_is_revoked():
    told(ISSUED).then("certificate", {"verification_code": CODE, "title": "Italiano", "minutes": 1290, "revoked_on": None})
    told(ISSUED, REVOKED).then(
        "certificate", {"verification_code": CODE, "issued_on": date(2026, 5, 4), "revoked_on": date(2026, 5, 20)}
    )


def test_no_name_is_kept():
    (row,) = told(ISSUED).of("certificate")
    assert row["person"] == ISSUED.person
    assert not {"name", "initials"} & row.keys()


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), "7q2m4xka9d1cv8te", " 7Q2M 4XKA 9D1C V8TE ", "7Q2M-4XKA-9DIC-V8TE"])
def test_a_code_is_found_however_it_is_typed(typed):
    assert spelled(typed) == CODE
