"""The personalised project (PAI): goals on housing, social and work, agreed by family and worker, reviewed, in versions.

A version is a draft until it is agreed; goals are set in a draft. Agreed, its goals change only in a new version: drafted
anew, or opened by a review. Goals that were not reached go on; every version stays on record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.intake.commands import AgreePlan, DraftPlan, NoteReviewDue, RecordGoalProgress, ReviewPlan, SetGoal
from services.intake.domain.case import Case, takes_new_work
from services.intake.domain.household import Household, MemberNamedTwice, NotAMember, NotEnrolled
from services.intake.domain.person import Person
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
from services.kernel.event import Event, Recorded
from services.kernel.rules import NotYetDue, RuleBroken, Unknown
from services.kernel.time import months_after


class PlanMissing(RuleBroken):
    """A plan is drafted first, and one that was concluded is over."""


class PlanAlreadyAgreed(RuleBroken):
    """What family and worker have agreed changes only in a new version."""


class PlanNotAgreed(RuleBroken):
    """A plan is reviewed when family and worker have agreed to its newest version."""


class NotTheNewestVersion(RuleBroken):
    """Family and worker sign the newest version of the plan."""


class PlanWithoutGoals(RuleBroken):
    """A plan to agree to has at least one goal."""


class NoAdultSigned(RuleBroken):
    """At least one adult of the family signs the plan; others may sign beside."""


class ReviewNotAhead(RuleBroken):
    """The next review lies after the day on which it is set."""


class GoalDueBeforeSet(RuleBroken):
    """A goal is to be reached on or after the day on which it is set."""


class UnknownGoal(Unknown):
    """The plan has no such goal."""


class GoalAlreadyReached(RuleBroken):
    """The goal was reached before."""


@dataclass(frozen=True)
class Plan:
    """The newest version, the newest that was agreed, when it is reviewed, and the goals of all versions."""

    plan: UUID | None = None
    version: int = 0
    agreed: int = 0
    review_due: date | None = None
    review_noted: date | None = None
    goals: Mapping[UUID, GoalSet] = field(default_factory=dict)
    reached: frozenset[UUID] = frozenset()


def draft(plan: Plan, ask: DraftPlan, name: UUID, household: Household, *, case: Case) -> Iterator[Event | RuleBroken]:
    """A household in the project gets a plan; drafted again, a new version of it."""
    if household.head is None:
        raise NotEnrolled("household")
    yield from _in_the_project(household, case)
    yield PlanDrafted(
        plan=plan.plan or name, version=plan.version + 1, household=ask.household, head=household.head, summary=ask.summary
    )


def set_goal(plan: Plan, ask: SetGoal, name: UUID, day: date, *, household: Household, case: Case) -> Iterator[Event | RuleBroken]:
    """A goal names the person who walks toward it."""
    if plan.plan is None:
        raise PlanMissing("household")
    if ask.person not in household.everyone:
        raise NotAMember("person", person=ask.person)
    yield from _in_the_project(household, case)
    if plan.version == plan.agreed:
        yield PlanAlreadyAgreed("household", version=plan.version)
    if ask.due and ask.due < day:
        yield GoalDueBeforeSet("due", day=day)
    yield GoalSet(
        goal=name, plan=plan.plan, version=plan.version, household=ask.household, person=ask.person,
        dimension=ask.dimension, due=ask.due, text=ask.text,
    )  # fmt: skip


def agree(
    plan: Plan, ask: AgreePlan, worker: str, day: date,
    *, household: Household, case: Case, signatories: Mapping[UUID, Person], rules: ProgrammeRules,
) -> Iterator[Event | RuleBroken]:  # fmt: skip
    """The worker who asks has agreed with those of the family who are named, an adult among them."""
    if plan.plan is None:
        raise PlanMissing("household")
    _signed(ask.signatories, household)
    yield from _in_the_project(household, case)
    if ask.version != plan.version:
        yield NotTheNewestVersion("version", version=plan.version)
    if plan.version == plan.agreed:
        yield PlanAlreadyAgreed("version", version=plan.version)
    if not any(goal.plan == plan.plan for goal in plan.goals.values()):
        yield PlanWithoutGoals("household")
    if all(person.adult_on(day) is False for person in signatories.values()):
        yield NoAdultSigned("signatories")
    yield from _not_ahead(ask.next_review, day)
    yield PlanAgreed(
        plan=plan.plan, version=plan.version, household=ask.household, signatories=ask.signatories, worker=worker,
        agreed_on=day, next_review=ask.next_review or _next_review(day, rules),
    )  # fmt: skip


def _signed(names: tuple[UUID, ...], household: Household) -> None:
    if len(set(names)) < len(names):
        raise MemberNamedTwice("signatories")
    for person in names:
        if person not in household.everyone:
            raise NotAMember("signatories", person=person)


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


def review(
    plan: Plan, ask: ReviewPlan, day: date, *, household: Household, case: Case, rules: ProgrammeRules
) -> Iterator[Event | RuleBroken]:
    """A review opens a new version, to be agreed again; or it concludes the plan, and nothing falls due any more."""
    if plan.plan is None or household.head is None:
        raise PlanMissing("household")
    if plan.agreed < plan.version:
        yield PlanNotAgreed("household", version=plan.version)
    concluded = ask.outcome == "concluded"
    if not concluded:
        yield from _in_the_project(household, case)
        yield from _not_ahead(ask.next_review, day)
    yield PlanReviewed(
        plan=plan.plan, version=plan.version if concluded else plan.version + 1, household=ask.household,
        head=household.head, outcome=ask.outcome, reviewed_on=day, note=ask.note,
        next_review=None if concluded else ask.next_review or _next_review(day, rules),
    )  # fmt: skip


def note_review_due(plan: Plan, ask: NoteReviewDue, today: date, household: Household) -> Iterator[Event | RuleBroken]:
    """Noted once for each day that was set, while the household is in the project."""
    due = plan.review_due
    if plan.plan is None or household.head is None or not household.enrolled or due is None or due == plan.review_noted:
        return
    if today < due:
        raise NotYetDue("household", due=due)
    yield ReviewFellDue(plan=plan.plan, household=ask.household, head=household.head, due=due)


def _in_the_project(household: Household, case: Case) -> Iterator[RuleBroken]:
    if not household.enrolled:
        yield NotEnrolled("household")
    yield from takes_new_work(case)


def _not_ahead(next_review: date | None, day: date) -> Iterator[RuleBroken]:
    if next_review and next_review <= day:
        yield ReviewNotAhead("next_review", day=day)


def _next_review(day: date, rules: ProgrammeRules) -> date | None:
    return months_after(day, rules.review_months) if rules.review_months else None


def evolve(plan: Plan, fact: Recorded) -> Plan:
    """The newest version counts, goals stay; a concluded plan leaves only its goals."""
    match fact.event:
        case PlanDrafted(plan=name, version=version):
            return replace(plan, plan=name, version=version)
        case PlanAgreed(version=version, next_review=due):
            return replace(plan, agreed=version, review_due=due)
        case PlanReviewed(outcome="concluded"):
            return Plan(goals=plan.goals, reached=plan.reached)
        case PlanReviewed(version=version, next_review=due):
            return replace(plan, version=version, review_due=due)
        case ReviewFellDue(due=due):
            return replace(plan, review_noted=due)
        case GoalSet() as goal:
            return replace(plan, goals={**plan.goals, goal.goal: goal})
        case GoalReached(goal=reached):
            return replace(plan, reached=plan.reached | {reached})
        case _:
            return plan
