"""Households split and join; whoever listens hears it in facts it knows: members, cases, enrolments, exits."""

from dataclasses import replace
from datetime import date

from services.intake.commands import JoinHouseholds, SplitHousehold
from services.intake.domain.case import Case
from services.intake.domain.household import (
    ExitBeforeEntry,
    HeadMustBeAdult,
    HeadNotAMember,
    HeadStays,
    Household,
    MemberNamedTwice,
    NotAMember,
    NotEnrolled,
    PrivacyNoticeMissing,
)
from services.intake.domain.person import Person
from services.intake.domain.regrouping import EveryMemberJoins, JoinsItself, NotOneProject, join, split
from services.intake.events import (
    CaseClosed,
    CaseOpened,
    FamilyEnrolled,
    FamilyExited,
    HouseholdsJoined,
    HouseholdSplit,
    Member,
    MemberAdded,
    MemberLeft,
    MembershipReleased,
    MembershipTaken,
    PrivacyNotice,
    ProgrammeRules,
)
from tests.spec import an_id, decided

FAMILY, OTHER, NEW = an_id("family"), an_id("other family"), an_id("new family")
AMAL, SAMI, NOUR, LINA, AUNT = (an_id(name) for name in ("amal", "sami", "nour", "lina", "aunt"))
ENTRY, DAY = date(2026, 3, 1), date(2026, 5, 1)
ADULT, CHILD = Person(known=True, birth_date=date(1990, 1, 1)), Person(known=True, birth_date=date(2015, 1, 1))
PERSONS = {AMAL: ADULT, SAMI: ADULT, NOUR: CHILD, LINA: ADULT, AUNT: ADULT}
NOTICE = PrivacyNotice(given_on=ENTRY, language="ar", version="1")
EVERYBODY = frozenset({AMAL, SAMI, NOUR})
HOME = Household("PROG-2784", "sds", AMAL, EVERYBODY, ENTRY, None, EVERYBODY, None, NOTICE)
CASE = Case("sds", "PROG-2784", AMAL, open=True)
THEIRS = Household("PROG-2784", "sds", LINA, frozenset({LINA}), ENTRY, None, frozenset({LINA}), None, NOTICE)
THEIR_CASE = Case("sds", "PROG-2784", LINA, open=True)
LEAVING = (Member(person=SAMI, relationship="head"), Member(person=NOUR, relationship="1"))
SPLIT = SplitHousehold(household=FAMILY, head=SAMI, members=LEAVING)
JOIN = JoinHouseholds(household=FAMILY, joining=OTHER, members=(Member(person=LINA, relationship="15"),))
P = {"project": "PROG-2784"}


def splitting(home=HOME, case=CASE, day=DAY, rules=ProgrammeRules(), **changes):  # noqa: B008 - a frozen value
    ask = SPLIT.model_copy(update=changes)
    return decided.by(lambda: split(home, NEW, ask, day, today=DAY, rules=rules, case=case, persons=PERSONS))


def joining(home=HOME, other=THEIRS, case=CASE, charge=THEIR_CASE, day=DAY, **changes):
    ask = JOIN.model_copy(update=changes)
    return decided.by(lambda: join(home, other, ask, day, case=case, charge=charge, persons=PERSONS))


def test_some_leave_for_a_household_of_their_own_that_enters_the_project_in_the_same_charge():
    splitting().then(
        HouseholdSplit(household=FAMILY, into=NEW, members=(SAMI, NOUR), head=SAMI, on=DAY),
        MemberLeft(household=FAMILY, person=SAMI, left=DAY),
        MembershipReleased(**P, person=SAMI, household=FAMILY),
        MemberLeft(household=FAMILY, person=NOUR, left=DAY),
        MembershipReleased(**P, person=NOUR, household=FAMILY),
        CaseOpened(household=NEW, **P, agency="sds", head=SAMI),
        FamilyEnrolled(
            household=NEW, **P, agency="sds", head=SAMI, members=LEAVING, adults=(SAMI,), entry=DAY, notice=NOTICE
        ),
        MembershipTaken(**P, person=SAMI, household=NEW),
        MembershipTaken(**P, person=NOUR, household=NEW),
    )  # fmt: skip


