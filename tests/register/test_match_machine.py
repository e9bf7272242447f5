"""Whatever is asked in whatever order: no need has more volunteers than it asks for, and nobody is in two places unasked."""

from datetime import date, time, timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from services.kernel.access import COORDINATOR
from services.register.commands import CloseNeed, CompleteMatch, ConfirmMatch, DeclineMatch, EndMatch, ProposeMatch
from services.register.domain import agenda as agendas
from services.register.domain import match, need
from services.register.domain.agenda import Agenda
from services.register.domain.cover import Covers
from services.register.domain.fitness import Candidate
from services.register.domain.household import Household
from services.register.domain.match import Matches
from services.register.domain.need import Needs
from services.register.events import NeedClosed, ShiftsReleased, ShiftsTaken, Slot
from tests.register.examples import FAMILY, HEAD, VOLUNTEER, cover
from tests.register.examples import need as a_need
from tests.spec import an_id, decided, recorded

FIRST = date(2026, 2, 2)
WEEKS, REASON = some.integers(0, 5), some.none() | some.just("Same building")
PEOPLE = [an_id(f"volunteer {n}") for n in range(3)]
NEEDS = [an_id(f"need {n}") for n in range(2)]
SHIFTS = [(Slot(weekday=1, start=time(14 + n), end=time(16 + n)),) for n in range(3)]
HOME = Household("PROG-2784", "sds", HEAD)


def week(n):
    return FIRST + timedelta(weeks=n)


class OneFamily(RuleBasedStateMachine):
    """Two needs, one for one and one for two, and three volunteers, over six weeks. The model is a list of what was confirmed."""

    matches = Bundle("matches")

    @initialize()
    def begin(self):
        asked = {name: a_need(need=name, quantity=n + 1, start=week(0), until=week(6)) for n, name in enumerate(NEEDS)}
        self.needs, self.state, self.agendas = Needs(asked), Matches(), dict.fromkeys(PEOPLE, Agenda())
        self.confirmed, self.allowed, self.completed = {}, set(), []

    def candidate(self, who):
        return Candidate(VOLUNTEER, Covers((cover(),)), self.agendas[who])

    @rule(
        target=matches, who=some.sampled_from(PEOPLE), name=some.sampled_from(NEEDS), weeks=some.tuples(WEEKS, WEEKS),
        shifts=some.sampled_from(SHIFTS), at_once=some.booleans(), reason=REASON,
    )  # fmt: skip
    def propose(self, who, name, weeks, shifts, at_once, reason):
        new = an_id(f"match {len(self.state.by_id)}")
        start, until = week(weeks[0]), min(week(sum(weeks)), week(6))
        ask = ProposeMatch(household=FAMILY, need=name, person=who, start=start, until=until, shifts=shifts)
        self.record(decided.by(lambda: match.propose(
            self.state, new, ask, "rosa", household=HOME, needs=self.needs, candidate=self.candidate(who)
        )))  # fmt: skip
        if at_once:
            self.confirm(new, reason)
        return new

    @rule(name=matches, reason=REASON)
    def confirm(self, name, reason):
        found, ask = self.state.by_id.get(name), ConfirmMatch(household=FAMILY, match=name, overlap_reason=reason)
        candidate = self.candidate(found.person if found else PEOPLE[0])
        outcome = decided.by(lambda: match.confirm(
            self.state, ask, "paolo", COORDINATOR, household=HOME, needs=self.needs, candidate=candidate
        ))  # fmt: skip
        wanted = found and not found.confirmed and not found.ended and found.need not in self.needs.closed
        expected = bool(wanted and self.has_place(found) and (reason or not self.busy_with(found)))
        assert bool(self.record(outcome)) == expected
        if expected:
            self.allowed |= {frozenset({name, other}) for other in self.busy_with(found)}
            self.confirmed[name] = [found.need, found.person, found.days.start, found.days.until, found.shifts[0]]

    def has_place(self, found):
        """Whether the need has one on each day of the match. All days are Mondays, first and last."""
        taken = [(start, until) for need_, _, start, until, _ in self.confirmed.values() if need_ == found.need]
        mondays = [week(n) for n in range(7) if found.days.contains(week(n))]
        quantity = self.needs.published[found.need].quantity
        return all(sum(start <= monday <= until for start, until in taken) < quantity for monday in mondays)

    def busy_with(self, found):
        """The other matches of the volunteer at the same hours."""
        return [
            name for name, (_, who, start, until, slot) in self.confirmed.items()
            if who == found.person and max(start, found.days.start) <= min(until, found.days.until)
            and slot.start < found.shifts[0].end and found.shifts[0].start < slot.end
        ]  # fmt: skip

    @rule(name=matches)
    def decline(self, name):
        ask = DeclineMatch(household=FAMILY, match=name, reason="household-declined")
        if self.record(decided.by(lambda: match.decline(self.state, ask))):
            assert name not in self.confirmed

    @rule(name=matches, on=WEEKS, complete=some.booleans())
    def end(self, name, on, complete):
        if complete:
            asked = CompleteMatch(household=FAMILY, match=name, completed_on=week(on))
            outcome = decided.by(lambda: match.complete(self.state, asked, week(6), None))
        else:
            ask = EndMatch(household=FAMILY, match=name, ended_on=week(on), reason="other")
            outcome = decided.by(lambda: match.end(self.state, ask, None))
        if self.record(outcome) and name in self.confirmed:
            self.confirmed[name][3] = week(on)
            self.completed += [name] if complete else []

    @rule(name=some.sampled_from(NEEDS[1:]))
    def close(self, name):
        self.record(decided.by(
            lambda: need.close(self.needs, CloseNeed(household=FAMILY, need=name, closed_on=week(3), reason="met"))
        ))  # fmt: skip

    def record(self, outcome):
        """What is refused leaves no trace."""
        if outcome.broken or outcome.impossible:
            return ()
        for event in outcome.facts:
            if isinstance(event, NeedClosed):
                self.needs = need.evolve(self.needs, recorded(event))
            elif isinstance(event, ShiftsTaken | ShiftsReleased):
                self.agendas[event.person] = agendas.evolve(self.agendas[event.person], recorded(event))
            else:
                self.state = match.evolve(self.state, recorded(event, actor="rosa"))
        return outcome.facts

    @invariant()
    def on_no_day_has_a_need_more_volunteers_than_it_asks_for(self):
        for name, asked in self.needs.published.items():
            taken = [(start, until) for need_, _, start, until, _ in self.confirmed.values() if need_ == name]
            for n in range(7):
                assert sum(start <= week(n) <= until for start, until in taken) <= asked.quantity

    @invariant()
    def nobody_is_in_two_places_unless_somebody_allowed_it(self):
        for one, (_, who, start, until, slot) in self.confirmed.items():
            for other, (_, other_who, other_start, other_until, other_slot) in self.confirmed.items():
                together = max(start, other_start) <= min(until, other_until)
                same_hour = slot.start < other_slot.end and other_slot.start < slot.end
                if one != other and who == other_who and together and same_hour:
                    assert frozenset({one, other}) in self.allowed

    @invariant()
    def what_was_completed_speaks_for_the_volunteer(self):
        for who, agenda in self.agendas.items():
            assert agenda.completed == {name for name in self.completed if self.confirmed[name][1] == who}


TestMatches = OneFamily.TestCase
TestMatches.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
