"""Commands of intake about: plan."""

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.domain import plan
from services.kernel.command import Caller, Receipt


class Plans:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def draft_plan(self, ask: asks.DraftPlan, by: Caller) -> Receipt:
        """Draft the personalised project."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            stands, case = reading.plan_of(read, ask.household), reading.case_of(read, ask.household)
            return plan.draft(stands, ask, by.new_id("plan"), family, case=case)

        return self.ledger.record(ask, by, decide)

    def set_goal(self, ask: asks.SetGoal, by: Caller) -> Receipt:
        """Add a goal to the plan."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            stands, case = reading.plan_of(read, ask.household), reading.case_of(read, ask.household)
            return plan.set_goal(stands, ask, by.new_id("goal"), reading.day(ask, by), household=family, case=case)

        return self.ledger.record(ask, by, decide)

    def agree_plan(self, ask: asks.AgreePlan, by: Caller) -> Receipt:
        """Family and worker sign the plan."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            return plan.agree(
                reading.plan_of(read, ask.household), ask, by.actor, reading.day(ask, by),
                household=family, case=reading.case_of(read, ask.household),
                signatories=reading.people_of(read, list(dict.fromkeys(ask.signatories))),
                rules=reading.rules(read, read.project),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def record_goal_progress(self, ask: asks.RecordGoalProgress, by: Caller) -> Receipt:
        """Say how far a goal has come."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            return plan.progress(reading.plan_of(read, ask.household), ask)

        return self.ledger.record(ask, by, decide)

    def review_plan(self, ask: asks.ReviewPlan, by: Caller) -> Receipt:
        """Look at the plan with the family."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            stands, rules = reading.plan_of(read, ask.household), reading.rules(read, read.project)
            case = reading.case_of(read, ask.household)
            return plan.review(stands, ask, reading.day(ask, by), household=family, case=case, rules=rules)

        return self.ledger.record(ask, by, decide)

    def note_review_due(self, ask: asks.NoteReviewDue, by: Caller) -> Receipt:
        """Note that the day of the next review has come, whichever agency has the family in charge."""

        def decide(read: Reading) -> Decision:
            family = reading.any_household(read, ask.household)
            return plan.note_review_due(reading.plan_of(read, ask.household), ask, by.today, family)

        return self.ledger.record(ask, by, decide)
