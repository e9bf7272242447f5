"""Whatever is confirmed, rejected and undone in whatever order: chains end at one survivor, as in a forest of plain links."""

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.intake.application import reading
from services.intake.commands import ReportPotentialDuplicate
from services.intake.domain.identity import NotMerged
from services.intake.domain.person import PersonMerged
from tests.intake.memory import Desk
from tests.spec import an_id

PEOPLE = [an_id(f"human {n}") for n in range(6)]
TWO = some.lists(some.sampled_from(PEOPLE), min_size=2, max_size=2, unique=True)


def refusal(ask, *arguments):
    """What a refusal for a merged person says; None when there is none."""
    try:
        ask(*arguments)
    except PersonMerged as merged:
        return merged.facts
    return None


class Humans(RuleBasedStateMachine):
    """Six ids; the model is a forest: who points to whom, and which pairs are settled."""

    @initialize()
    def begin(self):
        self.desk = Desk(*PEOPLE)
        self.links, self.settled, self.proposed = {}, set(), set()

    def root(self, name):
        return self.root(self.links[name]) if name in self.links else name

    def path(self, name):
        return [name, *(self.path(self.links[name]) if name in self.links else [])]

    def agrees(self, refusal, *names):
        """Whether the ask went through, which it does unless somebody named is merged; then the root is named."""
        merged = {name: self.root(name) for name in names if name in self.links}
        assert bool(refusal) == bool(merged)
        assert not refusal or merged[refusal["person"]] == refusal["survivor"]
        return not refusal

    @rule(two=TWO)
    def confirm(self, two):
        if self.agrees(refusal(self.desk.confirm, *two), *two):
            survivor, merged = two
            self.links[merged] = survivor

    @rule(two=TWO)
    def reject(self, two):
        if self.agrees(refusal(self.desk.reject, *two), *two):
            self.settled.add(frozenset(two))

    @rule(name=some.sampled_from(PEOPLE))
    def unlink(self, name):
        try:
            self.desk.unlink(name)
        except NotMerged:
            assert name not in self.links
        else:
            self.settled.add(frozenset((name, self.links.pop(name))))

    @rule(two=TWO, score=some.integers(1, 2))
    def report(self, two, score):
        pair = frozenset(two)
        found = self.desk.report(ReportPotentialDuplicate(one=two[0], other=two[1], score=score, rules_version="1"))
        if pair in self.settled or any(name in self.links for name in two):
            assert not found
        elif (pair, score) not in self.proposed:
            assert found
            self.proposed = {(other, said) for other, said in self.proposed if other != pair} | {(pair, score)}
        else:
            assert not found

    @invariant()
    def every_chain_ends_where_the_forest_says(self):
        for name in PEOPLE:
            self.agrees(refusal(reading.person_of, self.desk, name), name)

    @invariant()
    def a_survivor_stands_for_all_that_points_to_them(self):
        for name in PEOPLE:
            assert set(reading.ids_of(self.desk, name)) == {one for one in PEOPLE if name in self.path(one)}


TestHumans = Humans.TestCase
TestHumans.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
