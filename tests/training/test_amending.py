"""What is voided takes no seat that was given away, leaves no signature untrue and no certificate without its completion."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.kernel.amending import ApproveAmendment, BuiltUpon, VoidFact
from services.training import commands as asks
from services.training.application import Training
from services.training.domain.certificate import CourseNotCompleted
from services.training.domain.learner import SeatsTaken
from services.training.events import CertificateIssued, CourseCompleted, LearnerWithdrawn
from tests.memory import Book, somebody
from tests.spec import an_id
from tests.training.story import CLASS, EDITION, MARCO, OPENED, PUBLISHED, REGISTER, RITA, SCHEDULED, SIGNED, THERE

MORNING, LATER = datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 6, 1, 9, tzinfo=UTC)
SUNNI = an_id("sunni")


class School:
    """Training over a ledger in memory."""

    def __init__(self, *facts) -> None:
        self.book = Book("training")
        self.training = Training(self.book)
        self.book.tell(PUBLISHED, *facts)

    def by(self, name="anna", role="coordinator"):
        return somebody(role, name=name, at=LATER)

    def enrol(self, person):
        ask = asks.EnrolLearner(
            edition=EDITION, person=person, learner_type="citizen", occurred_at=datetime(2026, 3, 1, tzinfo=UTC)
        )
        self.training.learning.enrol_learner(ask, self.by())

    def withdraw(self, person):
        ask = asks.WithdrawLearner(edition=EDITION, person=person, occurred_at=MORNING)
        self.training.learning.withdraw_learner(ask, self.by())

    def complete(self, person=MARCO):
        self.training.completions.complete_course(asks.CompleteCourse(edition=EDITION, person=person), self.by())

    def certify(self, person=MARCO):
        self.training.certificates.issue_certificate(asks.IssueCertificate(edition=EDITION, person=person), self.by())

    def void(self, kind):
        """The last fact of a kind; by two people where two are needed."""
        fact = self.book.told(kind)[-1]
        receipt = self.training.amendments.void_fact(VoidFact(fact=fact.id, ground="wrong-entry"), self.by())
        if "amendment" in receipt.ids:
            approve = ApproveAmendment(amendment=UUID(receipt.ids["amendment"]))
            self.training.amendments.approve_amendment(approve, self.by("rita"))


def test_a_withdrawal_that_is_voided_takes_the_seat_back():
    school = School(OPENED)
    school.enrol(MARCO)
    school.enrol(RITA)
    school.withdraw(MARCO)
    school.void(LearnerWithdrawn)
    with pytest.raises(SeatsTaken):
        school.enrol(SUNNI)


def test_a_withdrawal_stands_once_its_seat_was_given_to_another():
    school = School(OPENED)
    school.enrol(MARCO)
    school.enrol(RITA)
    school.withdraw(MARCO)
    school.enrol(SUNNI)
    with pytest.raises(BuiltUpon):
        school.void(LearnerWithdrawn)


def test_a_withdrawal_stands_once_it_was_signed_that_nobody_is_missing():
    school = School(OPENED, SCHEDULED)
    school.enrol(MARCO)
    school.enrol(RITA)
    school.withdraw(RITA)
    school.book.tell(REGISTER, THERE, *SIGNED)
    with pytest.raises(BuiltUpon):
        school.void(LearnerWithdrawn)


def test_a_certificate_holds_no_longer_than_the_completion_it_certifies():
    school = School(*CLASS, REGISTER, THERE, *SIGNED)
    school.complete()
    school.certify()
    school.void(CourseCompleted)
    with pytest.raises(CourseNotCompleted):
        school.certify()
    school.complete()
    school.certify()
    assert len(school.book.told(CertificateIssued)) == 2
