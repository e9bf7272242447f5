"""Whatever is drafted, signed, amended and ended in whatever order: nobody enters a shared house with a signature missing."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.housing.commands import AddSignatory, AmendAgreement, DraftAgreement, EndAgreement, SignAgreement
from services.housing.domain.agreement import Agreements, Party, add_signatory, amend, draft, end, not_signed, sign
from services.housing.domain.agreement import evolve as evolve_agreements
from services.housing.domain.dwelling import Dwelling, Unit
from services.housing.domain.house import House
from services.housing.domain.house import evolve as evolve_house
from services.housing.domain.household import Household
from services.housing.events import DwellingAdded
from tests.housing.story import HOUSE
from tests.spec import an_id, decided, recorded

DAY_ONE = date(2026, 1, 1)
FAMILIES = {an_id(f"family {n}"): tuple(an_id(f"person {n} {p}") for p in range(3)) for n in range(2)}
ROOMS = {name: an_id(f"room of {name}") for name in FAMILIES}
PLACE = (Dwelling(frozenset({"coop"})), Unit())
NAMES, VERSIONS = some.sampled_from(sorted(FAMILIES)), some.sampled_from(["1", "2", "3"])


def household(name):
    """A head, an adult and a child."""
    head, adult, child = FAMILIES[name]
    return Household("PROG-2784", "sds", head, dict.fromkeys((head, adult, child)), frozenset({head, adult}))


class SharedHouse(RuleBasedStateMachine):
    """Two households and one house. The plain model: the version of the house, and who has signed which paper."""

    @initialize(lived_in=some.booleans())
    def build(self, lived_in):
        added = DwellingAdded(dwelling=HOUSE, name="Casa Giglio", shared=True, agency="coop")
        self.house = evolve_house(House(), recorded(added))
        self.agreements = {name: Agreements() for name in FAMILIES}
        self.today, self.number = DAY_ONE, 0
        self.version, self.grown = None, set()
        self.papers = {name: [] for name in FAMILIES}
        """Per household: version, who signed, and whether it has ended; the newest last."""
        for name in FAMILIES if lived_in else ():
            self.draft_paper(name, "1")
            self.everybody_signs(name)

    @rule(days=some.integers(0, 3))
    def time_passes(self, days):
        self.today += timedelta(days=days)

    @rule(name=NAMES, version=VERSIONS)
    def draft(self, name, version):
        self.draft_paper(name, version)

    def draft_paper(self, name, version):
        self.number += 1
        ask = DraftAgreement(household=name, dwelling=HOUSE, version=version, rules="Silenzio.")
        paper = an_id(f"paper {self.number}")
        known = self.agreements[name]
        taken = version in {paper["version"] for paper in self.papers[name]}
        expected = not taken and self.version in (None, version)
        if self.did(name, draft(known, paper, ask, household(name), PLACE, version=self.house.version), expected):
            self.papers[name].append({"id": paper, "version": version, "signed": set(), "ended": False})

    @rule(name=NAMES, who=some.integers(0, 2), which=some.integers(0, 3))
    def sign(self, name, who, which):
        if self.papers[name]:
            self.sign_paper(name, who, self.papers[name][which % len(self.papers[name])])

    def sign_paper(self, name, who, paper):
        person = FAMILIES[name][who]
        ask = SignAgreement(household=name, agreement=paper["id"], person=person, signed=self.today)
        expected = (
            paper is self.current(name) and not paper["ended"] and person not in paper["signed"] and person in self.adults(name)
        )
        if self.did(name, sign(self.agreements[name], ask, household(name), self.today, version=self.house.version), expected):
            paper["signed"].add(person)

    @rule(name=NAMES)
    def all_sign(self, name):
        self.everybody_signs(name)

    def everybody_signs(self, name):
        if self.papers[name]:
            for who in range(3):
                self.sign_paper(name, who, self.papers[name][-1])

    @rule(version=VERSIONS)
    def amend(self, version):
        outcome = decided.by(
            lambda: amend(self.house, AmendAgreement(dwelling=HOUSE, version=version, amended=self.today), "coop", self.today)
        )
        assert bool(outcome.impossible) == (version in self.house.versions)
        for fact in outcome.facts:
            self.house, self.version = evolve_house(self.house, recorded(fact)), version

    @rule(name=NAMES)
    def come_of_age(self, name):
        child = FAMILIES[name][2]
        ask = AddSignatory(household=name, person=child, since=self.today)
        if self.did(name, add_signatory(self.agreements[name], ask, household(name), self.today), child not in self.grown):
            self.grown.add(child)

    @rule(name=NAMES)
    def end(self, name):
        if (paper := self.current(name)) is not None:
            ask = EndAgreement(household=name, agreement=paper["id"], ended=self.today, reason="other")
            if self.did(name, end(self.agreements[name], ask, self.today), not paper["ended"]):
                paper["ended"] = True

    def did(self, name, decision, expected):
        """Record what was decided; whether it was is what the model says."""
        outcome = decided.by(lambda: decision)
        accepted = not outcome.impossible and not outcome.broken
        assert accepted == expected
        for fact in outcome.facts if accepted else ():
            self.agreements[name] = evolve_agreements(self.agreements[name], recorded(fact))
        return accepted

    def adults(self, name):
        head, adult, child = FAMILIES[name]
        return {head, adult} | ({child} & self.grown)

    def current(self, name):
        covers = [paper for paper in self.papers[name] if self.version in (None, paper["version"])]
        return covers[-1] if covers else None

    def has_all(self, name):
        paper = self.current(name)
        return paper is not None and not paper["ended"] and self.adults(name) <= paper["signed"]

    @invariant()
    def a_household_enters_only_a_house_in_which_everybody_has_signed(self):
        parties = {name: Party(household(name), known, ROOMS[name]) for name, known in self.agreements.items()}
        for name, entering in parties.items():
            others = [party for other, party in parties.items() if other != name]
            refused = list(not_signed(entering, others, HOUSE, self.house.version, self.today))
            assert (refused == []) == all(self.has_all(one) for one in FAMILIES)


SharedHouse.TestCase.settings = settings(max_examples=45, stateful_step_count=25, deadline=None)
test_a_shared_house_is_entered_only_when_all_have_signed = SharedHouse.TestCase
