"""Whatever is asked in whatever order: a day is insured when each of the three risks is covered on it, and on no other day."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from services.register.commands import EndCover, LapseCover, RenewCover, StartCover
from services.register.domain import cover
from services.register.domain.agenda import Agenda
from services.register.domain.calendar import Days
from services.register.domain.cover import RISKS, Covers
from tests.register.examples import MARCO, VOLUNTEER
from tests.spec import an_id, decided, recorded

FIRST, LENGTH = date(2026, 1, 1), 60
OFFSETS = some.integers(0, LENGTH)


def day(offset):
    return FIRST + timedelta(offset)


class OneVolunteer(RuleBasedStateMachine):
    """The covers of one volunteer over sixty days. The model is a set of days per cover."""

    covers = Bundle("covers")

    @initialize()
    def begin(self):
        self.state, self.days, self.last, self.ended, self.lapsed = Covers(), {}, {}, {}, {}

    @rule(target=covers, start=OFFSETS, until=OFFSETS)
    def start(self, start, until):
        name = an_id(f"cover {len(self.state.started)}")
        ask = StartCover(person=MARCO, insurer="Mutua", policy="1", risks=RISKS, start=day(start), until=day(until))
        done = self.record(decided.by(lambda: cover.start(name, ask, VOLUNTEER)))
        assert done == (start <= until)
        if done:
            self.days[name], self.last[name] = set(range(start, until + 1)), until
        return name

    @rule(name=covers, late=some.none() | some.integers(0, 5), until=OFFSETS)
    def renew(self, name, late, until):
        first = self.last.get(name, 0) + 1 + (late or 0)
        ask = RenewCover(person=MARCO, cover=name, start=None if late is None else day(first), until=day(until))
        done = self.record(decided.by(lambda: cover.renew(self.state, ask)))
        assert done == (name in self.days and name not in self.ended and first <= until)
        if done:
            self.days[name] |= set(range(first, until + 1))
            self.last[name] = until

    @rule(name=covers, on=OFFSETS)
    def end(self, name, on):
        ask = EndCover(person=MARCO, cover=name, ended_on=day(on))
        done = self.record(decided.by(lambda: cover.end(self.state, ask, served=(), agenda=Agenda())))
        assert done == (name in self.days and name not in self.ended and on < self.last[name])
        if done:
            self.ended[name] = on
            self.days[name] -= set(range(on + 1, 4 * LENGTH))

    @rule(name=covers, today=some.integers(0, 4 * LENGTH))
    def lapse(self, name, today):
        outcome = decided.by(lambda: cover.lapse(self.state, LapseCover(person=MARCO, cover=name), day(today)))
        self.record(outcome)
        if outcome.facts:
            assert name not in self.ended
            assert self.lapsed.get(name) != self.last[name] < today
            self.lapsed[name] = self.last[name]

    def record(self, outcome):
        """What is refused leaves no trace."""
        if outcome.broken or outcome.impossible:
            return False
        for n, event in enumerate(outcome.facts):
            self.state = cover.evolve(self.state, recorded(event, n))
        return True

    @invariant()
    def the_first_bare_day_is_the_first_that_no_cover_has(self):
        insured = set().union(*self.days.values())
        bare = next((offset for offset in range(LENGTH + 1) if offset not in insured), None)
        assert self.state.first_bare_day(Days(day(0), day(LENGTH))) == (None if bare is None else day(bare))


TestCovers = OneVolunteer.TestCase
TestCovers.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
