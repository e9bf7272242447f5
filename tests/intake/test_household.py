"""A household enters a project once, with an adult head, taken in charge and informed."""

from dataclasses import replace
from datetime import date, timedelta

from services.intake.commands import EnrolFamily
from services.intake.domain.case import Case
from services.intake.domain.household import (
    AlreadyEnrolled,
    AlreadyInAHousehold,
    GuardianMustBeAdult,
    HeadMustBeAdult,
    Household,
    Membership,
    NotTakenInCharge,
    PrivacyNoticeMissing,
    enrol,
    evolve,
)
from services.intake.domain.person import Person, UnknownPerson
from services.intake.events import FamilyEnrolled, HeadChanged, Member, MembershipTaken, PrivacyNotice, ProgrammeRules
from services.kernel.rules import InTheFuture
from tests.spec import an_id, given

FAMILY, AMAL, SAMI = an_id("family"), an_id("amal"), an_id("sami")
DAY = date(2026, 3, 1)
NOTICE = PrivacyNotice(given_on=DAY, language="ar", version="1")
MEMBERS = (Member(person=AMAL, relationship="head"), Member(person=SAMI, relationship="1"))
ASK = EnrolFamily(household=FAMILY, project="PROG-2784", head=AMAL, members=MEMBERS, notice=NOTICE)
IN_CHARGE = Case("sds", "PROG-2784", AMAL, open=True)
ADULT, CHILD = Person(known=True, birth_date=date(1990, 1, 1)), Person(known=True, birth_date=date(2015, 1, 1))
WORLD = {
    "today": DAY,
    "rules": ProgrammeRules(),
    "case": IN_CHARGE,
    "persons": {AMAL: ADULT, SAMI: CHILD},
    "memberships": {AMAL: Membership(), SAMI: Membership()},
}
ENROLLED = FamilyEnrolled(
    household=FAMILY, project="PROG-2784", agency="sds", head=AMAL, members=MEMBERS, adults=(AMAL,), entry=DAY, notice=NOTICE
)


def enrolling(*facts, **world):
    return given(evolve, Household(), *facts).when(enrol, FAMILY, ASK, "sds", DAY, **{**WORLD, **world})


def test_a_family_taken_in_charge_and_informed_enters_the_project():
    enrolling().then(
        ENROLLED,
        MembershipTaken(project="PROG-2784", person=AMAL, household=FAMILY),
        MembershipTaken(project="PROG-2784", person=SAMI, household=FAMILY),
    )


def test_nobody_enters_without_presa_in_carico():
    enrolling(case=Case()).refuses(NotTakenInCharge)


def test_a_case_of_another_project_does_not_count():
    enrolling(case=replace(IN_CHARGE, project="OTHER")).refuses(NotTakenInCharge)


def test_a_household_enters_once():
    enrolling(ENROLLED).refuses(AlreadyEnrolled)


def test_the_head_is_an_adult():
    enrolling(persons={AMAL: CHILD, SAMI: CHILD}).refuses(HeadMustBeAdult, person=AMAL)


def test_a_person_belongs_to_one_household_at_a_time():
    taken = {AMAL: Membership(), SAMI: Membership(an_id("other"))}
    enrolling(memberships=taken).refuses(AlreadyInAHousehold, person=SAMI)


def test_every_member_is_a_registered_person():
    enrolling(persons={AMAL: ADULT, SAMI: Person()}).refuses(UnknownPerson, person=SAMI)


def test_a_notice_was_not_given_on_a_day_that_has_not_come():
    ask = ASK.model_copy(update={"notice": NOTICE.model_copy(update={"given_on": DAY + timedelta(1)})})
    given(evolve, Household()).when(enrol, FAMILY, ask, "sds", DAY, **WORLD).refuses(InTheFuture, field="notice.given_on")


def test_the_family_was_given_the_privacy_notice():
    ask = ASK.model_copy(update={"notice": None})
    given(evolve, Household()).when(enrol, FAMILY, ask, "sds", DAY, **WORLD).refuses(PrivacyNoticeMissing)


def test_a_head_under_age_has_a_guardian():
    aunt = an_id("aunt")
    ask = ASK.model_copy(update={"guardian": aunt})
    world = {**WORLD, "persons": {AMAL: CHILD, SAMI: CHILD, aunt: ADULT}}
    outcome = given(evolve, Household()).when(enrol, FAMILY, ask, "sds", DAY, **world)
    assert outcome.broken == ()
    assert outcome.facts[0] == ENROLLED.model_copy(update={"adults": (), "guardian": aunt})
    assert outcome.facts[0].subjects == (AMAL, SAMI, aunt)


def test_the_guardian_is_an_adult_and_another_person_than_the_head():
    aunt = an_id("aunt")
    world = {**WORLD, "persons": {AMAL: CHILD, SAMI: CHILD, aunt: CHILD}}
    for guardian in (aunt, AMAL):
        ask = ASK.model_copy(update={"guardian": guardian})
        given(evolve, Household()).when(enrol, FAMILY, ask, "sds", DAY, **world).refuses(GuardianMustBeAdult, person=guardian)


def test_the_guardian_is_a_registered_person():
    aunt = an_id("aunt")
    world = {**WORLD, "persons": {AMAL: CHILD, SAMI: CHILD, aunt: Person()}}
    ask = ASK.model_copy(update={"guardian": aunt})
    given(evolve, Household()).when(enrol, FAMILY, ask, "sds", DAY, **world).refuses(UnknownPerson, field="guardian")


def test_the_guardian_may_sign_for_the_household_until_an_adult_heads_it():
    aunt = an_id("aunt")
    with_guardian = ENROLLED.model_copy(update={"guardian": aunt})
    assert given(evolve, Household(), with_guardian).state.signatories == {AMAL, SAMI, aunt}
    grown = HeadChanged(household=FAMILY, head=SAMI, before=AMAL)
    assert given(evolve, Household(), with_guardian, grown).state.signatories == {AMAL, SAMI}
