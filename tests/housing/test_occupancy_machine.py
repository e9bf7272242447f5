"""Whatever is asked in whatever order: never over capacity, never two households in an unshared unit on one day."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from services.housing.commands import AssignUnit, ReleaseAfterExit, ReleaseUnit
from services.housing.domain import agreement, dwelling, household, stay, vacancy, waiting_list
from services.housing.domain.assignment import Circumstances, assign
from services.housing.domain.dwelling import Occupancy, Stay, Unit, evolve_occupancy, is_empty
from services.housing.domain.household import Household
from services.housing.domain.stay import Stays, release, release_after_exit
from services.housing.events import CATALOGUE
from services.kernel.time import Period
from tests.housing.story import DECISION, FLAT, HOUSE, NO_RULES
from tests.spec import an_id, decided, recorded

DAY_ONE = date(2026, 1, 1)
DAYS = some.integers(0, 15).map(lambda n: DAY_ONE + timedelta(days=n))
FAMILIES = {an_id(f"family {n}"): tuple(an_id(f"person {n} {p}") for p in range(n)) for n in (1, 2, 3)}


def certain(stay: Stay) -> Period:
    """The days a stay is known or planned to last."""
    return Period(stay.starts, stay.released or stay.planned_end)


class OneUnit(RuleBasedStateMachine):
    """One unit, three households, coordinators and an import, and time going on."""

    held = Bundle("held")

    @initialize(capacity=some.integers(1, 5), shared=some.booleans())
    def add(self, capacity, shared):
        self.unit = Unit(HOUSE, capacity, shared)
        self.occupancy, self.stays = Occupancy(), {name: Stays() for name in FAMILIES}
        self.today, self.number = DAY_ONE, 0

    @rule(days=some.integers(1, 6))
    def time_passes(self, days):
        self.today += timedelta(days=days)

    @rule(
        target=held, name=some.sampled_from(sorted(FAMILIES)), starts=DAYS, planned_end=some.none() | DAYS, imports=some.booleans()
    )
    def assign(self, name, starts, planned_end, imports):
        self.number += 1
        family = Household("HMIS", "sds", None, dict.fromkeys(FAMILIES[name]))
        around = Circumstances(family, NO_RULES, self.today, DECISION, unit=self.unit, occupancy=self.occupancy)
        ask = AssignUnit(unit=FLAT, household=name, starts=starts, planned_end=planned_end)
        stay = an_id(f"stay {self.number}")
        self.record(name, decided.by(lambda: assign(self.stays[name], stay, ask, around)), imports=imports)
        return name, stay

    @rule(one=consumes(held), released=some.just(None) | DAYS)
    def release(self, one, released):
        name, stay = one
        ask = ReleaseUnit(household=name, assignment=stay, released=released or self.today, reason="other")
        more = {"unit": self.unit, "occupancy": self.occupancy}
        self.record(name, decided.by(lambda: release(self.stays[name], ask, self.today, **more)), imports=False)

    def record(self, name, outcome, *, imports):
        if outcome.impossible or (outcome.broken and not imports):
            return
        for fact in map(recorded, outcome.facts):
            self.occupancy = evolve_occupancy(self.occupancy, fact)
            self.stays[name] = stay.evolve(self.stays[name], fact)

    @invariant()
    def nobody_is_there_who_has_no_place(self):
        stays = [(stay, certain(stay)) for stay in self.occupancy.stays.values()]
        for day in (DAY_ONE + timedelta(days=n) for n in range(17)):
            inside = [stay for stay, period in stays if not is_empty(period) and period.contains(day)]
            households = {stay.household for stay in inside}
            people = sum(max(s.people for s in inside if s.household == name) for name in households)
            assert people <= self.unit.capacity
            assert self.unit.shared or len(households) <= 1

    @invariant()
    def the_unit_and_the_households_tell_the_same_story(self):
        told = {
            name: assigned.stay for stays in self.stays.values() for name, assigned in stays.assigned.items() if assigned.fact.unit
        }
        assert told == self.occupancy.stays


OneUnit.TestCase.settings = settings(max_examples=150, stateful_step_count=20, deadline=None)
test_a_unit_is_never_overfull = OneUnit.TestCase

OURS = [event for event in CATALOGUE.by_name.values() if event.__module__.startswith("services.housing")]
EVENTS = some.one_of(*(some.from_type(event) for event in OURS))
FOLDS = (
    (dwelling.evolve_dwelling, dwelling.Dwelling()),
    (dwelling.evolve_unit, dwelling.Unit()),
    (dwelling.evolve_occupancy, dwelling.Occupancy()),
    (household.evolve, household.Household()),
    (household.evolve_programme, household.Programme()),
    (agreement.evolve, agreement.Agreements()),
    (stay.evolve, stay.Stays()),
    (vacancy.evolve, vacancy.Vacancy()),
    (waiting_list.evolve, waiting_list.WaitingList()),
)


@settings(max_examples=100, deadline=None)
@generated(some.lists(EVENTS, max_size=12))
def test_any_history_folds(events):
    for evolve, state in FOLDS:
        for n, event in enumerate(events, 1):
            state = evolve(state, recorded(event, n))  # noqa: PLW2901 - a fold


@settings(max_examples=100, deadline=None)
@generated(some.lists(EVENTS, max_size=12), some.data())
def test_an_exit_can_never_be_refused(events, data):
    stays, known = Stays(), Household()
    for n, event in enumerate(events, 1):
        stays, known = stay.evolve(stays, recorded(event, n)), household.evolve(known, recorded(event, n))
    ask = ReleaseAfterExit(household=an_id("any"), exit=data.draw(DAYS))
    outcome = decided.by(lambda: release_after_exit(stays, ask, replace(known, exit=None)))
    assert outcome.impossible is None
    assert not outcome.broken
