"""Commands of housing about: waiting list."""

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.application import reading
from services.housing.application.reading import Decision
from services.housing.domain import waiting_list
from services.kernel.command import Caller, Receipt


class WaitingLists:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def publish_rules(self, ask: asks.PublishRules, by: Caller) -> Receipt:
        """Publish the rules by which the asker's agency ranks."""

        def decide(read: Reading) -> Decision:
            return waiting_list.publish(_own(read, ask.project, by), ask, by.agency)

        return self.ledger.record(ask, by, decide)

    def apply_for_housing(self, ask: asks.ApplyForHousing, by: Caller) -> Receipt:
        """Put a household on a list."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            of = waiting_list.Of(ask.agency or by.agency, family.project or "")
            known = reading.waiting_list_of(read, of.agency, of.project)
            return waiting_list.apply(known, by.new_id("application"), ask, family, of=of, today=by.today)

        return self.ledger.record(ask, by, decide)

    def withdraw_application(self, ask: asks.WithdrawApplication, by: Caller) -> Receipt:
        """Take a household off a list."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            known = reading.waiting_list_of(read, ask.agency or by.agency, family.project or "")
            return waiting_list.withdraw(known, ask)

        return self.ledger.record(ask, by, decide)

    def rank_candidates(self, ask: asks.RankCandidates, by: Caller) -> Receipt:
        """Rank the list of the asker's agency."""

        def decide(read: Reading) -> Decision:
            known = _own(read, ask.project, by)
            names = list(known.applications)
            families = dict(zip(names, reading.households(read, names), strict=True))
            left = [name for name, family in families.items() if family.exit and family.exit <= ask.day]
            hidden = reading.restricted(read, families.values())
            unused = [name for name, family in families.items() if family.people & hidden]
            return waiting_list.rank_candidates(known, by.new_id("ranking"), ask, by.today, left=left, unused=unused)

        return self.ledger.record(ask, by, decide)

    def override_rank(self, ask: asks.OverrideRank, by: Caller) -> Receipt:
        """Put a household on another place."""

        def decide(read: Reading) -> Decision:
            return waiting_list.override(_own(read, ask.project, by), ask, by.actor)

        return self.ledger.record(ask, by, decide)


def _own(read: Reading, project: str, by: Caller) -> waiting_list.WaitingList:
    """The list of the asker's agency; files the facts under its project."""
    read.project = project
    return reading.waiting_list_of(read, by.agency, project)
