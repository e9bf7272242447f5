"""What intake or somebody else takes back: no match, number or course is lost or kept against the rules."""

from dataclasses import replace
from datetime import date
from functools import reduce
from uuid import UUID, uuid4

import pytest

from services.kernel.amending import BuiltUpon, CorrectFact, FieldStands, VoidCaused, amended
from services.kernel.command import OF_REACTIONS
from services.register import commands as asks
from services.register.application import Register
from services.register.domain import volunteer
from services.register.domain.hours import ApproverIsTheVolunteer
from services.register.domain.match import ShiftsOverlap
from services.register.domain.need import FamilyHasLeft
from services.register.domain.registration import AlreadyRegistered
from services.register.domain.volunteer import AlreadyApplied
from services.register.events import (
    HouseholdNoted,
    MatchEnded,
    SkillDeclared,
)
from services.register.reactions import ON
from services.training.events import CertificateIssued, CertificateRevoked
from tests.memory import Book, somebody
from tests.register.examples import (
    AGAIN,
    APPLIED,
    AVAILABLE,
    FAMILY,
    HEAD,
    JANUARY,
    JULY,
    MARCO,
    MONDAYS,
    NEED,
    REGISTERED,
    RITA,
    VETTED,
    cover,
    need,
)
from tests.spec import an_id, recorded

ONCE_MORE, MAY = an_id("marco, a third time"), date(2026, 5, 1)
JUNE = date(2026, 6, 1)


def of(person, *facts):
    """The same facts about somebody else."""
    return [fact.model_copy(update={"person": person}) for fact in facts]


STORY = (APPLIED, VETTED, SkillDeclared(person=MARCO, skill="italian"), AVAILABLE, cover())


class Albo:
    """The register over a ledger in memory: Marco and Rita, and a family that needs Italian."""

    def __init__(self) -> None:
        self.book = Book("register")
        self.register = Register(self.book)
        self.book.tell(*STORY, REGISTERED, *of(RITA, *STORY, REGISTERED.model_copy(update={"number": 2})))
        self.book.tell(HouseholdNoted(household=FAMILY, project="PROG-2784", agency="sds", head=HEAD), need())

    def match(self, person=MARCO, of_need=NEED):
        """Proposed by one and confirmed by another."""
        propose = asks.ProposeMatch(household=FAMILY, need=of_need, person=person, shifts=MONDAYS)
        match = UUID(self.register.matching.propose_match(propose, somebody()).ids["match"])
        self.register.matching.confirm_match(asks.ConfirmMatch(household=FAMILY, match=match), somebody(name="rita"))
        return match

    def exits(self, day=MAY):
        """The family leaves, by a fact of intake whose id is given back."""
        cause = uuid4()
        by = replace(somebody("system"), key=f"{OF_REACTIONS}{cause}:register:EndMatchesAfterExit:0")
        self.register.matching.end_matches_after_exit(asks.EndMatchesAfterExit(household=FAMILY, exit=day), by)
        return cause

    def never_was(self, cause):
        self.register.amendments.void_caused(VoidCaused(fact=cause, ground="wrong-household"), somebody("system"))

    def same(self, one, other):
        self.register.volunteers.note_duplicate(asks.NoteDuplicate(survivor=one, merged=other), somebody("system"))

    def volunteer(self, person):
        facts = amended(self.book.book.stream(f"volunteer/{person}"))
        return reduce(volunteer.evolve, facts, volunteer.Volunteer())

    def hear(self, event):
        """A fact of a neighbour, and what the register does about it."""
        for ask in ON[type(event)](recorded(event)):
            self.register.internal[type(ask)](ask, somebody("system"))


@pytest.fixture
def albo() -> Albo:
    return Albo()


def test_a_family_that_never_left_has_its_volunteer_again(albo: Albo):
    match = albo.match()
    exited = albo.exits()
    with pytest.raises(FamilyHasLeft):
        albo.match(RITA)
    albo.never_was(exited)
    ask = asks.LogHours(household=FAMILY, match=match, day=date(2026, 5, 4), minutes=60)
    albo.register.hours.log_hours(ask, somebody())


