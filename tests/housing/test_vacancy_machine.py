"""Whatever is asked in whatever order: one open vacancy, kept for one household at a time, and never where somebody lives."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.housing.commands import (
    AcceptProposal,
    AssignUnit,
    CloseVacancy,
    DeclineProposal,
    OpenVacancy,
    ProposeUnit,
    ReleaseUnit,
    ReturnUnit,
    TakeUnitOutOfService,
)
from services.housing.domain import stay, vacancy
from services.housing.domain.assignment import Circumstances, assign
from services.housing.domain.dwelling import Occupancy, Unit, evolve_occupancy, evolve_unit, return_unit, take_out_of_service
from services.housing.domain.household import Household
from services.housing.domain.proposal import Proposing, accept, decline, propose
from services.housing.domain.stay import Stays, release
from services.housing.domain.vacancy import Vacancy, close_vacancy, closed, open_vacancy
from tests.housing.story import DECISION, FLAT, HOUSE, NO_RULES
from tests.spec import an_id, decided, recorded

FAMILIES = {name: an_id(name) for name in ("haddad", "rossi", "bianchi")}
WHO = some.sampled_from(sorted(FAMILIES))


class OneFlat(RuleBasedStateMachine):
    """One flat for one household. The model remembers who was asked until when, who said yes, and who lives there."""

    @initialize()
    def build(self):
        self.unit, self.occupancy, self.vacancy = Unit(HOUSE, 4), Occupancy(), Vacancy()
        self.stays = {name: Stays() for name in FAMILIES}
        self.today, self.number = date(2026, 1, 1), 0
        self.vacant, self.in_service, self.asked, self.until, self.said_yes, self.inside = False, True, None, None, False, None

    def kept_for(self):
        return self.asked if self.asked and (self.said_yes or self.today <= self.until) else None

    @rule(days=some.integers(1, 10))
    def time_passes(self, days):
        self.today += timedelta(days=days)

    @rule()
    def open(self):
        ask, name = OpenVacancy(unit=FLAT, opens=self.today), self.new("vacancy")
        more = {"unit": self.unit, "occupancy": self.occupancy, "today": self.today}
        done = self.record(lambda: open_vacancy(self.vacancy, name, ask, **more))
        assert done == (not self.vacant and self.in_service and self.inside is None)
        if done:
            self.vacant, self.asked, self.said_yes = True, None, False

    @precondition(lambda self: self.vacant)
    @rule()
    def close(self):
        ask = CloseVacancy(unit=FLAT, vacancy=self.vacancy.open)
        done = self.record(lambda: close_vacancy(self.vacancy, ask, self.today))
        assert done == (self.kept_for() is None)
        self.vacant = not done

    @rule(name=WHO, days=some.integers(0, 12))
    def propose(self, name, days):
        until = self.today + timedelta(days=days)
        ask = ProposeUnit(unit=FLAT, household=FAMILIES[name], until=until, reason="Vicino alla scuola.")
        around = Proposing(self.family(name), NO_RULES, self.unit, None, self.today)
        proposal = self.new("proposal")
        done = self.record(lambda: propose(self.vacancy, proposal, ask, around))
        assert done == (self.vacant and self.kept_for() is None)
        if done:
            self.asked, self.until, self.said_yes = name, until, False

    @rule(names=some.permutations(sorted(FAMILIES)))
    def two_agencies_propose_at_once(self, names):
        """Both decide on the vacancy as it was; the second finds another version in the record, and decides again."""
        asks = [ProposeUnit(unit=FLAT, household=FAMILIES[name], until=self.today, reason="Urgenza.") for name in names[:2]]
        decisions = [
            lambda ask=ask, name=name: propose(
                self.vacancy,
                an_id(f"{name} {self.number}"),
                ask,
                Proposing(self.family(name), NO_RULES, self.unit, None, self.today),
            )
            for ask, name in zip(asks, names, strict=False)
        ]
        free = self.vacant and self.kept_for() is None
        assert [bool(decided.by(decide).facts) and not decided.by(decide).broken for decide in decisions] == [free, free]
        assert [self.record(decide) for decide in decisions] == [free, False]
        if free:
            self.asked, self.until, self.said_yes = names[0], self.today, False

    @rule(name=WHO, says_yes=some.booleans())
    def answer(self, name, says_yes):
        offer = self.vacancy.offer
        what = {"unit": FLAT, "proposal": offer.fact.proposal if offer else an_id("none"), "household": FAMILIES[name]}
        if says_yes:
            yes = AcceptProposal(**what, answered=self.today)
            done = self.record(lambda: accept(self.vacancy, yes, self.today))
            assert done == (self.vacant and self.asked == name and not self.said_yes and self.today <= self.until)
            self.said_yes = self.said_yes or done
        else:
            no = DeclineProposal(**what, answered=self.today, because="too-far")
            done = self.record(lambda: decline(self.vacancy, no, self.today))
            assert done == (self.vacant and self.asked == name)
            self.asked = None if done else self.asked

    @rule(name=WHO, on_proposal=some.booleans())
    def assign(self, name, on_proposal):
        offer = self.vacancy.offer
        proposal = (offer.fact.proposal if offer else an_id("none")) if on_proposal else None
        ask = AssignUnit(unit=FLAT, household=FAMILIES[name], starts=self.today, proposal=proposal)
        around = Circumstances(
            self.family(name), NO_RULES, self.today, DECISION, unit=self.unit, occupancy=self.occupancy, vacancy=self.vacancy
        )  # fmt: skip
        assignment = self.new("stay")
        done = self.record(lambda: assign(self.stays[name], assignment, ask, around), name)
        free = self.in_service and self.inside is None and self.kept_for() in (None, name)
        assert done == (free and (not on_proposal or (self.vacant and self.asked == name and self.said_yes)))
        if done:
            self.inside, self.vacant, self.asked, self.said_yes = (name, assignment), False, None, False

    @precondition(lambda self: self.inside)
    @rule()
    def release(self):
        name, assignment = self.inside
        ask = ReleaseUnit(household=FAMILIES[name], assignment=assignment, released=self.today, reason="other")
        more = {"unit": self.unit, "occupancy": self.occupancy}
        assert self.record(lambda: release(self.stays[name], ask, self.today, **more), name)
        self.inside = None

    @rule(back=some.booleans())
    def service(self, back):
        if back:
            done = self.record(lambda: return_unit(self.unit, ReturnUnit(unit=FLAT, returned=self.today), self.today))
            assert done == (not self.in_service)
            self.in_service = True
            return
        done = self.record(self.out_of_service)
        assert done == (self.in_service and self.inside is None and self.kept_for() is None)
        if done:
            self.in_service, self.vacant, self.asked = False, False, None

    def out_of_service(self):
        ask = TakeUnitOutOfService(unit=FLAT, since=self.today, reason="maintenance")
        yield from closed(self.vacancy, FLAT, "out-of-service", self.today)
        yield from take_out_of_service(self.unit, ask, self.occupancy, self.today)

    def family(self, name):
        return Household("HMIS", "sds", an_id(f"head of {name}"), {an_id(f"head of {name}"): None})

    def new(self, kind):
        self.number += 1
        return an_id(f"{kind} {self.number}")

    def record(self, decide, name=None):
        outcome = decided.by(decide)
        if outcome.impossible or outcome.broken:
            return False
        for fact in map(recorded, outcome.facts):
            self.vacancy = vacancy.evolve(self.vacancy, fact)
            self.unit = evolve_unit(self.unit, fact)
            self.occupancy = evolve_occupancy(self.occupancy, fact)
            if name:
                self.stays[name] = stay.evolve(self.stays[name], fact)
        return True

    @invariant()
    def the_flat_is_kept_for_who_was_asked(self):
        kept = self.vacancy.kept(self.today)
        assert (kept and kept.household) == (FAMILIES[self.kept_for()] if self.kept_for() else None)

    @invariant()
    def nothing_is_vacant_where_somebody_lives_or_nobody_may(self):
        assert bool(self.vacancy.open) == self.vacant
        assert not (self.vacant and (self.inside or not self.in_service))
        assert (self.occupancy.inside(self.today, self.today) > 0) == (self.inside is not None)


OneFlat.TestCase.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
test_a_vacancy_is_kept_for_one_household_at_a_time = OneFlat.TestCase
