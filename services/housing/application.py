"""One method per command of housing: gather facts, decide, record."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from infra.ledger import Ledger, Reading
from services.housing import commands as asks
from services.housing.domain import agreement, assignment, dwelling, household
from services.kernel.command import Caller, Command, Receipt
from services.kernel.event import Event
from services.kernel.rules import RuleBroken

Decision = Iterator[Event | RuleBroken]


class Housing:
    """The application of the housing service."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def add_dwelling(self, ask: asks.AddDwelling, by: Caller) -> Receipt:
        """Offer a dwelling."""
        name = by.new_id("dwelling")
        return self.ledger.record(ask, by, lambda read: dwelling.add_dwelling(_dwelling(read, name), name, ask, by.agency))

    def add_unit(self, ask: asks.AddUnit, by: Caller) -> Receipt:
        """Add a unit to a dwelling."""
        name = by.new_id("unit")

        def decide(read: Reading) -> Decision:
            return dwelling.add_unit(_unit(read, name), name, ask, _dwelling(read, ask.dwelling), by.agency)

        return self.ledger.record(ask, by, decide)

    def draft_agreement(self, ask: asks.DraftAgreement, by: Caller) -> Receipt:
        """Lay a cohabitation agreement before a household."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            house = _dwelling(read, ask.dwelling) if ask.dwelling else dwelling.Dwelling()
            unit = _unit(read, ask.unit) if ask.unit else dwelling.Unit()
            known = _agreements(read, ask.household)
            return agreement.draft(known, by.new_id("agreement"), ask, family, (house, unit))

        return self.ledger.record(ask, by, decide)

    def sign_agreement(self, ask: asks.SignAgreement, by: Caller) -> Receipt:
        """A member of the household signs."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            return agreement.sign(_agreements(read, ask.household), ask, family, by.today)

        return self.ledger.record(ask, by, decide)

    def assign_unit(self, ask: asks.AssignUnit, by: Caller) -> Receipt:
        """Let a household live in a unit; the coordinator's command is the decision it rests on."""

        def decide(read: Reading) -> Decision:
            family = _shared(read, ask.household, by)
            around = assignment.Circumstances(
                family, _programme(read, family.project or "").rules, by.today, by.command_id,
                _agreements(read, ask.household),
                _unit(read, ask.unit) if ask.unit else dwelling.Unit(),
                _occupancies(read, [ask.unit])[0] if ask.unit else dwelling.Occupancy(),
            )  # fmt: skip
            return assignment.assign(_stays(read, ask.household), by.new_id("assignment"), ask, around)

        return self.ledger.record(ask, by, decide)

    def release_unit(self, ask: asks.ReleaseUnit, by: Caller) -> Receipt:
        """End a household's stay in its unit."""

        def decide(read: Reading) -> Decision:
            _shared(read, ask.household, by)
            stays = _stays(read, ask.household)
            found = stays.assigned.get(ask.assignment)
            held = found.fact.unit if found else None
            return assignment.release(
                stays, ask, by.today,
                unit=_unit(read, held) if held else dwelling.Unit(),
                occupancy=_occupancies(read, [held])[0] if held else dwelling.Occupancy(),
            )  # fmt: skip

        return self.ledger.record(ask, by, decide)

    def note_rules(self, ask: asks.NoteRules, by: Caller) -> Receipt:
        """Note what a funded project asks of a stay."""

        def decide(read: Reading) -> Decision:
            read.project = ask.project
            return household.note_rules(_programme(read, ask.project), ask)

        return self.ledger.record(ask, by, decide)

    def note_household(self, ask: asks.NoteHousehold, by: Caller) -> Receipt:
        """Note a household."""

        def decide(read: Reading) -> Decision:
            known = _household(read, ask.household)
            read.project = ask.project
            return household.note_household(known, ask)

        return self.ledger.record(ask, by, decide)

    def note_members(self, ask: asks.NoteMembers, by: Caller) -> Receipt:
        """Note who joined, left or heads a household."""
        return self.ledger.record(ask, by, lambda read: household.note_members(_household(read, ask.household), ask))

    def note_sharing(self, ask: asks.NoteSharing, by: Caller) -> Receipt:
        """Note which agencies may act on a household."""
        return self.ledger.record(ask, by, lambda read: household.note_sharing(_household(read, ask.household), ask))

    def end_sharing(self, ask: asks.EndSharing, by: Caller) -> Receipt:
        """Note that a consent was taken back."""
        return self.ledger.record(ask, by, lambda read: household.end_sharing(_household(read, ask.household), ask))

    def note_case_end(self, ask: asks.NoteCaseEnd, by: Caller) -> Receipt:
        """Note that nobody has the family in charge."""
        return self.ledger.record(ask, by, lambda read: household.note_case_end(_household(read, ask.household), ask))

    def release_after_exit(self, ask: asks.ReleaseAfterExit, by: Caller) -> Receipt:
        """Release whatever a household holds that has left its project, whichever agency said so."""

        def decide(read: Reading) -> Decision:
            known, stays = _household(read, ask.household), _stays(read, ask.household)
            _occupancies(read, [stay.fact.unit for stay in stays.open if stay.fact.unit])
            return assignment.release_after_exit(stays, ask, known)

        return self.ledger.record(ask, by, decide)

    @property
    def internal(self) -> dict[type[Command], Callable[..., Receipt]]:
        """The commands that reactions give, and what carries them out."""
        return {
            asks.NoteRules: self.note_rules,
            asks.NoteHousehold: self.note_household,
            asks.NoteMembers: self.note_members,
            asks.NoteSharing: self.note_sharing,
            asks.EndSharing: self.end_sharing,
            asks.NoteCaseEnd: self.note_case_end,
            asks.ReleaseAfterExit: self.release_after_exit,
        }


def _household(read: Reading, name: UUID) -> household.Household:
    """What is known of the household; files the facts under its project."""
    known = read.state(f"known-household/{name}", household.evolve, household.Household())
    read.project = known.project or read.project
    return known


def _shared(read: Reading, name: UUID, by: Caller) -> household.Household:
    """The household, if the asking agency owns its case or a live consent names it."""
    known = _household(read, name)
    if not known.open_to(by.agency, by.today):
        raise household.UnknownHousehold("household")
    return known


def _programme(read: Reading, project: str) -> household.Programme:
    return read.state(f"known-programme/{project}", household.evolve_programme, household.Programme())


def _dwelling(read: Reading, name: UUID) -> dwelling.Dwelling:
    return read.state(f"dwelling/{name}", dwelling.evolve_dwelling, dwelling.Dwelling())


def _unit(read: Reading, name: UUID) -> dwelling.Unit:
    return read.state(f"unit/{name}", dwelling.evolve_unit, dwelling.Unit())


def _occupancies(read: Reading, units: Sequence[UUID]) -> list[dwelling.Occupancy]:
    streams = [f"occupancy/{unit}" for unit in units]
    return read.states(streams, dwelling.evolve_occupancy, dwelling.Occupancy())


def _agreements(read: Reading, name: UUID) -> agreement.Agreements:
    return read.state(f"agreement/{name}", agreement.evolve, agreement.Agreements())


def _stays(read: Reading, name: UUID) -> assignment.Stays:
    return read.state(f"stay/{name}", assignment.evolve, assignment.Stays())
