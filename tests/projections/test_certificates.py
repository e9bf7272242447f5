"""Certificates: each as it stands; a revocation that is heard first is kept; a code is found however it is typed."""

from datetime import date

import pytest

from projections.certificates import MODEL, by_code, by_id, spelled
from services.training.events import CertificateIssued, CertificateRevoked, CourseCompleted
from tests.projections.told import given
from tests.projections.world import World
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


COMPLETED = CourseCompleted(
    edition=ISSUED.edition, course=ISSUED.course, person=ISSUED.person, learner_type="recipient", minutes=1290, percent=89,
    test="passed", rule_version="1", completed_on=ISSUED.completed_on,
)  # fmt: skip


def test_a_certificate_holds_no_longer_than_the_completion_it_certifies(world: World):
    completion, _ = world.tell(COMPLETED), world.tell(ISSUED)
    world.project(models=[MODEL])
    assert by_code(world.read, CODE).revoked_on is None
    world.void(completion, "training")
    again = ISSUED.model_copy(update={"certificate": an_id("another"), "verification_code": "AAAA-BBBB-CCCC-DDDD"})
    world.tell_all([COMPLETED, again])
    world.project(models=[MODEL])
    assert by_code(world.read, CODE).revoked_on
    assert by_id(world.read, again.certificate).revoked_on is None


def test_a_revocation_is_told_with_its_own_day_and_an_unknown_code_with_nothing(world: World):
    world.tell_all([COMPLETED, ISSUED, REVOKED])
    world.project(models=[MODEL])
    assert by_code(world.read, CODE).revoked_on == date(2026, 5, 20)
    assert by_code(world.read, "0000-0000-0000-0000") is None
