"""Whatever is asked in whatever order: seats hold, a human counts once, what is signed stands, certificates rest on completion."""

from datetime import UTC, datetime

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.training.commands import (
    AssessLearner,
    CancelSession,
    CloseEdition,
    CompleteCourse,
    CorrectAttendance,
    EnrolLearner,
    IssueCertificate,
    OpenRegister,
    RecordAttendance,
    RevokeCertificate,
    ScheduleSession,
    SignRegister,
    WithdrawLearner,
)
from services.training.domain import attendance, certificate, completion, edition, learner
from services.training.domain.course import Course
from services.training.events import CompletionRule
from tests.spec import an_id, decided, recorded
from tests.training.story import EDITION, OPENED, TEACHER, TUTOR

SEATS, HOURS, LENGTH = 2, 2, 60
RULE = CompletionRule(min_percent=50, test_required=True)
BEGIN = OPENED.model_copy(update={"seats": SEATS, "hours": HOURS, "rule": RULE})
LESSONS = [an_id(f"lesson {n}") for n in range(3)]
PEOPLE = [an_id(name) for name in ("marco", "marco again", "rita", "ugo")]
HUMAN = {PEOPLE[0]: "marco", PEOPLE[1]: "marco", PEOPLE[2]: "rita", PEOPLE[3]: "ugo"}
NIGHT = datetime(2026, 3, 30, tzinfo=UTC)
LESSON, WHO, SIGNATORY = some.sampled_from(LESSONS), some.sampled_from(PEOPLE), some.sampled_from(("teacher", "tutor"))
MINUTES = some.sampled_from((0, 30, LENGTH))


