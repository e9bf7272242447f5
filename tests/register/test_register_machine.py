"""Whatever is asked in whatever order: numbers without gap or repeat, one open entry per volunteer, and every seal holds."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.register.commands import (
    CancelRegistration,
    RegisterVolunteer,
    ResumeVolunteer,
    SealRegister,
    SuspendVolunteer,
    VetVolunteer,
    VoidRegistration,
)
from services.register.domain import numbering, registration, seal, volunteer
from services.register.domain.agenda import Agenda
from services.register.domain.calendar import Days
from services.register.domain.numbering import Numbering
from services.register.domain.registration import Declared
from services.register.domain.seal import Sealed
from services.register.domain.volunteer import Volunteer
from services.register.events import NumberTaken, RegisterSealed, VolunteerApplied
from tests.spec import an_id, decided, recorded

FIRST = date(2026, 1, 1)
PEOPLE = [an_id(f"volunteer {n}") for n in range(5)]
WHO, SECTIONS = some.sampled_from(PEOPLE), some.sampled_from(["regular", "occasional"])


class OneRegister(RuleBasedStateMachine):
    """Five people who want to help, two sections, a calendar. The model is a list of lines per section."""

    @initialize()
    def begin(self):
        applied = [VolunteerApplied(person=name, agency="sds", applied_on=FIRST) for name in PEOPLE]
        self.people = {fact.person: volunteer.evolve(Volunteer(), recorded(fact)) for fact in applied}
        self.numbers = {"regular": Numbering(), "occasional": Numbering()}
        self.sealed = {"regular": Sealed(), "occasional": Sealed()}
        self.seals = []
        self.day, self.cleared, self.paused = FIRST, set(), set()
        self.lines = {"regular": [], "occasional": []}

    @rule(days=some.integers(0, 20))
    def time_passes(self, days):
        self.day += timedelta(days=days)

    @rule(who=WHO, positive=some.booleans(), complete=some.booleans())
    def vet(self, who, positive, complete):
        ask = VetVolunteer(
            person=who, outcome="positive" if positive else "negative", identity_seen=True, identity_complete=complete, adult=True
        )
        assert self.record(decided.by(lambda: volunteer.vet(self.people[who], ask, "rosa", self.day, ids={who})))
        self.cleared -= {(who, True), (who, False)}
        self.cleared |= {(who, complete)} if positive else set()

    @rule(who=WHO, section=SECTIONS)
    def register(self, who, section):
        ask = RegisterVolunteer(person=who, section=section, start=self.day)
        done = self.record(decided.by(lambda: registration.register(
            self.people[who], ask, self.numbers[section], declared=Declared(), others={}
        )))  # fmt: skip
        fit = (who, True) in self.cleared or (section == "occasional" and (who, False) in self.cleared)
        before = [line["end"] for line in self.mine(who) if not line["void"]]
        assert done == (fit and all(end and end < self.day for end in before[-1:]))
        if done:
            self.lines[section].append({"who": who, "start": self.day, "end": None, "void": False})

    @rule(who=WHO)
    def suspend(self, who):
        ask = SuspendVolunteer(person=who, since=self.day)
        if self.record(decided.by(lambda: registration.suspend(self.people[who], ask))):
            assert who not in self.paused
            self.paused.add(who)

    @rule(who=WHO)
    def resume(self, who):
        if self.record(decided.by(lambda: registration.resume(self.people[who], ResumeVolunteer(person=who, start=self.day)))):
            self.paused.remove(who)

    @rule(who=WHO)
    def cancel(self, who):
        ask, line = CancelRegistration(person=who, ended_on=self.day, reason="own-wish"), self.open_line(who)
        done = self.record(decided.by(lambda: registration.cancel(self.people[who], ask, Agenda())))
        assert done == (line is not None)
        if line:
            line["end"] = self.day

    @rule(who=WHO)
    def void(self, who):
        ask, mine = VoidRegistration(person=who, reason="Twice"), [line for line in self.mine(who) if not line["void"]]
        done = self.record(decided.by(lambda: registration.void(self.people[who], ask, Agenda())))
        assert done == bool(mine)
        if mine:
            mine[-1]["void"] = True

    @rule(section=SECTIONS)
    def seal(self, section):
        ask, name, numbers = SealRegister(section=section), an_id(f"seal {len(self.seals)}"), self.numbers[section]
        outcome = decided.by(lambda: seal.seal(
            self.sealed[section], name, ask, "sds", numbering=numbers, volunteers=self.people
        ))  # fmt: skip
        if self.record(outcome):
            (fact,) = outcome.facts
            self.seals.append((fact, self.entries(section)))
        assert bool(outcome.facts) == bool(self.lines[section])

    def record(self, outcome):
        """What is refused leaves no trace."""
        if outcome.broken or outcome.impossible:
            return False
        for event in outcome.facts:
            if isinstance(event, NumberTaken):
                self.numbers[event.section] = numbering.evolve(self.numbers[event.section], recorded(event))
            elif isinstance(event, RegisterSealed):
                self.sealed[event.section] = seal.evolve(self.sealed[event.section], recorded(event))
            else:
                self.people[event.person] = volunteer.evolve(self.people[event.person], recorded(event))
        return True

    def mine(self, who):
        """In the order of their starts; of two that start on one day the later recorded last."""
        entries = [(entry.fact.section, entry.fact.number) for entry in self.people[who].inscriptions]
        return [self.lines[section][number - 1] for section, number in entries if number <= len(self.lines[section])]

    def open_line(self, who):
        return next((line for line in reversed(self.mine(who)) if line["end"] is None and not line["void"]), None)

    def entries(self, section):
        return seal.entries(section, self.numbers[section], self.people)

    @invariant()
    def numbers_have_neither_gap_nor_repeat_and_each_line_is_what_became_of_it(self):
        for section, lines in self.lines.items():
            found = self.entries(section)
            assert [entry.number for entry in found] == list(range(1, len(lines) + 1))
            assert [(e.person, e.start, e.end, e.void) for e in found] == [
                (i["who"], i["start"], i["end"], i["void"]) for i in lines
            ]

    @invariant()
    def nobody_has_two_entries_on_one_day(self):
        for who in PEOPLE:
            days = [Days(i["start"], i["end"] or date.max) for i in self.mine(who) if not i["void"]]
            assert not any(one.common(other) for n, one in enumerate(days) for other in days[n + 1 :])
            assert self.people[who].entered(Days(self.day, self.day)) == any(one.contains(self.day) for one in days)

    @invariant()
    def every_seal_holds_for_what_it_sealed_and_they_are_in_a_chain(self):
        for section in self.lines:
            roots = [fact.root for fact, _ in self.seals if fact.section == section]
            assert [fact.previous for fact, _ in self.seals if fact.section == section] == [seal.NO_SEAL, *roots][: len(roots)]
        assert all(seal.verify(fact, then) for fact, then in self.seals)


TestRegister = OneRegister.TestCase
TestRegister.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
