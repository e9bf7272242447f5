"""Commands of register about: hours."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.register import commands as asks
from services.register.application import reading
from services.register.application.reading import Decision
from services.register.domain import hours


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
                matches=reading.matches(read, ask.household), covers=reading.covers(read, found.person),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def approve_hours(self, ask: asks.ApproveHours, by: Caller) -> Receipt:
        """Confirm the time that somebody else has logged."""

        def decide(read: Reading) -> Decision:
            account = reading.account(read, ask.person)
            entry = account.logged.get(ask.hours)
            if entry is None:
                raise hours.UnknownHours("hours")
            family = reading.household_of(read, entry.fact.household)
            ours = reading.volunteer_of(read, ask.person).agency == by.agency
            if not ours and not family.seen_by(by.agency, by.today):
                raise hours.UnknownHours("hours")
            return hours.approve(account, ask, by.actor)

        return self.ledger.record(ask, by, decide)
