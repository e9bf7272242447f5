"""Commands of intake about: pairs of persons that may be one human."""

from infra.ledger import Ledger, Reading
from services.intake import commands as asks
from services.intake.application import reading
from services.intake.application.reading import Decision
from services.intake.domain import identity
from services.kernel.command import Caller, Receipt


class Identities:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def report_potential_duplicate(self, ask: asks.ReportPotentialDuplicate, by: Caller) -> Receipt:
        """Two persons may be one human."""

        def decide(read: Reading) -> Decision:
            one, other = reading.anybody(read, ask.one), reading.anybody(read, ask.other)
            return identity.report(reading.pair_of(read, ask.one, ask.other), ask, one=one, other=other)

        return self.ledger.record(ask, by, decide)

    def confirm_duplicate(self, ask: asks.ConfirmDuplicate, by: Caller) -> Receipt:
        """Two ids are one human."""

        def decide(read: Reading) -> Decision:
            survivor, merged = reading.person_of(read, ask.survivor), reading.person_of(read, ask.merged)
            return identity.confirm(ask, survivor=survivor, merged=merged)

        return self.ledger.record(ask, by, decide)

    def reject_duplicate(self, ask: asks.RejectDuplicate, by: Caller) -> Receipt:
        """Two persons are two humans."""

        def decide(read: Reading) -> Decision:
            one, other = reading.person_of(read, ask.one), reading.person_of(read, ask.other)
            return identity.reject(reading.pair_of(read, ask.one, ask.other), ask, one=one, other=other)

        return self.ledger.record(ask, by, decide)

    def unlink_person(self, ask: asks.UnlinkPerson, by: Caller) -> Receipt:
        """A merge is undone."""

        def decide(read: Reading) -> Decision:
            merged = reading.anybody(read, ask.person)
            if merged.merged_into:
                reading.anybody(read, merged.merged_into)
            return identity.unlink(merged, ask)

        return self.ledger.record(ask, by, decide)
