"""Commands of intake about: service log."""

from collections.abc import Collection, Iterator
from itertools import chain

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.domain import household, service_log
from services.kernel.command import Caller, Receipt
from services.kernel.rules import RuleBroken


class Services:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger, service_codes: Collection[str]) -> None:
        self.ledger = ledger
        self.service_codes = service_codes

    def record_service(self, ask: asks.RecordService, by: Caller) -> Receipt:
        """Record that a service was provided."""
        provider = ask.provider or by.agency

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            reading.service_log_of(read, ask.household)
            return chain(_uncited(read, ask, by, family), service_log.record(
                ask, by.new_id("delivery"), by.today, household=family, case=reading.case_of(read, ask.household),
                rules=reading.rules(read, read.project), provider=provider,
                agency=reading.agency(read, provider), codes=self.service_codes,
            ))  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def correct_service(self, ask: asks.CorrectService, by: Caller) -> Receipt:
        """Say how a recorded service really was."""

        def decide(read: Reading) -> Decision:
            family, log = _amendable(read, ask, by)
            return chain(_uncited(read, ask, by, family), service_log.correct(
                log, ask, by.today, by.actor,
                household=family, rules=reading.rules(read, read.project), codes=self.service_codes,
            ))  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def void_service(self, ask: asks.VoidService, by: Caller) -> Receipt:
        """Say that a recorded service never took place."""

        def decide(read: Reading) -> Decision:
            _, log = _amendable(read, ask, by)
            return service_log.void(log, ask, by.actor, rules=reading.rules(read, read.project))

        return self.ledger.record(ask, by, decide)


def _uncited(
    read: Reading, ask: asks.RecordService | asks.CorrectService, by: Caller, family: household.Household
) -> Iterator[RuleBroken]:
    return read.uncited(ask.evidence, by.agency, family.everyone)


def _amendable(
    read: Reading, ask: asks.CorrectService | asks.VoidService, by: Caller
) -> tuple[household.Household, service_log.ServiceLog]:
    """The household and its services, if the asking agency recorded this one or has the family in charge."""
    family, log = reading.shared(read, ask.household, by), reading.service_log_of(read, ask.household)
    reading.recorded_here(read, ask.household, by, log.agency_of(ask.delivery))
    return family, log
