"""Commands of housing about: proposal."""

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.application import reading
from services.housing.application.reading import Decision
from services.housing.domain import proposal
from services.kernel.command import Caller, Receipt


class Proposals:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def propose_unit(self, ask: asks.ProposeUnit, by: Caller) -> Receipt:
        """Propose a vacant unit to a household."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            project = family.project or ""
            around = proposal.Proposing(
                family, reading.programme(read, project).rules, reading.unit(read, ask.unit),
                reading.waiting_list_of(read, ask.list_agency, project) if ask.list_agency else None, by.today,
                restricted=bool(reading.restricted(read, [family])),
            )  # fmt: skip
            return proposal.propose(reading.vacancy_of(read, ask.unit), by.new_id("proposal"), ask, around)

        return self.ledger.record(ask, by, decide)

    def accept_proposal(self, ask: asks.AcceptProposal, by: Caller) -> Receipt:
        """Say that the household wants the unit."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            return proposal.accept(reading.vacancy_of(read, ask.unit), ask, by.today)

        return self.ledger.record(ask, by, decide)

    def decline_proposal(self, ask: asks.DeclineProposal, by: Caller) -> Receipt:
        """Say that the household does not want the unit."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            return proposal.decline(reading.vacancy_of(read, ask.unit), ask, by.today)

        return self.ledger.record(ask, by, decide)
