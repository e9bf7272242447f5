"""Who is let into a family's file helps; whose charge it is decides. Through the application, as each agency would ask."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.intake import commands as asks
from services.intake.application import Intake
from services.intake.codes import service_codes
from services.intake.domain.case import CaseIsClosed, NotInYourCharge
from services.intake.domain.household import ExitBeforeEntry, NotEnrolled, UnknownHousehold
from services.intake.events import FamilyEnrolled, MemberLeft, ProgrammeRules, ServiceDelivered
from services.kernel.amending import ApproveAmendment, BuiltUpon, CorrectFact, UnknownFact, VoidFact
from tests.memory import NOW, Book, somebody

DAY = NOW.date()
NOTICE = {"given_on": DAY - timedelta(days=30), "language": "it", "version": "1"}


class Town:
    """Two agencies, and one family in charge of the first."""

    def __init__(self) -> None:
        self.book = Book("intake")
        self.intake = Intake(self.book, service_codes())
        for agency in ("sds", "coop"):
            self.intake.programmes.register_agency(asks.RegisterAgency(agency=agency, name=agency), somebody("admin"))
        declared = asks.DeclareProgramme(project="P", name="P", rules=ProgrammeRules())
        self.intake.programmes.declare_programme(declared, somebody("admin"))
        self.head = self.register(date(1990, 1, 1))
        opened = self.intake.cases.open_case(asks.OpenCase(project="P", head=self.head), somebody())
        self.family = UUID(opened.ids["household"])
        self.enrol(self.family, self.head)

    def register(self, born: date) -> UUID:
        told = self.intake.persons.register_person(asks.RegisterPerson(given_name="N", birth_date=born), somebody())
        return UUID(told.ids["person"])

    def enrol(self, household: UUID, *people: UUID) -> None:
        members = tuple({"person": person, "relationship": "1"} for person in people)
        ask = {"household": household, "project": "P", "head": people[0], "members": members, "notice": NOTICE}
        ask["occurred_at"] = NOW - timedelta(days=30)
        self.intake.households.enrol_family(asks.EnrolFamily.model_validate(ask), somebody())

    def let_in(self, agency: str = "coop", days: int = 30) -> UUID:
        ask = asks.GiveConsent(
            household=self.family, purpose="care", recipients=(agency,), expires=DAY + timedelta(days), signatory=self.head
        )
        return UUID(self.intake.consents.give_consent(ask, somebody()).ids["consent"])

    def serve(self, agency: str = "sds", on: date = DAY) -> UUID:
        ask = asks.RecordService(household=self.family, code="A1.01", delivered_on=on, recipients=(self.head,))
        return UUID(self.intake.services.record_service(ask, somebody(agency=agency)).ids["delivery"])

    def transfer(self) -> None:
        self.intake.cases.transfer_case(asks.TransferCase(household=self.family, agency="coop"), somebody())

    def leave(self, agency: str = "sds") -> None:
        ask = asks.EndEnrolment(household=self.family, exit=DAY, destination="rental", reason="moved")
        self.intake.households.end_enrolment(ask, somebody(agency=agency))


@pytest.fixture
def town() -> Town:
    return Town()


def test_who_is_let_in_does_not_send_the_family_away(town: Town):
    town.let_in()
    with pytest.raises(NotInYourCharge):
        town.leave("coop")


def test_who_is_let_in_amends_only_what_it_recorded_itself(town: Town):
    town.let_in()
    ours, theirs = town.serve("sds"), town.serve("coop")
    void = town.intake.services.void_service
    with pytest.raises(NotInYourCharge):
        void(asks.VoidService(household=town.family, delivery=ours, reason="no"), somebody(agency="coop", name="cleo"))
    correction = asks.CorrectService(household=town.family, delivery=ours, minutes=1, reason="no")
    with pytest.raises(NotInYourCharge):
        town.intake.services.correct_service(correction, somebody(agency="coop", name="cleo"))
    assert void(asks.VoidService(household=town.family, delivery=theirs, reason="twice"), somebody(name="rita")).events


def test_who_is_let_in_revises_only_the_assessments_that_it_made(town: Town):
    town.let_in()
    made = town.intake.assessments.record_assessment(
        asks.RecordAssessment(household=town.family, person=town.head, phase="entry", scores={"housing": 2}), somebody()
    )
    ask = asks.ReviseAssessment(
        household=town.family, assessment=UUID(made.ids["assessment"]), scores={"housing": 5}, reason="better"
    )  # fmt: skip
    with pytest.raises(NotInYourCharge):
        town.intake.assessments.revise_assessment(ask, somebody(agency="coop"))
    assert town.intake.assessments.revise_assessment(ask, somebody()).events


def test_nobody_leaves_before_they_have_joined(town: Town):
    child = town.register(date(2015, 1, 1))
    town.intake.households.add_member(asks.AddMember(household=town.family, person=child, relationship="1"), somebody())
    before = asks.RemoveMember(household=town.family, person=child, occurred_at=NOW - timedelta(days=1))
    with pytest.raises(ExitBeforeEntry):
        town.intake.households.remove_member(before, somebody())


def test_who_has_handed_a_family_over_amends_nothing_of_it_any_more(town: Town):
    town.serve()
    town.transfer()
    for kind in (FamilyEnrolled, ServiceDelivered):
        (fact,) = town.book.told(kind)
        with pytest.raises(UnknownFact):
            town.intake.amendments.void_fact(VoidFact(fact=fact.id, ground="other"), somebody())
    corrected = CorrectFact(fact=fact.id, ground="other", corrected={"minutes": 7})
    with pytest.raises(UnknownFact):
        town.intake.amendments.correct_fact(corrected, somebody())


def test_what_was_asked_before_a_family_was_handed_over_is_not_approved_after(town: Town):
    town.serve()
    (fact,) = town.book.told(ServiceDelivered)
    asked = town.intake.amendments.void_fact(VoidFact(fact=fact.id, ground="other"), somebody())
    town.transfer()
    with pytest.raises(UnknownFact):
        town.intake.amendments.approve_amendment(
            ApproveAmendment(amendment=UUID(asked.ids["amendment"])), somebody(name="rita")
        )  # fmt: skip


def test_a_consent_taken_back_closes_the_file_at_once(town: Town):
    consent = town.let_in()
    town.serve("coop")
    town.intake.consents.withdraw_consent(asks.WithdrawConsent(household=town.family, consent=consent), somebody())
    with pytest.raises(UnknownHousehold):
        town.serve("coop")


def test_a_family_that_has_gone_gets_no_new_version_of_its_plan(town: Town):
    town.intake.plans.draft_plan(asks.DraftPlan(household=town.family), somebody())
    goal = asks.SetGoal(household=town.family, person=town.head, dimension="work", text="Un corso")
    town.intake.plans.set_goal(goal, somebody())
    agreed = asks.AgreePlan(household=town.family, version=1, signatories=(town.head,))
    town.intake.plans.agree_plan(agreed, somebody())
    town.leave()
    town.intake.cases.close_case(asks.CloseCase(household=town.family, outcome="completed"), somebody())
    with pytest.raises((NotEnrolled, CaseIsClosed)):
        town.intake.plans.review_plan(asks.ReviewPlan(household=town.family, outcome="changed"), somebody())
    concluded = asks.ReviewPlan(household=town.family, outcome="concluded")
    assert town.intake.plans.review_plan(concluded, somebody()).events


def test_who_left_before_the_family_did_is_not_put_back_into_a_family_that_has_gone(town: Town):
    child = town.register(date(2015, 1, 1))
    town.intake.households.add_member(asks.AddMember(household=town.family, person=child, relationship="1"), somebody())
    town.intake.households.remove_member(asks.RemoveMember(household=town.family, person=child), somebody())
    town.leave()
    (fact,) = town.book.told(MemberLeft)
    with pytest.raises(BuiltUpon):
        town.intake.amendments.void_fact(VoidFact(fact=fact.id, ground="other"), somebody())
