"""Who joins and leaves a household, who heads it, and how it leaves the project."""

from dataclasses import replace
from datetime import date

from services.intake.commands import AddMember, ChangeHead, EndEnrolment, EnrolFamily, RemoveMember
from services.intake.domain.case import Case
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
    add_member,
    change_head,
    end_enrolment,
    enrol,
    evolve,
    evolve_membership,
    remove_member,
)
from services.intake.domain.person import Person, UnknownPerson
from services.intake.events import (
    FamilyExited,
    HeadChanged,
    Member,
    MemberAdded,
    MemberLeft,
    MembershipReleased,
    MembershipTaken,
    ProgrammeRules,
)
from tests.spec import an_id, decided, given

FAMILY, AMAL, SAMI, NOUR = (an_id(name) for name in ("family", "amal", "sami", "nour"))
ENTRY, DAY = date(2026, 1, 1), date(2026, 3, 1)
TWO = frozenset({AMAL, SAMI})
IN = Household("PROG-2784", "sds", AMAL, TWO, ENTRY, None, TWO)
OUT = replace(IN, members=frozenset(), exit=DAY)
ADULT, CHILD, AGELESS = (
    Person(known=True, birth_date=date(1990, 1, 1)),
    Person(known=True, birth_date=date(2015, 1, 1)),
    Person(known=True),
)


def adding(household=IN, who=NOUR, person=ADULT, held=None):
    ask = AddMember(household=FAMILY, person=who, relationship="1")
    return given(evolve, household).when(add_member, ask, DAY, person=person, memberships={who: Membership(held)})


def removing(who=SAMI, household=IN, day=DAY):
    return given(evolve, household).when(remove_member, RemoveMember(household=FAMILY, person=who, destination="relatives"), day)


def heading(who=SAMI, household=IN, person=ADULT, rules=None):
    ask = ChangeHead(household=FAMILY, head=who)
    return given(evolve, household).when(change_head, ask, DAY, rules=rules or ProgrammeRules(), persons={who: person})


def leaving(household=IN, day=DAY, reason="own home", *, assessed=False):
    ask = EndEnrolment(household=FAMILY, exit=day, destination="rental", reason=reason)
    return given(evolve, household).when(end_enrolment, ask, assessed=assessed)


def enrolling(*members, person=ADULT):
    ask = EnrolFamily(project="PROG-2784", head=AMAL, members=tuple(Member(person=one, relationship="1") for one in members))
    names = {AMAL, *members}
    return decided.by(
        lambda: enrol(
            Household(), FAMILY, ask, "sds", DAY, rules=ProgrammeRules(case_required=False, notice_required=False), case=Case(),
            persons=dict.fromkeys(names, person), memberships=dict.fromkeys(names, Membership()),
        )
    )  # fmt: skip


def test_somebody_joins():
    adding().then(
        MemberAdded(household=FAMILY, person=NOUR, relationship="1", adult=True, since=DAY),
        MembershipTaken(project="PROG-2784", person=NOUR, household=FAMILY),
    )


def test_who_joins_is_a_registered_person_without_another_household():
    adding(person=Person()).refuses(UnknownPerson, person=NOUR)
    adding(held=an_id("other")).refuses(AlreadyInAHousehold, person=NOUR)
    adding(who=SAMI).refuses(AlreadyInAHousehold, person=SAMI)


def test_nobody_joins_a_household_that_is_not_in_the_project():
    adding(Household()).refuses(NotEnrolled)
    adding(OUT).refuses(NotEnrolled)


def test_somebody_leaves():
    removing().then(
        MemberLeft(household=FAMILY, person=SAMI, left=DAY, destination="relatives"),
        MembershipReleased(project="PROG-2784", person=SAMI, household=FAMILY),
    )


def test_the_head_stays_until_another_is_named():
    removing(AMAL).refuses(HeadStays, person=AMAL)


def test_who_is_no_member_does_not_leave():
    removing(NOUR).refuses(NotAMember, person=NOUR)


def test_nobody_leaves_before_the_household_entered():
    removing(day=date(2025, 12, 31)).refuses(ExitBeforeEntry, entry=ENTRY)
    leaving(day=date(2025, 12, 31)).refuses(ExitBeforeEntry, field="exit")


def test_another_adult_member_becomes_head():
    heading().then(HeadChanged(household=FAMILY, head=SAMI, before=AMAL))


def test_a_head_is_a_member_an_adult_and_another_than_before():
    heading(NOUR).refuses(NotAMember, person=NOUR)
    heading(person=CHILD).refuses(HeadMustBeAdult, person=SAMI)
    heading(person=AGELESS).refuses(HeadAgeNotKnown, person=SAMI)
    heading(AMAL).refuses(AlreadyHead, person=AMAL)
    heading(household=OUT).refuses(NotEnrolled)


def test_a_project_may_do_without_an_adult_head():
    assert heading(person=CHILD, rules=ProgrammeRules(adult_head=False)).broken == ()


def test_a_household_leaves_the_project_and_its_members_are_free():
    leaving().then(
        FamilyExited(
            household=FAMILY,
            project="PROG-2784",
            members=tuple(sorted(TWO)),
            exit=DAY,
            destination="rental",
            head=AMAL,
            reason="own home",
        ),
        *(MembershipReleased(project="PROG-2784", person=person, household=FAMILY) for person in sorted(TWO)),
    )


def test_leaving_needs_an_exit_assessment_or_a_reason():
    leaving(reason=None).refuses(ExitNeedsAssessment, field="reason")
    assert leaving(reason=None, assessed=True).broken == ()


def test_a_household_leaves_once():
    leaving(OUT).refuses(NotEnrolled, exit=DAY)
    leaving(Household()).refuses(NotEnrolled)


def test_the_head_is_one_of_the_members_and_each_is_named_once():
    enrolling(SAMI).refuses(HeadNotAMember, field="head")
    enrolling(AMAL, AMAL).refuses(MemberNamedTwice, field="members")


def test_whether_the_head_is_adult_must_be_known():
    enrolling(AMAL, person=AGELESS).refuses(HeadAgeNotKnown, person=AMAL)


def test_a_membership_is_released_only_by_the_household_that_holds_it():
    taken = MembershipTaken(project="PROG-2784", person=AMAL, household=FAMILY)
    elsewhere = MembershipReleased(project="PROG-2784", person=AMAL, household=an_id("other"))
    assert given(evolve_membership, Membership(), taken, elsewhere).state == Membership(FAMILY)
