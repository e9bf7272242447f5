"""Commands of housing about: dwelling."""

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.application import reading
from services.housing.application.reading import Decision
from services.housing.domain import dwelling, vacancy
from services.kernel.command import Caller, Receipt


class Dwellings:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def add_dwelling(self, ask: asks.AddDwelling, by: Caller) -> Receipt:
        """Offer a dwelling."""
        name = by.new_id("dwelling")
        return self.ledger.record(
            ask, by, lambda read: dwelling.add_dwelling(reading.dwelling_of(read, name), name, ask, by.agency)
        )

    def add_unit(self, ask: asks.AddUnit, by: Caller) -> Receipt:
        """Add a unit to a dwelling."""
        name = by.new_id("unit")

        def decide(read: Reading) -> Decision:
            return dwelling.add_unit(reading.unit(read, name), name, ask, reading.dwelling_of(read, ask.dwelling), by.agency)

        return self.ledger.record(ask, by, decide)

    def take_unit_out_of_service(self, ask: asks.TakeUnitOutOfService, by: Caller) -> Receipt:
        """Take a unit out of service; its vacancy closes."""

        def decide(read: Reading) -> Decision:
            unit = reading.unit_run_by(read, ask.unit, by)
            occupancy = reading.occupancies(read, [ask.unit])[0]
            yield from vacancy.closed(reading.vacancy_of(read, ask.unit), ask.unit, "out-of-service", by.today)
            yield from dwelling.take_out_of_service(unit, ask, occupancy, by.today)

        return self.ledger.record(ask, by, decide)

    def return_unit(self, ask: asks.ReturnUnit, by: Caller) -> Receipt:
        """Take a unit into service again."""

        def decide(read: Reading) -> Decision:
            return dwelling.return_unit(reading.unit_run_by(read, ask.unit, by), ask, by.today)

        return self.ledger.record(ask, by, decide)
