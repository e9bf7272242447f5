"""Whatever is asked in whatever order: a version is a draft until it is agreed, and only drafts are given goals."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.intake.commands import AgreePlan, DraftPlan, NoteReviewDue, RecordGoalProgress, ReviewPlan, SetGoal
from services.intake.domain.case import Case
from services.intake.domain.household import Household
from services.intake.domain.person import Person
from services.intake.domain.plan import Plan, agree, draft, evolve, note_review_due, progress, review, set_goal
from services.intake.events import ProgrammeRules
from services.kernel.time import months_after
from tests.spec import an_id, decided, recorded

FAMILY, AMAL, NOUR = an_id("family"), an_id("amal"), an_id("nour")
DAY = date(2026, 3, 1)
HOME = Household("PROG-2784", "sds", AMAL, frozenset({AMAL, NOUR}), DAY, None, frozenset({AMAL, NOUR}))
CASE, RULES = Case("sds", "PROG-2784", AMAL, open=True), ProgrammeRules(review_months=2)
PEOPLE = {AMAL: Person(known=True, birth_date=date(1990, 1, 1)), NOUR: Person(known=True, birth_date=date(2015, 1, 1))}


class OnePlan(RuleBasedStateMachine):
    """A family, its worker, and the plain account of its plan that they would give: a list of versions and their goals."""

    @initialize()
    def begin(self):
        self.plan, self.day, self.asked = Plan(), DAY, 0
        self.versions, self.goals, self.all_goals = [], {}, {}
        self.due, self.noted = None, None

    @rule(days=some.integers(1, 40))
    def time_passes(self, days):
        self.day += timedelta(days=days)

    @rule()
    def draft(self):
        ask = DraftPlan(household=FAMILY)
        self.tell(decided.by(lambda: draft(self.plan, ask, self.new("plan"), HOME, case=CASE)), allowed=True)
        self.versions.append("draft")

    @rule(dimension=some.sampled_from(["housing", "social", "work"]), late=some.sampled_from([-1, 0, 10, 50]))
    def set_goal(self, dimension, late):
        ask = SetGoal(household=FAMILY, person=AMAL, dimension=dimension, text="x", due=self.day + timedelta(days=late))
        allowed = self.versions[-1:] == ["draft"] and late >= 0
        name = self.new("goal")
        if self.tell(decided.by(lambda: set_goal(self.plan, ask, name, self.day, household=HOME, case=CASE)), allowed):
            self.goals[name] = self.all_goals[name] = 0

    @rule(beside=some.sampled_from([0, 0, -1, 1]), who=some.sampled_from([(AMAL,), (NOUR,), (AMAL, NOUR)]))
    def agree(self, beside, who):
        version = max(1, len(self.versions) + beside)
        ask = AgreePlan(household=FAMILY, version=version, signatories=who)
        newest = version == len(self.versions) and self.versions[-1] == "draft"
        signed = {name: PEOPLE[name] for name in who}
        outcome = decided.by(
            lambda: agree(self.plan, ask, "anna", self.day, household=HOME, case=CASE, signatories=signed, rules=RULES)
        )
        if self.tell(outcome, allowed=newest and bool(self.goals) and AMAL in who):
            self.versions[-1] = "agreed"
            self.due = months_after(self.day, 2)

    @precondition(lambda self: self.all_goals)
    @rule(data=some.data(), percent=some.sampled_from([10, 60, 100]))
    def advance(self, data, percent):
        name = data.draw(some.sampled_from(sorted(self.all_goals)))
        ask = RecordGoalProgress(household=FAMILY, goal=name, percent=percent)
        if self.tell(decided.by(lambda: progress(self.plan, ask)), allowed=self.all_goals[name] < 100):
            self.all_goals[name] = percent

    @rule(outcome=some.sampled_from(["confirmed", "changed", "concluded"]), ahead=some.sampled_from([None, 0, 30]))
    def review(self, outcome, ahead):
        wanted = None if ahead is None else self.day + timedelta(days=ahead)
        ask = ReviewPlan(household=FAMILY, outcome=outcome, next_review=wanted)
        allowed = self.versions[-1:] == ["agreed"] and (ahead != 0 or outcome == "concluded")
        if not self.tell(decided.by(lambda: review(self.plan, ask, self.day, household=HOME, case=CASE, rules=RULES)), allowed):
            return
        if outcome == "concluded":
            self.versions, self.goals, self.due, self.noted = [], {}, None, None
        else:
            self.versions.append("draft")
            self.due = wanted or months_after(self.day, 2)

    @rule()
    def clock(self):
        ask = NoteReviewDue(household=FAMILY)
        waits = self.due is None or self.due == self.noted
        outcome = decided.by(lambda: note_review_due(self.plan, ask, self.day, HOME))
        if self.tell(outcome, allowed=waits or self.due <= self.day):
            assert len(outcome.facts) == (0 if waits else 1)
            self.noted = self.noted if waits else self.due

    def new(self, kind):
        self.asked += 1
        return an_id(f"{kind} {self.asked}")

    def tell(self, outcome, allowed):
        """What is refused leaves no trace."""
        accepted = not outcome.broken and outcome.impossible is None
        assert accepted == allowed, outcome
        for event in outcome.facts if accepted else ():
            self.plan = evolve(self.plan, recorded(event))
        return accepted

    @invariant()
    def the_plan_is_what_family_and_worker_would_say(self):
        assert self.plan.version == len(self.versions)
        assert (self.plan.agreed == self.plan.version) == (self.versions[-1:] in ([], ["agreed"]))
        assert self.plan.review_due == self.due
        assert set(self.plan.goals) == set(self.all_goals)
        assert self.plan.reached == {name for name, percent in self.all_goals.items() if percent == 100}


TestPlans = OnePlan.TestCase
TestPlans.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
