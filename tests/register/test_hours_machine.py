"""Whatever is asked in whatever order: each booking sums to zero, and the accounts say what was logged and approved."""

from collections import Counter
from datetime import date

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from services.register.commands import ApproveHours, LogHours, RejectHours, ReverseHours
from services.register.domain import hours
from services.register.domain.hours import Account
from tests.register.examples import AGAIN, CANDIDATE, CONFIRMED, FAMILY, MARCO, MATCH
from tests.spec import an_id, decided, recorded

DAYS = [date(2026, 2, n) for n in (2, 9, 16)]
IDS = {MARCO, AGAIN}
WHO = some.sampled_from([str(MARCO), str(AGAIN), "rosa", "paolo"])


class OneAccount(RuleBasedStateMachine):
    """The hours of one volunteer in one match. The model knows of each entry how it stands, and who logged it."""

    entries = Bundle("entries")

    @initialize()
    def begin(self):
        self.account, self.balance, self.model = Account(), Counter(), {}

    @rule(target=entries, on=some.sampled_from(DAYS), minutes=some.integers(1, 1440), who=WHO)
    def log(self, on, minutes, who):
        name = an_id(f"hours {len(self.account.logged)} {len(self.model)}")
        ask = LogHours(household=FAMILY, match=MATCH, day=on, minutes=minutes)
        done = self.record(who, decided.by(
            lambda: hours.log(self.account, name, ask, date(2026, 6, 1), matches=CONFIRMED, candidate=CANDIDATE)
        ))  # fmt: skip
        given = sum(m for state, day, m, _ in self.model.values() if day == on and state in {"logged", "approved"})
        assert done == (given + minutes <= 1440)
        if done:
            self.model[name] = ("logged", on, minutes, who)
        return name

    @rule(name=entries, who=WHO)
    def approve(self, name, who):
        ask = ApproveHours(person=MARCO, hours=name)
        self.settle(name, who, decided.by(lambda: hours.approve(self.account, ask, who, ids=IDS)), {"logged"}, "approved")

    @rule(name=entries, who=WHO)
    def reject(self, name, who):
        ask = RejectHours(person=MARCO, hours=name, reason="Not there")
        self.settle(name, who, decided.by(lambda: hours.reject(self.account, ask, who, ids=IDS)), {"logged"}, "rejected")

    @rule(name=entries, who=WHO)
    def reverse(self, name, who):
        ask = ReverseHours(person=MARCO, hours=name, reason="Twice")
        self.settle(
            name, who, decided.by(lambda: hours.reverse(self.account, ask, who, ids=IDS)), {"logged", "approved"}, "reversed"
        )

    def settle(self, name, who, outcome, before, after):
        """By another than who logged them and than the volunteer, but for what was only logged and is taken back."""
        state, on, minutes, by = self.model.get(name, ("", None, 0, ""))
        another = who not in {by, *map(str, IDS)} or (after == "reversed" and state == "logged")
        assert self.record(who, outcome) == (state in before and another)
        if state in before and another:
            self.model[name] = (after, on, minutes, by)

    def record(self, who, outcome):
        """What is refused leaves no trace."""
        if outcome.broken or outcome.impossible:
            return False
        for event in outcome.facts:
            assert sum(entry.minutes for entry in event.entries) == 0
            for entry in event.entries:
                self.balance[entry.account] += entry.minutes
            self.account = hours.evolve(self.account, recorded(event, len(self.model), actor=who))
        return True

    @invariant()
    def the_accounts_say_what_stands(self):
        for state in ("logged", "approved"):
            stands = sum(minutes for now, _, minutes, _ in self.model.values() if now == state)
            assert self.balance[f"volunteer/{MARCO}/{state}"] == stands == -self.balance[f"household/{FAMILY}/{state}"]
        assert sum(self.balance.values()) == 0

    @invariant()
    def no_day_has_more_than_24_hours(self):
        assert all(self.account.minutes_on(day) <= 1440 for day in DAYS)


TestAccount = OneAccount.TestCase
TestAccount.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