def test_who_is_needed_elsewhere_by_now_does_not_come_back_by_itself(albo: Albo):
    albo.match()
    exited = albo.exits()
    other = an_id("another family")
    albo.book.tell(
        HouseholdNoted(household=other, project="PROG-2784", agency="sds", head=RITA), need(household=other, need=other, start=JUNE)
    )
    propose = asks.ProposeMatch(household=other, need=other, person=MARCO, shifts=MONDAYS)
    match = UUID(albo.register.matching.propose_match(propose, somebody()).ids["match"])
    albo.register.matching.confirm_match(asks.ConfirmMatch(household=other, match=match), somebody(name="rita"))
    with pytest.raises(BuiltUpon):
        albo.never_was(exited)


def test_who_is_insured_no_longer_does_not_come_back_by_itself(albo: Albo):
    albo.match()
    exited = albo.exits()
    ask = asks.EndCover(person=MARCO, cover=cover().cover, ended_on=MAY, reason="other")
    albo.register.covers.end_cover(ask, somebody("registrar"))
    with pytest.raises(BuiltUpon):
        albo.never_was(exited)


def test_how_a_match_ended_is_told_to_the_agenda_too_and_stands(albo: Albo):
    match = albo.match()
    ask = asks.EndMatch(household=FAMILY, match=match, ended_on=MAY, reason="other")
    albo.register.matching.end_match(ask, somebody())
    (ended,) = albo.book.told(MatchEnded)
    with pytest.raises(FieldStands):
        albo.register.amendments.correct_fact(
            CorrectFact(fact=ended.id, ground="other", corrected={"reason": "completed"}), somebody()
        )


def test_a_human_has_one_number_however_many_ids_lead_to_it(albo: Albo):
    albo.same(AGAIN, MARCO)
    albo.same(ONCE_MORE, AGAIN)
    with pytest.raises(AlreadyApplied):
        albo.register.volunteers.apply_as_volunteer(asks.ApplyAsVolunteer(person=ONCE_MORE), somebody("registrar"))
    albo.book.tell(*of(ONCE_MORE, APPLIED, VETTED))
    ask = asks.RegisterVolunteer(person=ONCE_MORE, section="regular", start=JULY)
    with pytest.raises(AlreadyRegistered):
        albo.register.registrations.register_volunteer(ask, somebody("registrar"))


def test_nobody_approves_their_own_hours_under_another_id(albo: Albo):
    match = albo.match()
    log = asks.LogHours(household=FAMILY, match=match, day=date(2026, 5, 4), minutes=60)
    hours = UUID(albo.register.hours.log_hours(log, somebody("volunteer", name=str(MARCO))).ids["hours"])
    albo.same(AGAIN, MARCO)
    albo.same(ONCE_MORE, AGAIN)
    approve = asks.ApproveHours(person=MARCO, hours=hours)
    with pytest.raises(ApproverIsTheVolunteer):
        albo.register.hours.approve_hours(approve, somebody("registrar", name=str(ONCE_MORE)))


def test_nobody_is_at_two_places_at_once_under_two_ids(albo: Albo):
    albo.book.tell(*of(AGAIN, *STORY, REGISTERED.model_copy(update={"number": 3})))
    albo.match()
    albo.same(MARCO, AGAIN)
    albo.book.tell(need(need=an_id("more")))
    with pytest.raises(ShiftsOverlap):
        albo.match(AGAIN, of_need=an_id("more"))


def test_who_is_given_another_certificate_has_the_course_again(albo: Albo):
    about = {"certificate": an_id("c"), "edition": an_id("e"), "course": an_id("k"), "person": MARCO}
    issued = CertificateIssued(
        **about, agency="sds", learner_type="citizen", title="Italiano", hours=10, minutes=600, percent=100, rule_version="1",
        completed_on=JANUARY, issued_on=JANUARY, verification_code="7Q2M-4XKA-9D1C-V8TE",
    )  # fmt: skip
    revoked = CertificateRevoked(**about, verification_code="7Q2M-4XKA-9D1C-V8TE", cause="issued-in-error", revoked_on=JULY)
    counted = []
    for event in (issued, revoked, issued):
        albo.hear(event)
        counted.append(bool(albo.volunteer(MARCO).courses))
    assert counted == [True, False, True]
