"""The personalised project (PAI): goals on housing, social and work, and how far they have come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from services.intake.commands import DraftPlan, RecordGoalProgress, SetGoal
from services.intake.domain.household import Household, NotAMember, NotEnrolled
from services.intake.events import GoalProgressed, GoalReached, GoalSet, PlanDrafted
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown


class PlanMissing(RuleBroken):
    """A goal belongs to a plan, and none was drafted."""


class UnknownGoal(Unknown):
    """The plan has no such goal."""


class GoalAlreadyReached(RuleBroken):
    """The goal was reached before."""


@dataclass(frozen=True)
class Plan:
    """The newest plan and the goals of all."""

    plan: UUID | None = None
    goals: Mapping[UUID, GoalSet] = field(default_factory=dict)
    reached: frozenset[UUID] = frozenset()


def draft(ask: DraftPlan, name: UUID, household: Household) -> Iterator[Event | RuleBroken]:
    """A household in the project gets a plan; drafted again, a new version of it."""
    if household.head is None:
        raise NotEnrolled("household")
    if not household.enrolled:
        yield NotEnrolled("household")
    yield PlanDrafted(plan=name, household=ask.household, head=household.head, summary=ask.summary)


def set_goal(plan: Plan, ask: SetGoal, name: UUID, household: Household) -> Iterator[Event | RuleBroken]:
    """A goal names the person who walks toward it."""
    if plan.plan is None:
        raise PlanMissing("household")
    if ask.person not in household.everyone:
        raise NotAMember("person", person=ask.person)
    yield GoalSet(
        goal=name, plan=plan.plan, household=ask.household, person=ask.person,
        dimension=ask.dimension, due=ask.due, text=ask.text,
    )  # fmt: skip


def progress(plan: Plan, ask: RecordGoalProgress) -> Iterator[Event | RuleBroken]:
    """At 100 percent the goal is reached."""
    goal = plan.goals.get(ask.goal)
    if goal is None:
        raise UnknownGoal("goal", goal=ask.goal)
    if ask.goal in plan.reached:
        raise GoalAlreadyReached("goal", goal=ask.goal)
    about = {"goal": ask.goal, "household": ask.household, "person": goal.person, "dimension": goal.dimension}
    yield GoalProgressed.model_validate({**about, "percent": ask.percent, "note": ask.note})
    if ask.percent == 100:
        yield GoalReached.model_validate(about)


def evolve(plan: Plan, fact: Recorded) -> Plan:
    """The newest plan counts, goals stay."""
    match fact.event:
        case PlanDrafted(plan=name):
            return replace(plan, plan=name)
        case GoalSet() as goal:
            return replace(plan, goals={**plan.goals, goal.goal: goal})
        case GoalReached(goal=goal):
            return replace(plan, reached=plan.reached | {goal})
        case _:
            return plan
