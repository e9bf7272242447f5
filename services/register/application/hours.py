"""Commands of register about: hours."""

from collections.abc import Callable
from uuid import UUID

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.register import commands as asks
from services.register.application import reading
from services.register.application.reading import Decision
from services.register.domain import hours

Settling = asks.ApproveHours | asks.RejectHours | asks.ReverseHours


class Hours:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def log_hours(self, ask: asks.LogHours, by: Caller) -> Receipt:
        """Say how much time was given."""

        def decide(read: Reading) -> Decision:
            _, found = reading.match_of(read, ask.household, ask.match, by)
            return hours.log(
                reading.account(read, found.person), by.new_id("hours"), ask, by.today,
                matches=reading.matches(read, ask.household), candidate=reading.candidate(read, found.person),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def approve_hours(self, ask: asks.ApproveHours, by: Caller) -> Receipt:
        """Confirm the time that somebody else has logged."""
        return self._settle(hours.approve, ask, by)

    def reject_hours(self, ask: asks.RejectHours, by: Caller) -> Receipt:
        """Do not confirm it."""
        return self._settle(hours.reject, ask, by)

    def reverse_hours(self, ask: asks.ReverseHours, by: Caller) -> Receipt:
        """Book it back."""
        return self._settle(hours.reverse, ask, by)

    def _settle(self, settled: Callable[..., Decision], ask: Settling, by: Caller) -> Receipt:
        def decide(read: Reading) -> Decision:
            account = self._account(read, ask.person, ask.hours, by)
            return settled(account, ask, by.actor, ids=reading.ids_of(read, ask.person))

        return self.ledger.record(ask, by, decide)

    def _account(self, read: Reading, person: UUID, name: UUID, by: Caller) -> hours.Account:
        """The account, for the volunteer's own agency and for who may see the household of the entry."""
        account = reading.account(read, person)
        entry = account.named(name)
        family = reading.household_of(read, entry.fact.household)
        ours = reading.volunteer_of(read, person).agency == by.agency
        if not ours and not family.seen_by(by.agency, by.now):
            raise hours.UnknownHours("hours", hours=name)
        return account
