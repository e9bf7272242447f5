"""Commands of intake about: follow-up."""

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.codes import codes
from services.intake.domain import follow_up
from services.kernel.command import Caller, Receipt


class FollowUps:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.situations = follow_up.Situations(housing=codes("destinations"), work=codes("work-situations"))

    def schedule_follow_up(self, ask: asks.ScheduleFollowUp, by: Caller) -> Receipt:
        """Set a day on which a family that has left is asked how it fares."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            return follow_up.schedule(reading.follow_ups(read, ask.household), ask, by.new_id("follow-up"), family)

        return self.ledger.record(ask, by, decide)

    def record_follow_up(self, ask: asks.RecordFollowUp, by: Caller) -> Receipt:
        """Say how the family fares."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            return follow_up.record(
                reading.follow_ups(read, ask.household), ask, reading.day(ask, by), household=family,
                assessments=reading.assessments(read, ask.household), situations=self.situations,
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def note_follow_up_due(self, ask: asks.NoteFollowUpDue, by: Caller) -> Receipt:
        """Note that the day of a follow-up has come, whichever agency has the family in charge."""

        def decide(read: Reading) -> Decision:
            family = reading.any_household(read, ask.household)
            return follow_up.note_due(reading.follow_ups(read, ask.household), ask, by.today, family)

        return self.ledger.record(ask, by, decide)
