"""The personalised project: goals of persons on the three dimensions, and how far they have come."""

from dataclasses import replace
from datetime import date

from services.intake.commands import DraftPlan, RecordGoalProgress, SetGoal
from services.intake.domain.household import Household, NotAMember, NotEnrolled
from services.intake.domain.plan import GoalAlreadyReached, Plan, PlanMissing, UnknownGoal, draft, evolve, progress, set_goal
from services.intake.events import GoalProgressed, GoalReached, GoalSet, PlanDrafted
from tests.spec import an_id, decided, given

FAMILY, AMAL, PLAN, GOAL, DAY = an_id("family"), an_id("amal"), an_id("plan"), an_id("goal"), date(2026, 3, 1)
HOME = Household("PROG-2784", "sds", AMAL, frozenset({AMAL}), DAY, None, frozenset({AMAL}))
DRAFTED = PlanDrafted(plan=PLAN, household=FAMILY, head=AMAL, summary="A home")
SET = GoalSet(goal=GOAL, plan=PLAN, household=FAMILY, person=AMAL, dimension="work", text="A contract")
REACHED = GoalReached(goal=GOAL, household=FAMILY, person=AMAL, dimension="work")
ASK = SetGoal(household=FAMILY, person=AMAL, dimension="work", text="A contract")


def drafting(household):
    return decided.by(lambda: draft(DraftPlan(household=FAMILY, summary="A home"), PLAN, household))


def setting(*facts, ask=ASK):
    return given(evolve, Plan(), *facts).when(set_goal, ask, GOAL, HOME)


def progressing(*facts, percent=50):
    return given(evolve, Plan(), *facts).when(progress, RecordGoalProgress(household=FAMILY, goal=GOAL, percent=percent))


def test_a_household_in_the_project_gets_a_plan():
    drafting(HOME).then(DRAFTED)


def test_a_household_that_was_never_in_the_project_gets_none():
    drafting(Household()).refuses(NotEnrolled)


def test_a_household_that_has_left_gets_none():
    drafting(replace(HOME, exit=date(2026, 5, 1))).refuses(NotEnrolled)


def test_a_goal_is_somebodys():
    setting(DRAFTED).then(SET)


def test_a_goal_belongs_to_a_plan():
    setting().refuses(PlanMissing, field="household")


def test_a_goal_is_a_members():
    setting(DRAFTED, ask=ASK.model_copy(update={"person": an_id("stranger")})).refuses(NotAMember, field="person")


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


def test_goals_stay_when_a_new_plan_is_drafted():
    again = given(evolve, Plan(), DRAFTED, SET, DRAFTED.model_copy(update={"plan": an_id("second")})).state
    assert again.plan == an_id("second")
    assert set(again.goals) == {GOAL}
