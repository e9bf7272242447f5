"""Who joins, leaves and heads a household, and when the household leaves the project."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from services.intake.commands import AddMember, ChangeHead, EndEnrolment, RemoveMember
from services.intake.domain.household import (
    AlreadyHead,
    AlreadyInAHousehold,
    ExitBeforeEntry,
    ExitNeedsAssessment,
    HeadAgeNotKnown,
    HeadMustBeAdult,
    HeadNotAMember,
    HeadStays,
    Household,
    MemberNamedTwice,
    Membership,
    NotAMember,
    NotEnrolled,
    UnknownDestination,
    add_member,
    change_head,
    end_enrolment,
    enrol,
    remove_member,
)
from services.intake.domain.person import Person, UnknownPerson
from services.intake.events import (
    FamilyExited,
    FollowUpScheduled,
    HeadChanged,
    Member,
    MemberAdded,
    MemberLeft,
    MembershipReleased,
    MembershipTaken,
    ProgrammeRules,
)
from services.kernel.rules import InTheFuture
from tests.intake.test_household import ADULT, AMAL, ASK, CHILD, DAY, FAMILY, SAMI, WORLD
from tests.spec import an_id, decided

NOOR, LATER = an_id("noor"), date(2026, 5, 1)
HOME = Household("PROG-2784", "sds", AMAL, frozenset({AMAL, SAMI}), DAY, None, frozenset({AMAL, SAMI}))
GONE = replace(HOME, exit=LATER, members=frozenset())
ABOUT = {"project": "PROG-2784", "household": FAMILY}


def enrolling(ask, **world):
    return decided.by(lambda: enrol(Household(), FAMILY, ask, "sds", DAY, **{**WORLD, **world}))


def adding(household=HOME, person=ADULT, membership=Membership(), who=NOOR):  # noqa: B008 - frozen values
    ask = AddMember(household=FAMILY, person=who, relationship="1")
    return decided.by(lambda: add_member(household, ask, LATER, person=person, memberships={who: membership}))


def removing(person, household=HOME, day=LATER, to="rental"):
    ask = RemoveMember(household=FAMILY, person=person, destination=to)
    return decided.by(lambda: remove_member(household, ask, day, destinations={"rental"}))


def changing(head, household=HOME, person=ADULT):
    ask, rules = ChangeHead(household=FAMILY, head=head), ProgrammeRules()
    return decided.by(lambda: change_head(household, ask, LATER, rules=rules, persons={head: person}))


def leaving(household=HOME, *, assessed=True, day=LATER, reason=None, to="rental", follow_ups=None):
    ask = EndEnrolment(household=FAMILY, exit=day, destination=to, reason=reason)
    world = {"assessed": assessed, "destinations": {"rental", "homeless"}, "follow_ups": follow_ups or {}}
    return decided.by(lambda: end_enrolment(household, ask, LATER, **world))


def test_each_member_is_named_once():
    twice = (*ASK.members, Member(person=SAMI, relationship="1"))
    enrolling(ASK.model_copy(update={"members": twice})).refuses(MemberNamedTwice, field="members")


def test_the_head_is_one_of_the_members():
    enrolling(ASK.model_copy(update={"head": NOOR})).refuses(HeadNotAMember, field="head")


def test_whether_the_head_is_an_adult_must_be_known():
    enrolling(ASK, persons={AMAL: Person(known=True), SAMI: CHILD}).refuses(HeadAgeNotKnown, person=AMAL)


def test_somebody_joins_and_belongs_to_it_from_then_on():
    adding().then(
        MemberAdded(household=FAMILY, person=NOOR, relationship="1", adult=True, since=LATER),
        MembershipTaken(person=NOOR, **ABOUT),
    )


def test_who_joins_is_a_registered_person():
    adding(person=Person()).refuses(UnknownPerson, person=NOOR)


def test_nobody_joins_a_household_outside_the_project():
    adding(household=Household()).refuses(NotEnrolled)
    adding(household=GONE).refuses(NotEnrolled)


def test_nobody_joins_twice_nor_from_another_household():
    adding(who=SAMI).refuses(AlreadyInAHousehold, person=SAMI)
    adding(membership=Membership(an_id("elsewhere"))).refuses(AlreadyInAHousehold, person=NOOR)


def test_somebody_leaves_and_is_free_to_join_another():
    removing(SAMI).then(
        MemberLeft(household=FAMILY, person=SAMI, left=LATER, destination="rental"),
        MembershipReleased(person=SAMI, **ABOUT),
    )


def test_only_a_member_leaves():
    removing(NOOR).refuses(NotAMember, person=NOOR)


def test_the_head_stays():
    removing(AMAL).refuses(HeadStays, person=AMAL)


def test_where_somebody_goes_is_a_code_of_the_list_and_no_free_text():
    removing(SAMI, to="maria-rossi").refuses(UnknownDestination, destination="maria-rossi")
    with pytest.raises(ValidationError):
        RemoveMember(household=FAMILY, person=SAMI, destination="dalla zia Maria Rossi")


def test_nobody_leaves_before_the_household_has_entered():
    removing(SAMI, day=date(2026, 2, 1)).refuses(ExitBeforeEntry, entry=DAY)


def test_another_adult_heads_the_household():
    changing(SAMI).then(HeadChanged(household=FAMILY, head=SAMI, before=AMAL))


def test_a_stranger_does_not_head_it():
    changing(NOOR).refuses(NotAMember, field="head")


def test_who_heads_it_cannot_become_head():
    changing(AMAL).refuses(AlreadyHead, person=AMAL)


def test_a_minor_does_not_head_it_nor_somebody_without_a_birth_date():
    changing(SAMI, person=CHILD).refuses(HeadMustBeAdult)
    changing(SAMI, person=Person(known=True)).refuses(HeadAgeNotKnown)


def test_a_household_outside_the_project_has_no_head_to_change():
    changing(SAMI, household=Household()).refuses(NotEnrolled)
    changing(SAMI, household=GONE).refuses(NotEnrolled)


def test_a_household_leaves_with_all_its_members():
    members = tuple(sorted((AMAL, SAMI)))
    leaving().then(
        FamilyExited(household=FAMILY, project="PROG-2784", members=members, exit=LATER, destination="rental", head=AMAL),
        *(MembershipReleased(person=person, **ABOUT) for person in members),
    )


def test_a_household_leaves_once_and_after_it_entered():
    leaving(household=Household()).refuses(NotEnrolled)
    leaving(household=GONE).refuses(NotEnrolled, exit=LATER)
    leaving(day=date(2026, 2, 1)).refuses(ExitBeforeEntry, field="exit")
    leaving(day=date(2026, 5, 2)).refuses(InTheFuture, field="exit")


def test_a_household_goes_where_the_list_knows():
    leaving(to="the-moon").refuses(UnknownDestination, field="destination", destination="the-moon")
    assert leaving(to="homeless").broken == ()


def test_a_household_that_leaves_is_to_be_asked_how_it_fares():
    scheduled = leaving(follow_ups={3: an_id("three"), 12: an_id("twelve")}).facts[-2:]
    assert scheduled == (
        FollowUpScheduled(follow_up=an_id("three"), household=FAMILY, head=AMAL, due=date(2026, 8, 1), months=3),
        FollowUpScheduled(follow_up=an_id("twelve"), household=FAMILY, head=AMAL, due=date(2027, 5, 1), months=12),
    )


def test_leaving_needs_an_assessment_or_a_reason():
    leaving(assessed=False).refuses(ExitNeedsAssessment, field="reason")
    assert leaving(assessed=False, reason="moved away").broken == ()
