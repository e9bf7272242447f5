"""The personalised project: a plan, its goals, and how far they have come."""

from datetime import date

from services.intake.commands import DraftPlan, RecordGoalProgress, SetGoal
from services.intake.domain.household import Household, NotAMember, NotEnrolled
from services.intake.domain.plan import GoalAlreadyReached, Plan, PlanMissing, UnknownGoal, draft, evolve, progress, set_goal
from services.intake.events import GoalProgressed, GoalReached, GoalSet, PlanDrafted
from tests.spec import an_id, decided, given

FAMILY, AMAL, SAMI, PLAN, GOAL = (an_id(name) for name in ("family", "amal", "sami", "plan", "goal"))
HOUSEHOLD = Household("PROG-2784", "sds", AMAL, frozenset({AMAL}), date(2026, 1, 1), None, frozenset({AMAL}))
DRAFTED = PlanDrafted(plan=PLAN, household=FAMILY, head=AMAL, summary="A home")
SET = GoalSet(goal=GOAL, plan=PLAN, household=FAMILY, person=AMAL, dimension="work", text="Licenza media")
ABOUT = {"goal": GOAL, "household": FAMILY, "person": AMAL, "dimension": "work"}
REACHED = GoalReached.model_validate(ABOUT)


def drafting(household):
    return decided.by(lambda: draft(DraftPlan(household=FAMILY, summary="A home"), PLAN, household))


def setting(*facts, person=AMAL):
    ask = SetGoal(household=FAMILY, person=person, dimension="work", text="Licenza media")
    return given(evolve, Plan(), *facts).when(set_goal, ask, GOAL, HOUSEHOLD)


def progressing(*facts, percent=60):
    return given(evolve, Plan(), *facts).when(progress, RecordGoalProgress(household=FAMILY, goal=GOAL, percent=percent))


def test_a_household_in_the_project_gets_a_plan():
    drafting(HOUSEHOLD).then(DRAFTED)


def test_a_household_that_is_not_in_the_project_gets_none():
    drafting(Household()).refuses(NotEnrolled)


def test_a_goal_names_a_member_who_walks_toward_it():
    setting(DRAFTED).then(SET)
    setting(DRAFTED, person=SAMI).refuses(NotAMember, person=SAMI)


def test_a_goal_belongs_to_a_plan():
    setting().refuses(PlanMissing)


def test_progress_is_told_in_percent():
    progressing(DRAFTED, SET).then(GoalProgressed.model_validate({**ABOUT, "percent": 60}))


def test_at_a_hundred_percent_the_goal_is_reached():
    progressing(DRAFTED, SET, percent=100).then(GoalProgressed.model_validate({**ABOUT, "percent": 100}), REACHED)


def test_a_goal_is_reached_once():
    progressing(DRAFTED, SET, REACHED).refuses(GoalAlreadyReached, goal=GOAL)


def test_a_goal_that_was_not_set_has_no_progress():
    progressing(DRAFTED).refuses(UnknownGoal, goal=GOAL)


def test_a_new_plan_keeps_the_goals():
    assert setting(DRAFTED, SET, DRAFTED.model_copy(update={"plan": an_id("second")})).facts[0].plan == an_id("second")
