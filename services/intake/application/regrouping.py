"""Commands of intake about: regrouping."""

from collections.abc import Sequence
from uuid import UUID

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.domain import regrouping
from services.intake.events import Member
from services.kernel.command import Caller, Receipt


class Regroupings:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def split_household(self, ask: asks.SplitHousehold, by: Caller) -> Receipt:
        """Some members become a household of their own."""
        into = by.new_id("household")

        def decide(read: Reading) -> Decision:
            family = reading.owned(read, ask.household, by)
            names = _named(read, family.project, ask.members)
            reading.household_of(read, into), reading.case_of(read, into)
            guardian = reading.with_guardian(names, ask.guardian)
            return regrouping.split(
                family, into, ask, reading.day(ask, by),
                today=by.today, rules=reading.rules(read, read.project), case=reading.case_of(read, ask.household),
                persons={name: reading.anybody(read, name) for name in guardian},
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def join_households(self, ask: asks.JoinHouseholds, by: Caller) -> Receipt:
        """All members of one household come into another."""

        def decide(read: Reading) -> Decision:
            joining, family = reading.owned(read, ask.joining, by), reading.owned(read, ask.household, by)
            names = _named(read, family.project, ask.members)
            return regrouping.join(
                family, joining, ask, reading.day(ask, by),
                case=reading.case_of(read, ask.household), charge=reading.case_of(read, ask.joining),
                persons={name: reading.anybody(read, name) for name in names},
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)


def _named(read: Reading, project: str | None, members: Sequence[Member]) -> list[UUID]:
    """The persons named; their memberships are read, for they are written."""
    names = [member.person for member in members]
    reading.memberships(read, project or "", names)
    return names
