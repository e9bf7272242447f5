"""Commands of housing about: commitment."""

from uuid import UUID

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.application import reading
from services.housing.application.house import house_of, lives_there
from services.housing.application.reading import Decision
from services.housing.domain import agreement, commitment
from services.kernel.command import Caller, Receipt


class Commitments:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def make_commitment(self, ask: asks.MakeCommitment, by: Caller) -> Receipt:
        """Promise help to those who share the dwelling."""

        def decide(read: Reading) -> Decision:
            family, home = reading.shared(read, ask.household, by), house_of(read, ask.dwelling)
            there = lives_there(read, ask.household, home, ask.starts, by.today)
            known = _commitments(read, ask.household)
            return commitment.make(known, by.new_id("commitment"), ask, family, home, lives_there=there)

        return self.ledger.record(ask, by, decide)

    def log_help(self, ask: asks.LogHelp, by: Caller) -> Receipt:
        """State that promised help was given on a day."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            known = _commitments(read, ask.household)
            made = known.made.get(ask.commitment)
            there = made is not None and lives_there(read, ask.household, house_of(read, made.dwelling), ask.day, by.today)
            return commitment.log(known, by.new_id("help"), ask, by.today, lives_there=there)

        return self.ledger.record(ask, by, decide)

    def confirm_help(self, ask: asks.ConfirmHelp, by: Caller) -> Receipt:
        """Confirm help that another has logged."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            return commitment.confirm(_commitments(read, ask.household), ask, by.actor)

        return self.ledger.record(ask, by, decide)

    def reject_help(self, ask: asks.RejectHelp, by: Caller) -> Receipt:
        """State that help that another has logged was not given so."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            return commitment.reject(_commitments(read, ask.household), ask, by.actor)

        return self.ledger.record(ask, by, decide)

    def end_commitment(self, ask: asks.EndCommitment, by: Caller) -> Receipt:
        """End a promise of help."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            return commitment.end(_commitments(read, ask.household), ask, by.today)

        return self.ledger.record(ask, by, decide)

    def end_promises_after_exit(self, ask: asks.EndPromisesAfterExit, by: Caller) -> Receipt:
        """End whatever binds a household that has left its project, whichever agency said so."""

        def decide(read: Reading) -> Decision:
            reading.household_of(read, ask.household)
            yield from agreement.end_after_exit(reading.agreements(read, ask.household), ask)
            yield from commitment.end_after_exit(_commitments(read, ask.household), ask)

        return self.ledger.record(ask, by, decide)


def _commitments(read: Reading, household: UUID) -> commitment.Commitments:
    return read.state(f"commitments/{household}", commitment.evolve, commitment.Commitments())
