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
            reading.plan_of(read, ask.household)
            return plan.draft(ask, by.new_id("plan"), family)

        return self.ledger.record(ask, by, decide)

    def set_goal(self, ask: asks.SetGoal, by: Caller) -> Receipt:
        """Add a goal to the plan."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            return plan.set_goal(reading.plan_of(read, ask.household), ask, by.new_id("goal"), family)

        return self.ledger.record(ask, by, decide)

    def record_goal_progress(self, ask: asks.RecordGoalProgress, by: Caller) -> Receipt:
        """Say how far a goal has come."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            return plan.progress(reading.plan_of(read, ask.household), ask)

        return self.ledger.record(ask, by, decide)
