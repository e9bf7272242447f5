"""Commands of housing about: assignment."""

from itertools import chain
from uuid import UUID

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.application import reading
from services.housing.application.house import signatures
from services.housing.application.reading import Decision
from services.housing.domain import assignment, dwelling, household, moving, stay, vacancy, waiting_list
from services.kernel.command import Caller, Receipt


class Assignments:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def assign_unit(self, ask: asks.AssignUnit, by: Caller) -> Receipt:
        """Let a household live in a unit; the coordinator's command is the decision it rests on."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            around = _entering(read, family, ask, by)
            return assignment.assign(reading.stays(read, ask.household), by.new_id("assignment"), ask, around)

        return self.ledger.record(ask, by, decide)

    def extend_assignment(self, ask: asks.ExtendAssignment, by: Caller) -> Receipt:
        """Let a household stay longer."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            stays = reading.stays(read, ask.household)
            unit, occupancy = _held(read, stays, ask.assignment)
            rules = reading.programme(read, family.project or "").rules
            held = stays.assigned[ask.assignment].unit if ask.assignment in stays.assigned else None
            around = assignment.Circumstances(
                family, rules, by.today, by.command_id, unit=unit, occupancy=occupancy, vacancy=_vacancy(read, held)
            )
            return chain(read.uncited(ask.evidence, by.agency, family.members), moving.extend(stays, ask, around))

        return self.ledger.record(ask, by, decide)

    def move_household(self, ask: asks.MoveHousehold, by: Caller) -> Receipt:
        """Let a household go on with its stay in another unit; it enters that one as it entered the first."""

        def decide(read: Reading) -> Decision:
            family = reading.shared(read, ask.household, by)
            stays = reading.stays(read, ask.household)
            _held(read, stays, ask.assignment)
            entry = asks.AssignUnit(unit=ask.unit, household=ask.household, starts=ask.moved)
            return moving.move(stays, ask, _entering(read, family, entry, by))

        return self.ledger.record(ask, by, decide)

    def release_unit(self, ask: asks.ReleaseUnit, by: Caller) -> Receipt:
        """End a household's stay in its unit."""

        def decide(read: Reading) -> Decision:
            reading.shared(read, ask.household, by)
            stays = reading.stays(read, ask.household)
            unit, occupancy = _held(read, stays, ask.assignment)
            return stay.release(stays, ask, by.today, unit=unit, occupancy=occupancy)

        return self.ledger.record(ask, by, decide)

    def note_stay_due(self, ask: asks.NoteStayDue, by: Caller) -> Receipt:
        """Note that the planned end of a stay has come, whichever agency has the family."""

        def decide(read: Reading) -> Decision:
            reading.household_of(read, ask.household)
            return stay.note_due(reading.stays(read, ask.household), ask, by.today)

        return self.ledger.record(ask, by, decide)

    def release_after_exit(self, ask: asks.ReleaseAfterExit, by: Caller) -> Receipt:
        """Release whatever a household holds that has left its project, whichever agency said so."""

        def decide(read: Reading) -> Decision:
            known, stays = reading.household_of(read, ask.household), reading.stays(read, ask.household)
            reading.occupancies(read, [held.unit for held in stays.open if held.unit])
            return stay.release_after_exit(stays, ask, known)

        return self.ledger.record(ask, by, decide)

    def recount_stay(self, ask: asks.RecountStay, by: Caller) -> Receipt:
        """Count who lives in a household's unit anew, whichever agency said who joined or left."""

        def decide(read: Reading) -> Decision:
            reading.household_of(read, ask.household)
            stays = reading.stays(read, ask.household)
            places = {held.unit: _place(read, held.unit) for held in stays.open if held.unit}
            return moving.recount(stays, ask, places, by.today)

        return self.ledger.record(ask, by, decide)


def _place(read: Reading, unit: UUID | None) -> tuple[dwelling.Unit, dwelling.Occupancy]:
    """A unit and who holds it; nothing where it is not stated."""
    if unit is None:
        return dwelling.Unit(), dwelling.Occupancy()
    return reading.unit(read, unit), reading.occupancies(read, [unit])[0]


def _vacancy(read: Reading, unit: UUID | None) -> vacancy.Vacancy:
    return reading.vacancy_of(read, unit) if unit else vacancy.Vacancy()


def _held(read: Reading, stays: stay.Stays, name: UUID) -> tuple[dwelling.Unit, dwelling.Occupancy]:
    """The unit that an assignment holds, and who holds it beside."""
    found = stays.assigned.get(name)
    return _place(read, found.unit if found else None)


def _entering(read: Reading, family: household.Household, ask: asks.AssignUnit, by: Caller) -> assignment.Circumstances:
    """What entering a unit is decided on."""
    rules = reading.programme(read, family.project or "").rules
    unit, occupancy = _place(read, ask.unit)
    signing = rules is not None and rules.agreement_required and unit.dwelling is not None
    found = _vacancy(read, ask.unit)
    offer = found.offer.fact if found.offer and found.offer.fact.household == ask.household else None
    waiting = reading.waiting_list_of(read, offer.list_agency, offer.project) if offer and offer.list_agency else None
    neighbours, version = signatures(read, unit, ask, by.today) if signing else ((), None)
    return assignment.Circumstances(
        family, rules, by.today, by.command_id, reading.agreements(read, ask.household), unit, occupancy,
        neighbours=neighbours, version=version, vacancy=found, waiting=waiting or waiting_list.WaitingList(),
    )  # fmt: skip
