"""Commands of housing about: assignment."""

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.application import reading
from services.housing.application.reading import Decision
from services.housing.domain import assignment, dwelling
from services.kernel.command import Caller, Receipt


class Assignments:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def assign_unit(self, ask: asks.AssignUnit, by: Caller) -> Receipt:
        """Let a household live in a unit; the coordinator's command is the decision it rests on."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            around = assignment.Circumstances(
                family, reading.programme(read, family.project or "").rules, by.today, by.command_id,
                reading.agreements(read, ask.household),
                reading.unit(read, ask.unit) if ask.unit else dwelling.Unit(),
                reading.occupancies(read, [ask.unit])[0] if ask.unit else dwelling.Occupancy(),
            )  # fmt: skip
            return assignment.assign(reading.stays(read, ask.household), by.new_id("assignment"), ask, around)

        return self.ledger.record(ask, by, decide)

    def release_unit(self, ask: asks.ReleaseUnit, by: Caller) -> Receipt:
        """End a household's stay in its unit."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            stays = reading.stays(read, ask.household)
            found = stays.assigned.get(ask.assignment)
            held = found.fact.unit if found else None
            return assignment.release(
                stays, ask, by.today,
                unit=reading.unit(read, held) if held else dwelling.Unit(),
                occupancy=reading.occupancies(read, [held])[0] if held else dwelling.Occupancy(),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def release_after_exit(self, ask: asks.ReleaseAfterExit, by: Caller) -> Receipt:
        """Release whatever a household holds that has left its project, whichever agency said so."""

        def decide(read: Reading) -> Decision:
            known, stays = reading.household_of(read, ask.household), reading.stays(read, ask.household)
            reading.occupancies(read, [stay.fact.unit for stay in stays.open if stay.fact.unit])
            return assignment.release_after_exit(stays, ask, known)

        return self.ledger.record(ask, by, decide)
