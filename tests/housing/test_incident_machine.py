"""Whatever happens between people: warnings are counted without gaps, reviews are asked for one at a time, no door is closed."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from services.housing.commands import (
    ClassifyIncident,
    CloseIncident,
    HoldReview,
    IssueWarning,
    ReportIncident,
)
from services.housing.domain.household import Household
from services.housing.domain.incident import (
    Incident,
    Warnings,
    classify,
    close,
    evolve,
    evolve_warnings,
    report,
    review,
    warn,
)
from services.housing.events import CATALOGUE, ReviewHeld, ReviewRequested, WarningIssued
from services.housing.events.house import HouseRules
from tests.housing.story import HOUSE
from tests.spec import an_id, decided, recorded

DAY_ONE = date(2026, 1, 1)
HEADS = {an_id(f"family {n}"): an_id(f"head {n}") for n in range(2)}
FAMILIES = {name: Household("PROG-2784", "sds", head, {head: None}, frozenset({head})) for name, head in HEADS.items()}
NAMES = some.sampled_from(sorted(HEADS))


class Neighbours(RuleBasedStateMachine):
    """Two households and what goes wrong between them. The plain model: warnings and reviews, counted."""

    incidents = Bundle("incidents")

    @initialize(limit=some.integers(1, 4))
    def begin(self, limit):
        self.rules, self.today, self.number = HouseRules(warnings_before_review=limit), DAY_ONE, 0
        self.known: dict = {}
        self.warnings = {name: Warnings() for name in HEADS}
        self.facts = {name: [] for name in HEADS}
        self.told = []

    @rule(days=some.integers(0, 3))
    def time_passes(self, days):
        self.today += timedelta(days=days)

    @rule(target=incidents, involved=some.sets(NAMES, min_size=1))
    def report(self, involved):
        self.number += 1
        name = an_id(f"incident {self.number}")
        ask = ReportIncident(dwelling=HOUSE, households=tuple(sorted(involved)), kind="noise", on=self.today)
        self.known[name] = Incident()
        self.did(name, report(name, ask, [FAMILIES[one] for one in involved], self.today))
        return name

    @rule(name=incidents)
    def classify(self, name):
        open_before = self.known[name].closed is None
        assert self.did(name, classify(self.known[name], ClassifyIncident(incident=name, severity="minor"))) == open_before

    @rule(name=incidents)
    def close(self, name):
        before = self.known[name]
        expected = before.closed is None and before.severity is not None
        ask = CloseIncident(incident=name, closed=self.today, outcome="settled")
        assert self.did(name, close(before, ask, self.today)) == expected

    @rule(name=incidents, household=NAMES)
    def warn(self, name, household):
        before, mine = self.known[name], self.facts[household]
        ask = IssueWarning(incident=name, household=household, issued=self.today)
        self.number += 1
        more = {"review": an_id(f"review {self.number}"), "rules": self.rules, "today": self.today}
        decision = warn(self.warnings[household], ask, before, FAMILIES[household], **more)
        expected = (
            household in before.fact.households and before.severity is not None and before.closed is None
            and name not in {fact.incident for fact in mine if isinstance(fact, WarningIssued)}
        )  # fmt: skip
        assert self.did(name, decision, household) == expected

    @rule(household=NAMES)
    def review(self, household):
        asked = [fact.review for fact in self.facts[household] if isinstance(fact, ReviewRequested)]
        if asked:
            ask = HoldReview(household=household, review=asked[-1], held=self.today, outcome="stay-goes-on")
            held = {fact.review for fact in self.facts[household] if isinstance(fact, ReviewHeld)}
            assert self.did(None, review(self.warnings[household], ask, self.today), household) == (asked[-1] not in held)

    def did(self, name, decision, household=None):
        outcome = decided.by(lambda: decision)
        accepted = not outcome.impossible and not outcome.broken
        for fact in outcome.facts if accepted else ():
            self.told.append(fact)
            if name:
                self.known[name] = evolve(self.known[name], recorded(fact))
            if household:
                self.warnings[household] = evolve_warnings(self.warnings[household], recorded(fact))
                self.facts[household].append(fact)
        return accepted

    @invariant()
    def warnings_are_numbered_without_gaps(self):
        for facts in self.facts.values():
            numbers = [fact.number for fact in facts if isinstance(fact, WarningIssued)]
            assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def a_review_is_asked_for_at_the_limit_and_one_at_a_time(self):
        for facts in self.facts.values():
            awaited = False
            for n, fact in enumerate(facts):
                if isinstance(fact, WarningIssued):
                    follows = n + 1 < len(facts) and isinstance(facts[n + 1], ReviewRequested)
                    assert follows == (fact.number >= self.rules.warnings_before_review and not awaited)
                awaited = {ReviewRequested: True, ReviewHeld: False}.get(type(fact), awaited)

    @invariant()
    def nobody_loses_a_home_by_itself(self):
        leaving = {name for name in CATALOGUE.by_name if name.startswith(("Unit", "Stay", "Household", "Assignment"))}
        assert not {type(fact).__name__ for fact in self.told} & leaving


Neighbours.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
test_warnings_call_for_people_and_never_for_a_door = Neighbours.TestCase