class OneEdition(RuleBasedStateMachine):
    """Two seats, three lessons at most, three humans of whom one has two ids; the model says plainly what must be so."""

    @initialize(first=some.lists(WHO, max_size=2), lesson=LESSON)
    def begin(self, first, lesson):
        self.edition, self.learners, self.registers = edition.Edition(), learner.Learners(), attendance.Registers()
        self.completions, self.certificates = completion.Completions(), certificate.Certificates()
        self.n = 0
        self.fold(BEGIN)
        self.lessons, self.cancelled, self.opened, self.signed = set(), set(), set(), {}
        self.taking_part, self.withdrawn, self.minutes, self.passed = set(), set(), {}, set()
        self.completed, self.valid, self.closed = set(), {}, False
        for person in first:
            self.enrol(person)
        self.hold(lesson)

    def fold(self, fact):
        self.n += 1
        what = recorded(fact, self.n, at=datetime(2026, 3, 1, tzinfo=UTC), service="training")
        self.edition, self.learners = edition.evolve(self.edition, what), learner.evolve(self.learners, what)
        self.registers, self.completions = attendance.evolve(self.registers, what), completion.evolve(self.completions, what)
        self.certificates = certificate.evolve(self.certificates, what)

    def accepted(self, decide, ask, *more, **facts):
        """Whether it was; what is refused leaves no trace."""
        outcome = decided.by(lambda: decide(*more, ask, **facts))
        if outcome.broken or outcome.impossible:
            return False
        for fact in outcome.facts:
            self.fold(fact)
        return bool(outcome.facts)

    def ids(self, person):
        return frozenset(one for one in PEOPLE if HUMAN[one] == HUMAN[person])

    def standing(self, person):
        return completion.Standing(self.edition, self.registers, self.completions, self.ids(person))

    def signed_by_both(self, lesson):
        return self.signed.get(lesson, set()) == {"teacher", "tutor"}

    def counted(self, person):
        """Minutes of a human in registers that both have signed, a lesson once."""
        return sum(
            max((self.minutes.get((lesson, one), 0) for one in self.ids(person)), default=0)
            for lesson in LESSONS if self.signed_by_both(lesson)
        )  # fmt: skip

    def rule_met(self, person):
        return self.counted(person) * 100 >= RULE.min_percent * HOURS * 60 and any(one in self.passed for one in self.ids(person))

    def held(self, lesson):
        return lesson in self.lessons and lesson not in self.cancelled

    @rule(lesson=LESSON)
    def schedule(self, lesson):
        if lesson in self.lessons:
            return
        starts = datetime(2026, 3, 2 + LESSONS.index(lesson), 9, tzinfo=UTC)
        ask = ScheduleSession(edition=EDITION, starts_at=starts, minutes=LENGTH, teacher=TEACHER)
        assert self.accepted(lambda ask: edition.schedule(self.edition, lesson, ask), ask) is not self.closed
        self.lessons |= set() if self.closed else {lesson}

    @rule(lesson=LESSON)
    def cancel(self, lesson):
        attended = any(where == lesson for where, _ in self.minutes)
        ask = CancelSession(edition=EDITION, session=lesson, cause="other")
        allowed = self.held(lesson) and not attended and not self.closed
        assert self.accepted(edition.cancel, ask, self.edition, attended=attended) is allowed
        self.cancelled |= {lesson} if allowed else set()

    @rule(person=WHO)
    def enrol(self, person):
        ask, ids = EnrolLearner(edition=EDITION, person=person, learner_type="citizen"), self.ids(person)
        known = ids & (self.taking_part | self.withdrawn)
        allowed = not known and len(self.taking_part) < SEATS and not self.closed
        day = BEGIN.start
        assert self.accepted(lambda ask: learner.enrol(self.learners, ask, day, edition=self.edition, ids=ids), ask) is allowed
        self.taking_part |= {person} if allowed else set()

    @rule(person=WHO)
    def withdraw(self, person):
        ask, day = WithdrawLearner(edition=EDITION, person=person), NIGHT.date()
        completed = any(one in self.completed for one in self.ids(person))
        allowed = person in self.taking_part and not completed and not self.closed
        assert self.accepted(
            lambda ask: learner.withdraw(self.learners, ask, day, edition=self.edition, completed=completed), ask
        ) is allowed  # fmt: skip
        if allowed:
            self.taking_part.remove(person)
            self.withdrawn.add(person)

    @rule(lesson=LESSON)
    def open_register(self, lesson):
        ask = OpenRegister(edition=EDITION, session=lesson, tutor=TUTOR)
        allowed = self.held(lesson) and lesson not in self.opened and not self.closed
        assert self.accepted(attendance.open_register, ask, self.registers, edition=self.edition) is allowed
        self.opened |= {lesson} if allowed else set()

    @rule(lesson=LESSON, person=WHO, minutes=MINUTES)
    def attend(self, lesson, person, minutes):
        ids = self.ids(person)
        allowed = (
            self.held(lesson) and lesson in self.opened and not self.signed.get(lesson) and not self.closed
            and person in self.taking_part | self.withdrawn
            and not any((lesson, one) in self.minutes or one in self.completed for one in ids)
        )  # fmt: skip
        ask = RecordAttendance(edition=EDITION, session=lesson, person=person, minutes=minutes)
        done = any(one in self.completed for one in ids)
        around = {"edition": self.edition, "learners": self.learners, "completed": done, "ids": ids}
        assert self.accepted(lambda ask: attendance.record(self.registers, ask, NIGHT, **around), ask) is allowed
        self.minutes |= {(lesson, person): minutes} if allowed else {}

    @rule(lesson=LESSON, person=WHO, minutes=MINUTES)
    def correct(self, lesson, person, minutes):
        ask = CorrectAttendance(edition=EDITION, session=lesson, person=person, minutes=minutes, reason="So it was.")
        allowed = (lesson, person) in self.minutes and self.minutes[lesson, person] != minutes
        around = {"edition": self.edition, "learners": self.learners}
        assert self.accepted(attendance.correct, ask, self.registers, **around) is allowed
        self.minutes |= {(lesson, person): minutes} if allowed else {}

    @rule(lesson=LESSON, signatory=SIGNATORY)
    def sign(self, lesson, signatory):
        everybody = all((lesson, person) in self.minutes for person in self.taking_part | self.withdrawn)
        allowed = self.held(lesson) and lesson in self.opened and everybody and signatory not in self.signed.get(lesson, set())
        ask, day = SignRegister(edition=EDITION, session=lesson, signed_as=signatory), NIGHT.date()
        around = {"edition": self.edition, "learners": self.learners}
        assert self.accepted(lambda ask: attendance.sign(self.registers, ask, signatory, NIGHT, day, **around), ask) is allowed
        if allowed:
            self.signed.setdefault(lesson, set()).add(signatory)

    @rule(lesson=LESSON)
    def hold(self, lesson):
        """A lesson as it should be, so that stories get further than chance would lead them."""
        self.schedule(lesson)
        self.open_register(lesson)
        for person in PEOPLE:
            self.attend(lesson, person, LENGTH)
        self.sign(lesson, "teacher")
        self.sign(lesson, "tutor")

    @rule(person=WHO)
    def finish(self, person):
        self.assess(person, "passed")
        self.complete(person)
        self.certify(person)

    @rule(person=WHO, test=some.sampled_from(("passed", "failed")))
    def assess(self, person, test):
        ask, day = AssessLearner(edition=EDITION, person=person, test=test), NIGHT.date()
        allowed = person in self.taking_part and person not in self.passed
        around = {"edition": self.edition, "learners": self.learners}
        assert self.accepted(lambda ask: completion.assess(self.completions, ask, day, **around), ask) is allowed
        self.passed |= {person} if allowed and test == "passed" else set()

    @rule(person=WHO)
    def complete(self, person):
        once = not any(one in self.completed for one in self.ids(person))
        allowed = person in self.taking_part and once and self.rule_met(person)
        ask, day = CompleteCourse(edition=EDITION, person=person), NIGHT.date()
        standing = self.standing(person)
        assert self.accepted(lambda ask: completion.complete(standing, ask, day, learners=self.learners), ask) is allowed
        self.completed |= {person} if allowed else set()

    @rule(person=WHO)
    def certify(self, person):
        allowed = person in self.completed and HUMAN[person] not in self.valid and self.rule_met(person)
        ask, name = IssueCertificate(edition=EDITION, person=person), an_id(f"certificate {self.n}")
        around = {"standing": self.standing(person), "course": Course(HOURS, "Welcome"), "code": "0000"}
        day = NIGHT.date()
        assert self.accepted(lambda ask: certificate.issue(self.certificates, name, ask, day, **around), ask) is allowed
        self.valid |= {HUMAN[person]: name} if allowed else {}

    @rule(human=some.sampled_from(("marco", "rita", "ugo")))
    def revoke(self, human):
        name = self.valid.pop(human, an_id("never issued"))
        ask = RevokeCertificate(edition=EDITION, certificate=name, cause="other")
        accepted = self.accepted(lambda ask: certificate.revoke(self.certificates, ask, NIGHT.date()), ask)
        assert accepted is (name != an_id("never issued"))

    @precondition(lambda self: len(self.minutes) > 1)
    @rule()
    def close(self):
        allowed = not self.closed and all(self.signed_by_both(lesson) for lesson in self.lessons - self.cancelled)
        ask, day = CloseEdition(edition=EDITION), NIGHT.date()
        signed = self.registers.signed
        assert self.accepted(lambda ask: edition.close(self.edition, ask, NIGHT, day, signed=signed), ask) is allowed
        self.closed = self.closed or allowed

    @invariant()
    def the_rule_of_the_edition_never_changes(self):
        assert self.edition.opened == BEGIN

    @invariant()
    def seats_hold(self):
        assert self.learners.seats_taken == len(self.taking_part) <= SEATS

    @invariant()
    def a_human_completes_once_and_has_one_valid_certificate(self):
        humans = [HUMAN[person] for person in self.completions.completed]
        assert len(humans) == len(set(humans))
        valid = [HUMAN[c.person] for name, c in self.certificates.issued.items() if name not in self.certificates.revoked]
        assert sorted(valid) == sorted(self.valid)

    @invariant()
    def what_counts_is_what_is_signed_for(self):
        for person in PEOPLE:
            assert self.standing(person).minutes == self.counted(person)


TestEdition = OneEdition.TestCase
TestEdition.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
