"""Whatever is asked in whatever order: a follow-up lies after the exit, falls due on its day, and is recorded once."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.intake.commands import EndEnrolment, NoteFollowUpDue, RecordFollowUp, ScheduleFollowUp
from services.intake.domain.assessment import Assessments
from services.intake.domain.follow_up import FollowUps, Situations, evolve, note_due, record, schedule
from services.intake.domain.household import Household, end_enrolment
from services.intake.domain.household import evolve as evolve_household
from services.intake.events import FollowUpFellDue, FollowUpRecorded
from services.kernel.time import months_after
from tests.spec import an_id, decided, recorded

FAMILY, AMAL, ENTRY = an_id("family"), an_id("amal"), date(2026, 3, 1)
HOME = Household("PROG-2784", "sds", AMAL, frozenset({AMAL}), ENTRY, None, frozenset({AMAL}))
SITUATIONS = Situations(housing={"rental"}, work={"traineeship"})
MONTHS = {months: an_id(f"after {months}") for months in (1, 2, 5)}


class OneFamily(RuleBasedStateMachine):
    """A family in the project and after it, caseworkers and the clock; beside them a diary of days."""

    @initialize()
    def begin(self):
        self.family, self.follow_ups, self.day, self.asked = HOME, FollowUps(), ENTRY, 0
        self.diary, self.done, self.noted = {}, {}, {}

    @rule(days=some.integers(1, 40))
    def time_passes(self, days):
        self.day += timedelta(days=days)

    @rule(early=some.sampled_from([-1, 0, 0, 3, 40]))
    def leave(self, early):
        day = self.day - timedelta(days=early)
        ask = EndEnrolment(household=FAMILY, exit=day, destination="rental", reason="moved")
        world = {"assessed": False, "destinations": {"rental"}, "follow_ups": MONTHS}
        allowed = self.family.exit is None and ENTRY <= day <= self.day
        if self.tell(decided.by(lambda: end_enrolment(self.family, ask, self.day, **world)), allowed):
            self.diary |= {name: months_after(day, months) for months, name in MONTHS.items()}

    @rule(ahead=some.integers(-20, 60))
    def schedule(self, ahead):
        due, name = self.day + timedelta(days=ahead), self.new()
        allowed = self.family.exit is not None and due > self.family.exit and due not in self.diary.values()
        ask = ScheduleFollowUp(household=FAMILY, due=due)
        if self.tell(decided.by(lambda: schedule(self.follow_ups, ask, name, self.family)), allowed):
            self.diary[name] = due

    @precondition(lambda self: self.diary)
    @rule(data=some.data(), work=some.sampled_from(["traineeship", "traineeship", "king"]))
    def record(self, data, work):
        name = self.some_day(data)
        ask = RecordFollowUp(household=FAMILY, follow_up=name, housing_situation="rental", work_situation=work, in_contact=True)
        allowed = name in self.diary and name not in self.done and work != "king" and self.day > self.family.exit
        world = {"household": self.family, "assessments": Assessments(), "situations": SITUATIONS}
        if self.tell(decided.by(lambda: record(self.follow_ups, ask, self.day, **world)), allowed):
            self.done[name] = self.day

    @precondition(lambda self: self.diary)
    @rule(data=some.data())
    def clock(self, data):
        name = self.some_day(data)
        settled = name in self.done or name in self.noted
        allowed = name in self.diary and (settled or self.diary[name] <= self.day)
        outcome = decided.by(
            lambda: note_due(self.follow_ups, NoteFollowUpDue(household=FAMILY, follow_up=name), self.day, self.family)
        )
        if self.tell(outcome, allowed) and not settled:
            self.noted[name] = self.day

    def some_day(self, data):
        return data.draw(some.sampled_from([*sorted(self.diary), an_id("nothing")]))

    def new(self):
        self.asked += 1
        return an_id(f"follow-up {self.asked}")

    def tell(self, outcome, allowed):
        """What is refused leaves no trace."""
        accepted = not outcome.broken and outcome.impossible is None
        assert accepted == allowed, outcome
        for event in outcome.facts if accepted else ():
            self.family = evolve_household(self.family, recorded(event))
            self.follow_ups = evolve(self.follow_ups, recorded(event))
            if isinstance(event, FollowUpRecorded | FollowUpFellDue):
                assert event.follow_up not in (self.done if isinstance(event, FollowUpRecorded) else self.noted)
        return accepted

    @invariant()
    def what_is_on_record_is_what_the_diary_says(self):
        assert {name: one.due for name, one in self.follow_ups.scheduled.items()} == self.diary
        assert self.follow_ups.recorded == set(self.done)
        assert self.follow_ups.noted == set(self.noted)

    @invariant()
    def everything_lies_after_the_exit_and_nothing_fell_due_before_its_day(self):
        after = replace(self.family).exit or date.max
        assert all(day > after for day in (*self.diary.values(), *self.done.values()))
        assert all(day >= self.diary[name] for name, day in self.noted.items())


TestFollowUps = OneFamily.TestCase
TestFollowUps.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