def test_where_no_case_is_asked_for_the_new_household_has_none():
    outcome = splitting(case=Case(), rules=ProgrammeRules(case_required=False))
    assert outcome.broken == ()
    assert CaseOpened not in {type(fact) for fact in outcome.facts}


def test_a_household_of_minors_has_a_guardian():
    alone = (Member(person=NOUR, relationship="head"),)
    splitting(head=NOUR, members=alone).refuses(HeadMustBeAdult, person=NOUR)
    outcome = splitting(head=NOUR, members=alone, guardian=AUNT)
    assert outcome.broken == ()
    assert {fact.guardian for fact in outcome.facts if isinstance(fact, FamilyEnrolled | HouseholdSplit)} == {AUNT}


def test_the_head_stays_behind():
    splitting(head=AMAL, members=(Member(person=AMAL, relationship="head"),)).refuses(HeadStays, person=AMAL)


def test_only_members_leave_each_named_once_their_head_among_them():
    stranger = (*LEAVING, Member(person=LINA, relationship="15"))
    splitting(members=stranger).refuses(NotAMember, person=LINA)
    splitting(members=(LEAVING[0], LEAVING[0])).refuses(MemberNamedTwice)
    splitting(head=NOUR, members=LEAVING[:1]).refuses(HeadNotAMember)


def test_a_household_that_is_not_in_the_project_does_not_split():
    splitting(home=replace(HOME, exit=DAY, members=frozenset())).refuses(NotEnrolled)
    splitting(home=Household()).refuses(NotEnrolled)


def test_a_household_does_not_split_before_it_entered():
    splitting(day=date(2026, 2, 1)).refuses(ExitBeforeEntry)


def test_a_new_household_of_a_family_that_was_never_informed_needs_the_notice():
    splitting(home=replace(HOME, notice=None)).refuses(PrivacyNoticeMissing)


def test_all_members_of_a_household_come_into_another_and_the_empty_one_leaves_the_project():
    joining().then(
        HouseholdsJoined(household=FAMILY, joining=OTHER, members=(LINA,), on=DAY),
        MembershipReleased(**P, person=LINA, household=OTHER),
        MemberAdded(household=FAMILY, person=LINA, relationship="15", adult=True, since=DAY),
        MembershipTaken(**P, person=LINA, household=FAMILY),
        FamilyExited(household=OTHER, **P, members=(LINA,), exit=DAY, destination="joined-household", head=LINA),
        CaseClosed(household=OTHER, head=LINA, outcome="joined", destination="joined-household"),
    )


def test_a_household_without_a_case_has_none_to_close():
    outcome = joining(case=Case(), charge=Case())
    assert outcome.broken == ()
    assert CaseClosed not in {type(fact) for fact in outcome.facts}


def test_a_household_does_not_join_itself():
    joining(joining=FAMILY).refuses(JoinsItself, field="joining")


def test_nobody_is_left_behind_without_a_household_and_no_stranger_comes():
    joining(other=replace(THEIRS, members=frozenset({LINA, AUNT}))).refuses(EveryMemberJoins)
    joining(members=(*JOIN.members, Member(person=AUNT, relationship="24"))).refuses(EveryMemberJoins)
    joining(members=(*JOIN.members, *JOIN.members)).refuses(MemberNamedTwice)


def test_households_join_within_one_project_and_one_charge():
    joining(other=replace(THEIRS, project="OTHER")).refuses(NotOneProject)
    joining(charge=replace(THEIR_CASE, agency="coop")).refuses(NotOneProject)


def test_only_households_in_the_project_join():
    gone = {"exit": DAY, "members": frozenset()}
    joining(home=replace(HOME, **gone)).refuses(NotEnrolled, field="household")
    joining(other=replace(THEIRS, **gone)).refuses(NotEnrolled, field="joining")


def test_households_do_not_join_before_both_have_entered():
    joining(day=date(2026, 2, 1)).refuses(ExitBeforeEntry)
    joining(other=replace(THEIRS, entry=date(2026, 6, 1))).refuses(ExitBeforeEntry)
