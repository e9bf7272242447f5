"""Whatever is promised, logged, confirmed and ended in whatever order: what counts was seen by two."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from services.housing.commands import ConfirmHelp, EndCommitment, LogHelp, MakeCommitment, RejectHelp
from services.housing.domain.commitment import Commitments, confirm, end, evolve, log, make, reject
from services.housing.domain.house import House
from services.housing.domain.household import Household
from tests.housing.story import AMAL, HADDAD, HOUSE, SAMI
from tests.spec import an_id, decided, recorded

DAY_ONE = date(2026, 1, 1)
DAYS = some.integers(0, 7).map(lambda n: DAY_ONE + timedelta(days=n))
ACTORS = some.sampled_from(["anna", "bruno"])
FAMILY = Household("PROG-2784", "sds", AMAL, {AMAL: None, SAMI: None}, frozenset({AMAL, SAMI}))
SHARED = House(frozenset({"coop"}), shared=True)


class MutualHelp(RuleBasedStateMachine):
    """One household and its promises. The plain model: a list of promises, and a list of help with who saw it."""

    promises, helps = Bundle("promises"), Bundle("helps")

    @initialize()
    def begin(self):
        self.commitments, self.today, self.number = Commitments(), DAY_ONE + timedelta(days=5), 0
        self.promised, self.given = {}, {}

    @rule(days=some.integers(0, 4))
    def time_passes(self, days):
        self.today += timedelta(days=days)

    @rule(
        target=promises, person=some.sampled_from([AMAL, SAMI]), kind=some.sampled_from(["cooking", "garden"]),
        starts=DAYS, until=some.none() | DAYS,
    )  # fmt: skip
    def promise(self, person, kind, starts, until):
        name = self.fresh("promise")
        ask = MakeCommitment(household=HADDAD, dwelling=HOUSE, person=person, kind=kind, minutes=60, starts=starts, until=until)
        alike = [p for p in self.promised.values() if (p["person"], p["kind"]) == (person, kind)]
        last = until or date.max
        expected = starts <= last and not any(starts <= p["last"] and p["starts"] <= last for p in alike)
        if self.did(make(self.commitments, name, ask, FAMILY, SHARED, lives_there=True), expected):
            self.promised[name] = {"person": person, "kind": kind, "starts": starts, "last": last, "ended": False}
            return name
        return multiple()

    @rule(target=helps, promise=promises, day=DAYS, actor=ACTORS)
    def log(self, promise, day, actor):
        name, made = self.fresh("help"), self.promised.get(promise)
        ask = LogHelp(household=HADDAD, commitment=promise, day=day, minutes=30)
        same_day = [h for h in self.given.values() if (h["promise"], h["day"]) == (promise, day) and h["counts"] is not False]
        expected = bool(made) and made["starts"] <= day <= min(made["last"], self.today) and not same_day
        if self.did(log(self.commitments, name, ask, self.today, lives_there=True), expected, actor):
            self.given[name] = {"promise": promise, "day": day, "by": actor, "seen": None, "counts": None}
            return name
        return multiple()

    @rule(name=helps, actor=ACTORS, agrees=some.booleans())
    def settle(self, name, actor, agrees):
        one = self.given.get(name)
        expected = bool(one) and one["counts"] is None and one["by"] != actor
        settle, command = (confirm, ConfirmHelp) if agrees else (reject, RejectHelp)
        if self.did(settle(self.commitments, command(household=HADDAD, help=name), actor), expected, actor):
            one |= {"seen": actor, "counts": agrees}

    @rule(promise=promises, ended=DAYS)
    def end(self, promise, ended):
        made = self.promised.get(promise)
        later = [h for h in self.given.values() if h["promise"] == promise and h["counts"] is not False and h["day"] > ended]
        expected = bool(made) and not made["ended"] and made["starts"] <= ended <= self.today and not later
        ask = EndCommitment(household=HADDAD, commitment=promise, ended=ended, reason="done")
        if self.did(end(self.commitments, ask, self.today), expected):
            made |= {"ended": True, "last": min(ended, made["last"])}

    def fresh(self, kind):
        self.number += 1
        return an_id(f"{kind} {self.number}")

    def did(self, decision, expected, actor="anna"):
        outcome = decided.by(lambda: decision)
        accepted = not outcome.impossible and not outcome.broken
        assert accepted == expected
        for fact in outcome.facts if accepted else ():
            self.commitments = evolve(self.commitments, recorded(fact, actor=actor))
        return accepted

    @invariant()
    def what_counts_was_seen_by_two(self):
        for promise in self.promised:
            counted = [h for h in self.given.values() if h["promise"] == promise and h["counts"]]
            assert self.commitments.kept(promise) == 30 * len(counted)
            assert all(h["seen"] != h["by"] for h in counted)


MutualHelp.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
test_help_counts_when_two_have_seen_it = MutualHelp.TestCase
