"""The personalised project: drafted, given goals, agreed by family and worker, reviewed; every version stays."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from services.intake.commands import AgreePlan, DraftPlan, NoteReviewDue, RecordGoalProgress, ReviewPlan, SetGoal
from services.intake.domain.case import Case, CaseIsClosed
from services.intake.domain.household import Household, MemberNamedTwice, NotAMember, NotEnrolled
from services.intake.domain.person import Person
from services.intake.domain.plan import (
    GoalAlreadyReached,
    GoalDueBeforeSet,
    NoAdultSigned,
    NotTheNewestVersion,
    Plan,
    PlanAlreadyAgreed,
    PlanMissing,
    PlanNotAgreed,
    PlanWithoutGoals,
    ReviewNotAhead,
    UnknownGoal,
    agree,
    draft,
    evolve,
    note_review_due,
    progress,
    review,
    set_goal,
)
from services.intake.events import (
    GoalProgressed,
    GoalReached,
    GoalSet,
    PlanAgreed,
    PlanDrafted,
    PlanReviewed,
    ProgrammeRules,
    ReviewFellDue,
)
from services.kernel.rules import NotYetDue
from tests.spec import an_id, decided, given

FAMILY, AMAL, NOUR, PLAN, GOAL = an_id("family"), an_id("amal"), an_id("nour"), an_id("plan"), an_id("goal")
DAY, SIGNED, REVIEW = date(2026, 3, 1), date(2026, 3, 10), date(2026, 9, 10)
HOME = Household("PROG-2784", "sds", AMAL, frozenset({AMAL, NOUR}), DAY, None, frozenset({AMAL, NOUR}))
GONE = replace(HOME, exit=date(2026, 5, 1))
OPEN, CLOSED = Case("sds", "PROG-2784", AMAL, open=True), Case("sds", "PROG-2784", AMAL)
PEOPLE = {AMAL: Person(known=True, birth_date=date(1990, 1, 1)), NOUR: Person(known=True, birth_date=date(2012, 1, 1))}
DRAFTED = PlanDrafted(plan=PLAN, household=FAMILY, head=AMAL, summary="A home")
SET = GoalSet(goal=GOAL, plan=PLAN, household=FAMILY, person=AMAL, dimension="work", text="A contract")
REACHED = GoalReached(goal=GOAL, household=FAMILY, person=AMAL, dimension="work")
AGREED = PlanAgreed(
    plan=PLAN, version=1, household=FAMILY, signatories=(AMAL,), worker="anna", agreed_on=SIGNED, next_review=REVIEW
)  # fmt: skip
REVIEWED = PlanReviewed(
    plan=PLAN, version=2, household=FAMILY, head=AMAL, outcome="changed", reviewed_on=REVIEW, next_review=date(2027, 3, 10)
)  # fmt: skip
CONCLUDED = REVIEWED.model_copy(update={"version": 1, "outcome": "concluded", "next_review": None})
FELL_DUE = ReviewFellDue(plan=PLAN, household=FAMILY, head=AMAL, due=REVIEW)
ASK = SetGoal(household=FAMILY, person=AMAL, dimension="work", text="A contract")


def drafting(*facts, household=HOME, case=OPEN, name=PLAN):
    ask = DraftPlan(household=FAMILY, summary="A home")
    return given(evolve, Plan(), *facts).when(draft, ask, name, household, case=case)


def setting(*facts, household=HOME, case=OPEN, **changes):
    ask = ASK.model_copy(update=changes)
    return given(evolve, Plan(), *facts).when(set_goal, ask, GOAL, DAY, household=household, case=case)


def agreeing(*facts, household=HOME, case=OPEN, rules=ProgrammeRules(), **changes):  # noqa: B008 - a frozen value
    ask = AgreePlan(household=FAMILY, version=1, signatories=(AMAL,)).model_copy(update=changes)
    people = {name: PEOPLE.get(name, Person()) for name in ask.signatories}
    return given(evolve, Plan(), *facts).when(
        agree, ask, "anna", SIGNED, household=household, case=case, signatories=people, rules=rules
    )


def progressing(*facts, percent=50):
    return given(evolve, Plan(), *facts).when(progress, RecordGoalProgress(household=FAMILY, goal=GOAL, percent=percent))


def reviewing(*facts, household=HOME, case=OPEN, **changes):
    ask = ReviewPlan(household=FAMILY, outcome="changed").model_copy(update=changes)
    return given(evolve, Plan(), *facts).when(review, ask, REVIEW, household=household, case=case, rules=ProgrammeRules())


def noting(*facts, today=REVIEW, household=HOME):
    return given(evolve, Plan(), *facts).when(note_review_due, NoteReviewDue(household=FAMILY), today, household)


def test_a_household_in_the_project_gets_a_plan():
    drafting().then(DRAFTED)


def test_a_household_that_was_never_in_the_project_gets_none():
    drafting(household=Household()).refuses(NotEnrolled)


def test_a_household_that_has_left_gets_none():
    drafting(household=GONE).refuses(NotEnrolled)
    setting(DRAFTED, household=GONE).refuses(NotEnrolled)
    agreeing(DRAFTED, SET, household=GONE).refuses(NotEnrolled)


def test_a_closed_case_takes_no_plan():
    drafting(case=CLOSED).refuses(CaseIsClosed)
    setting(DRAFTED, case=CLOSED).refuses(CaseIsClosed)
    agreeing(DRAFTED, SET, case=CLOSED).refuses(CaseIsClosed)
    reviewing(DRAFTED, SET, AGREED, case=CLOSED).refuses(CaseIsClosed)
    reviewing(DRAFTED, SET, AGREED, case=CLOSED, outcome="concluded").then(CONCLUDED)


def test_a_plan_drafted_again_is_a_new_version_of_it():
    drafting(DRAFTED, name=an_id("other")).then(DRAFTED.model_copy(update={"version": 2}))


def test_a_goal_is_somebodys():
    setting(DRAFTED).then(SET)


def test_a_goal_belongs_to_the_version_in_which_it_is_set():
    assert setting(DRAFTED, SET, AGREED, REVIEWED).facts[0].version == 2


def test_a_goal_belongs_to_a_plan():
    setting().refuses(PlanMissing, field="household")


def test_a_goal_is_a_members():
    setting(DRAFTED, person=an_id("stranger")).refuses(NotAMember, field="person")


@pytest.mark.parametrize("dimension", ["health", "", None])
def test_a_goal_lies_on_a_dimension_of_the_pathway(dimension):
    with pytest.raises(ValidationError):
        SetGoal(household=FAMILY, person=AMAL, dimension=dimension, text="A contract")


def test_a_goal_is_not_due_before_it_is_set():
    setting(DRAFTED, due=date(2026, 2, 28)).refuses(GoalDueBeforeSet, field="due", day=DAY)
    assert setting(DRAFTED, due=DAY).broken == ()


def test_the_goals_of_an_agreed_plan_change_only_in_a_new_version():
    setting(DRAFTED, SET, AGREED).refuses(PlanAlreadyAgreed, version=1)
    assert setting(DRAFTED, SET, AGREED, REVIEWED).broken == ()
    assert setting(DRAFTED, SET, AGREED, DRAFTED.model_copy(update={"version": 2})).broken == ()


def test_family_and_worker_agree():
    agreeing(DRAFTED, SET).then(AGREED)


def test_whoever_agrees_for_the_family_belongs_to_it():
    agreeing(DRAFTED, SET, signatories=(AMAL, an_id("stranger"))).refuses(NotAMember, field="signatories")


def test_nobody_signs_twice():
    agreeing(DRAFTED, SET, signatories=(AMAL, AMAL)).refuses(MemberNamedTwice, field="signatories")


def test_a_plan_is_not_agreed_without_the_family():
    with pytest.raises(ValidationError):
        AgreePlan(household=FAMILY, version=1, signatories=())


def test_a_child_signs_beside_an_adult_and_not_alone():
    agreeing(DRAFTED, SET, signatories=(NOUR,)).refuses(NoAdultSigned, field="signatories")
    assert agreeing(DRAFTED, SET, signatories=(NOUR, AMAL)).facts[0].signatories == (NOUR, AMAL)


def test_a_plan_that_was_not_drafted_is_not_agreed():
    agreeing().refuses(PlanMissing)


def test_a_plan_without_goals_is_not_agreed():
    agreeing(DRAFTED).refuses(PlanWithoutGoals)


def test_what_is_signed_is_the_newest_version():
    agreeing(DRAFTED, SET, DRAFTED.model_copy(update={"version": 2})).refuses(NotTheNewestVersion, field="version", version=2)


def test_a_version_is_agreed_once():
    agreeing(DRAFTED, SET, AGREED).refuses(PlanAlreadyAgreed, version=1)


def test_the_next_review_is_when_the_programme_says_or_the_family_wishes():
    assert agreeing(DRAFTED, SET, rules=ProgrammeRules(review_months=0)).facts[0].next_review is None
    assert agreeing(DRAFTED, SET, next_review=date(2026, 4, 1)).facts[0].next_review == date(2026, 4, 1)


def test_the_next_review_lies_ahead():
    agreeing(DRAFTED, SET, next_review=SIGNED).refuses(ReviewNotAhead, field="next_review")
    reviewing(DRAFTED, SET, AGREED, next_review=REVIEW).refuses(ReviewNotAhead, field="next_review")


def test_a_goal_advances():
    progressing(DRAFTED, SET).then(
        GoalProgressed(goal=GOAL, household=FAMILY, person=AMAL, dimension="work", percent=50),
    )


def test_a_goal_at_100_percent_is_reached():
    progressing(DRAFTED, SET, percent=100).then(
        GoalProgressed(goal=GOAL, household=FAMILY, person=AMAL, dimension="work", percent=100), REACHED
    )


def test_a_goal_that_was_not_set_does_not_advance():
    progressing(DRAFTED).refuses(UnknownGoal, goal=GOAL)


def test_a_goal_that_was_reached_does_not_advance():
    progressing(DRAFTED, SET, REACHED).refuses(GoalAlreadyReached, goal=GOAL)


def test_a_goal_that_was_not_reached_goes_on_in_the_next_version():
    assert progressing(DRAFTED, SET, AGREED, REVIEWED, percent=80).broken == ()


def test_a_review_opens_a_new_version():
    reviewing(DRAFTED, SET, AGREED).then(REVIEWED)
    assert given(evolve, Plan(), DRAFTED, SET, AGREED, REVIEWED).state.version == 2


def test_a_plan_is_reviewed_when_it_was_agreed():
    reviewing().refuses(PlanMissing)
    reviewing(DRAFTED, SET).refuses(PlanNotAgreed, version=1)
    reviewing(DRAFTED, SET, AGREED, REVIEWED).refuses(PlanNotAgreed, version=2)


def test_a_concluded_plan_is_over_and_its_goals_stay_on_record():
    reviewing(DRAFTED, SET, AGREED, outcome="concluded", next_review=date(2027, 1, 1)).then(CONCLUDED)
    over = (DRAFTED, SET, AGREED, CONCLUDED)
    setting(*over).refuses(PlanMissing)
    agreeing(*over).refuses(PlanMissing)
    reviewing(*over).refuses(PlanMissing)
    assert set(given(evolve, Plan(), *over).state.goals) == {GOAL}


def test_after_a_concluded_plan_comes_another():
    other = an_id("other")
    drafting(DRAFTED, SET, AGREED, CONCLUDED, name=other).then(DRAFTED.model_copy(update={"plan": other}))
    again = (DRAFTED, SET, AGREED, CONCLUDED, DRAFTED.model_copy(update={"plan": other}))
    agreeing(*again).refuses(PlanWithoutGoals)


def test_a_review_falls_due_on_its_day_and_is_noted_once():
    noting(DRAFTED, SET, AGREED).then(FELL_DUE)
    noting(DRAFTED, SET, AGREED, today=date(2026, 9, 9)).refuses(NotYetDue, due=REVIEW)
    noting(DRAFTED, SET, AGREED, FELL_DUE).then()


def test_a_review_that_was_held_falls_due_no_more_until_the_next():
    noting(DRAFTED, SET, AGREED, FELL_DUE, REVIEWED).refuses(NotYetDue, due=date(2027, 3, 10))
    assert noting(DRAFTED, SET, AGREED, FELL_DUE, REVIEWED, today=date(2027, 3, 10)).facts[0].due == date(2027, 3, 10)


def test_nothing_falls_due_without_an_agreed_plan_or_after_the_family_has_left():
    noting().then()
    noting(DRAFTED, SET).then()
    noting(DRAFTED, SET, AGREED, CONCLUDED).then()
    noting(DRAFTED, SET, AGREED, household=GONE).then()


def test_who_is_not_yet_in_a_household_signs_for_none():
    ask = AgreePlan(household=FAMILY, version=1, signatories=(AMAL,))
    world = {"household": Household(), "case": OPEN, "signatories": PEOPLE, "rules": ProgrammeRules()}
    state = given(evolve, Plan(), DRAFTED, SET).state
    decided.by(lambda: agree(state, ask, "anna", SIGNED, **world)).refuses(NotAMember, person=AMAL)
