"""Commands of housing about: vacancy."""

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.application import reading
from services.housing.application.reading import Decision
from services.housing.domain import vacancy
from services.kernel.command import Caller, Receipt


class Vacancies:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def open_vacancy(self, ask: asks.OpenVacancy, by: Caller) -> Receipt:
        """Say that a unit may be proposed."""

        def decide(read: Reading) -> Decision:
            unit = reading.unit_run_by(read, ask.unit, by)
            occupancy = reading.occupancies(read, [ask.unit])[0]
            known = reading.vacancy_of(read, ask.unit)
            return vacancy.open_vacancy(known, by.new_id("vacancy"), ask, unit=unit, occupancy=occupancy, today=by.today)

        return self.ledger.record(ask, by, decide)

    def close_vacancy(self, ask: asks.CloseVacancy, by: Caller) -> Receipt:
        """Say that a unit is not to be proposed any longer."""

        def decide(read: Reading) -> Decision:
            reading.unit_run_by(read, ask.unit, by)
            return vacancy.close_vacancy(reading.vacancy_of(read, ask.unit), ask, by.today)

        return self.ledger.record(ask, by, decide)
