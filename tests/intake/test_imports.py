"""An import states what happened: rules about people and the order of dates are broken and noted, and the fact stands."""

from datetime import date

from services.intake.commands import AddMember, RemoveMember
from services.intake.domain.household import (
    AlreadyInAHousehold,
    ExitBeforeEntry,
    Household,
    Membership,
    NotAMember,
    add_member,
    evolve,
    remove_member,
)
from services.intake.domain.person import Person
from services.intake.events import (
    FamilyEnrolled,
    FamilyExited,
    Member,
    MemberAdded,
    MemberLeft,
    MembershipReleased,
    MembershipTaken,
)
from tests.spec import an_id, decided, given

FAMILY, AMAL, SAMI = an_id("family"), an_id("amal"), an_id("sami")
ENTRY, BEFORE = date(2026, 3, 1), date(2026, 2, 1)
IN_PROJECT = FamilyEnrolled(
    household=FAMILY, project="HMIS-942", agency="sds", head=AMAL, members=(Member(person=AMAL, relationship="head"),), entry=ENTRY
)
GONE = MemberLeft(household=FAMILY, person=AMAL, left=ENTRY)
EXITED = FamilyExited(household=FAMILY, project="HMIS-942", members=(AMAL,), exit=ENTRY, destination="rental", head=AMAL)


def joining(*facts) -> decided:
    ask = AddMember(household=FAMILY, person=AMAL, relationship="1")
    around = {"person": Person(known=True), "memberships": {AMAL: Membership(FAMILY)}}
    return given(evolve, Household(), IN_PROJECT, *facts).when(add_member, ask, ENTRY, **around)


def leaving(person, day, *facts) -> decided:
    ask = RemoveMember(household=FAMILY, person=person, destination="rental")
    return given(evolve, Household(), *facts).when(remove_member, ask, day, destinations={"rental"})


def test_who_is_a_member_joins_no_more():
    joining().refuses(AlreadyInAHousehold, person=AMAL)


def test_yet_an_import_may_state_a_second_enrolment_of_the_same_person():
    assert joining().facts == (
        MemberAdded(household=FAMILY, person=AMAL, relationship="1", adult=None, since=ENTRY),
        MembershipTaken(project="HMIS-942", person=AMAL, household=FAMILY),
    )


def test_who_is_no_member_does_not_leave():
    leaving(SAMI, ENTRY, IN_PROJECT).refuses(NotAMember, person=SAMI)


def test_yet_an_import_may_state_that_somebody_left_twice():
    assert leaving(AMAL, ENTRY, IN_PROJECT, GONE).facts == (
        MemberLeft(household=FAMILY, person=AMAL, left=ENTRY, destination="rental"),
        MembershipReleased(project="HMIS-942", person=AMAL, household=FAMILY),
    )


def test_and_that_somebody_left_after_the_family():
    outcome = leaving(AMAL, ENTRY, IN_PROJECT, EXITED)
    assert next(type(rule) for rule in outcome.broken) is NotAMember
    assert isinstance(outcome.facts[0], MemberLeft)


def test_and_that_somebody_left_before_the_family_came():
    outcome = leaving(AMAL, BEFORE, IN_PROJECT)
    assert ExitBeforeEntry in [type(rule) for rule in outcome.broken]
    assert outcome.facts[0] == MemberLeft(household=FAMILY, person=AMAL, left=BEFORE, destination="rental")


def test_a_household_that_is_not_known_is_nobodys_to_leave():
    leaving(AMAL, ENTRY).refuses(NotAMember, person=AMAL)
    assert not leaving(AMAL, ENTRY).facts
