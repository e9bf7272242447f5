"""Whatever is told of a person in whatever order: what counting was told gives, on every day, what the facts say."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.intake.codes import codes, permit_kinds
from services.intake.commands import CorrectPerson, ExpirePermit, RecordResidencePermit, RegisterPerson
from services.intake.domain.eligibility import Criteria
from services.intake.domain.person import Person, correct, evolve, expire_permit, record_permit, register
from services.intake.events import CountingProfileSet, ResidencePermitExpired
from tests.spec import an_id, decided, recorded

AMAL, KINDS, TODAY = an_id("amal"), permit_kinds(), date(2026, 6, 1)
FUND = Criteria(KINDS, codes("eu-members"))
TURNS = [TODAY + timedelta(days=n) for n in range(-360, 361, 90)]
SAMPLE = [turn + timedelta(days=n) for turn in TURNS for n in (-1, 0, 1)]
DAYS = some.sampled_from(TURNS)
GROUPS = some.sampled_from(["italian", "eu", "third-country", "stateless", "not-stated"])
BIRTHS = some.sampled_from(
    [{"birth_date": date(1990, 5, 4)}, {"partial_birth_date": "1988"}, {"partial_birth_date": "2001-07"}, {}]
)
UNBORN = {"birth_date": None, "partial_birth_date": None}


class OnePerson(RuleBasedStateMachine):
    """One person, told of by caseworkers; the model is the last word on each thing."""

    @initialize(group=GROUPS, birth=BIRTHS, eligible=some.sampled_from([None, False]))
    def begin(self, group, birth, eligible):
        self.person, self.profiles, self.permits, self.expired, self.named = Person(), [], {}, set(), []
        self.group, self.birth, self.stated = group, birth, eligible
        ask = RegisterPerson(citizenship_group=group, eligible=eligible, eligibility_ground="by-word", **birth)
        self.record(register(self.person, AMAL, ask, TODAY, fund=FUND))

    def record(self, decision):
        outcome = decided.by(lambda: decision)
        if outcome.broken or outcome.impossible:
            return None
        for event in outcome.facts:
            self.person = evolve(self.person, recorded(event))
            if isinstance(event, CountingProfileSet):
                self.profiles.append(event)
        return outcome.facts

    @rule(group=GROUPS)
    def correct_citizenship(self, group):
        ask = CorrectPerson(person=AMAL, citizenship_group=group, reason="passport")
        assert self.record(correct(self.person, ask, TODAY, fund=FUND))
        self.group = group

    @rule(birth=BIRTHS)
    def correct_birth(self, birth):
        ask = CorrectPerson(person=AMAL, reason="passport", **(UNBORN | birth))
        assert self.record(correct(self.person, ask, TODAY, fund=FUND))
        self.birth = birth

    @rule(
        kind=some.sampled_from(["family", "family", "short-stay", "no-such-kind"]), start=DAYS, end=some.none() | DAYS,
        renewal=some.sampled_from([False, False, True]), receipt=some.sampled_from(["123", "123", None]),
    )  # fmt: skip
    def permit(self, kind, start, end, renewal, receipt):
        name = an_id(f"permit {len(self.named)}")
        ask = RecordResidencePermit(
            person=AMAL, permit_kind=kind, valid_from=start, valid_until=end, under_renewal=renewal, receipt_number=receipt
        )
        told = self.record(record_permit(self.person, ask, name, fund=FUND))
        assert bool(told) == (kind in KINDS and (end is None or end >= start) and (not renewal or receipt is not None))
        if told:
            self.permits[start] = (name, kind, None if renewal else end)
            self.named.append((name, end))

    @precondition(lambda self: self.named)
    @rule(number=some.integers(0, 3))
    def expire(self, number):
        """The clock asks about one of the last permits: too early, on its last day, on the day after, and once more."""
        name, end = self.named[-1 - number % len(self.named)]
        for late in (-1, 0, 1, 1):
            day = (end or TODAY) + timedelta(days=late)
            told = self.record(expire_permit(self.person, ExpirePermit(person=AMAL, permit=name), day)) or ()
            holds = self.permit_on(day)
            due = holds is not None and holds[0] == name and holds[2] is not None and holds[2] < day
            assert [type(fact) for fact in told] == ([ResidencePermitExpired] if due and name not in self.expired else [])
            self.expired |= {fact.permit for fact in told}

    def permit_on(self, day):
        begun = [start for start in self.permits if start <= day]
        return self.permits[max(begun)] if begun else None

    def eligible_on(self, day):
        if self.group in ("italian", "eu"):
            return False
        holds = self.permit_on(day)
        if holds is None:
            return self.stated
        _, kind, end = holds
        return KINDS[kind] and (end is None or day <= end)

    @invariant()
    def counting_knows_on_every_day_what_the_facts_say(self):
        month = f"{self.birth['birth_date']:%Y-%m}" if "birth_date" in self.birth else self.birth.get("partial_birth_date")
        in_force = {profile.valid_from: profile for profile in self.profiles}
        for day in SAMPLE:
            profile = in_force[max(start for start in in_force if start <= day)]
            assert (profile.eligible, profile.citizenship_group, profile.birth_month) == (self.eligible_on(day), self.group, month)

    @invariant()
    def counting_is_not_told_again_what_it_knows(self):
        ask = CorrectPerson(person=AMAL, language="ar", reason="she said so")
        assert len(decided.by(lambda: correct(self.person, ask, TODAY, fund=FUND)).facts) == 1


TestPerson = OnePerson.TestCase
TestPerson.settings = settings(max_examples=50, stateful_step_count=20, deadline=None)
