"""Whatever is asked in whatever order: one head, a member, adult or with a guardian; nobody in two households of a project."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.intake.commands import AddMember, ChangeHead, EndEnrolment, EnrolFamily, JoinHouseholds, RemoveMember, SplitHousehold
from services.intake.domain.case import Case
from services.intake.domain.household import (
    HeadStays,
    Household,
    Membership,
    add_member,
    change_head,
    end_enrolment,
    enrol,
    evolve,
    evolve_membership,
    remove_member,
)
from services.intake.domain.person import Person
from services.intake.domain.regrouping import join, split
from services.intake.events import Member, PrivacyNotice, ProgrammeRules
from tests.spec import an_id, decided, recorded

PROJECT, DAY = "PROG-2784", date(2026, 3, 1)
HOUSEHOLDS = [an_id(f"household {n}") for n in range(6)]
PEOPLE = [an_id(f"person {n}") for n in range(6)]
PERSONS = {
    name: Person(known=True, birth_date=[date(1990, 1, 1), date(2015, 1, 1), None][n % 3]) for n, name in enumerate(PEOPLE)
}  # fmt: skip
NOTICE = PrivacyNotice(given_on=DAY, language="it", version="1")
HOUSES, WHO = some.sampled_from(HOUSEHOLDS), some.sampled_from(PEOPLE)
GUARDIANS = some.sampled_from([None, None, PEOPLE[0], PEOPLE[1]])


def related(people):
    return tuple(Member(person=name, relationship="1") for name in people)


class OneProject(RuleBasedStateMachine):
    """Six households of one project, six people; the first household has two adults and a child."""

    @initialize()
    def begin(self):
        self.households = dict.fromkeys(HOUSEHOLDS, Household())
        self.memberships = dict.fromkeys(PEOPLE, Membership())
        self.day = DAY
        self.enrol(HOUSEHOLDS[0], [PEOPLE[0], PEOPLE[1], PEOPLE[3]], PEOPLE[0], None)

    @rule(days=some.integers(1, 30))
    def time_passes(self, days):
        self.day += timedelta(days=days)

    @rule(home=HOUSES, people=some.lists(WHO, min_size=1, max_size=4), head=WHO, guardian=GUARDIANS)
    def enrol(self, home, people, head, guardian):
        ask = EnrolFamily(
            household=home, project=PROJECT, head=head, members=related(people), notice=NOTICE, guardian=guardian
        )  # fmt: skip
        case = Case("sds", PROJECT, head, open=True)
        self.record(home, decided.by(lambda: enrol(
            self.households[home], home, ask, "sds", self.day,
            today=self.day, rules=ProgrammeRules(), case=case, persons=PERSONS, memberships=self.memberships,
        )))  # fmt: skip

    @rule(home=HOUSES, person=WHO)
    def add(self, home, person):
        ask, family = AddMember(household=home, person=person, relationship="1"), self.households[home]
        self.record(home, decided.by(
            lambda: add_member(family, ask, self.day, person=PERSONS[person], memberships=self.memberships)
        ))  # fmt: skip

    @rule(home=HOUSES, person=WHO)
    def remove(self, home, person):
        ask = RemoveMember(household=home, person=person)
        self.record(home, decided.by(lambda: remove_member(self.households[home], ask, self.day, destinations=())))

    @rule(home=HOUSES, person=WHO, guardian=GUARDIANS)
    def change_head(self, home, person, guardian):
        ask, family = ChangeHead(household=home, head=person, guardian=guardian), self.households[home]
        self.record(home, decided.by(lambda: change_head(family, ask, self.day, rules=ProgrammeRules(), persons=PERSONS)))

    @rule(home=HOUSES, late=some.integers(-5, 5))
    def leave(self, home, late):
        ask = EndEnrolment(household=home, exit=self.day + timedelta(days=late), destination="rental", reason="moved")
        self.record(
            home,
            decided.by(
                lambda: end_enrolment(self.households[home], ask, self.day, assessed=False, destinations={"rental"}, follow_ups={})
            ),
        )

    def of(self, size):
        """The households of at least so many members."""
        return [home for home, family in self.households.items() if len(family.members) >= size]

    @precondition(lambda self: self.of(2) and any(not family.entry for family in self.households.values()))
    @rule(data=some.data(), guardian=GUARDIANS)
    def split(self, data, guardian):
        into = next(home for home, family in self.households.items() if not family.entry)
        home = data.draw(some.sampled_from(self.of(2)))
        family = self.households[home]
        leaving = some.sampled_from(sorted(family.members - {family.head}) or sorted(family.members))
        people = data.draw(some.lists(leaving, min_size=1, max_size=3, unique=True))
        ask = SplitHousehold(household=home, head=people[0], members=related(people), guardian=guardian)
        charge = Case("sds", PROJECT, people[0], open=True)
        self.record(home, decided.by(
            lambda: split(family, into, ask, self.day, today=self.day, rules=ProgrammeRules(), case=charge, persons=PERSONS)
        ))  # fmt: skip

    @precondition(lambda self: self.of(1))
    @rule(data=some.data(), late=some.booleans())
    def join(self, data, late):
        home, other = (data.draw(some.sampled_from(self.of(1))) for _ in range(2))
        family, joining = self.households[home], self.households[other]
        ask = JoinHouseholds(household=home, joining=other, members=related(sorted(joining.members)))
        day = self.day if late else DAY
        self.record(home, decided.by(
            lambda: join(family, joining, ask, day, case=Case(), charge=Case(), persons=PERSONS)
        ))  # fmt: skip

    @precondition(lambda self: self.of(1))
    @rule(data=some.data())
    def the_head_does_not_leave(self, data):
        family = self.households[data.draw(some.sampled_from(self.of(1)))]
        ask = RemoveMember(household=HOUSEHOLDS[0], person=family.head)
        outcome = decided.by(lambda: remove_member(family, ask, self.day, destinations=()))
        assert {type(rule) for rule in outcome.broken} >= {HeadStays}

    def record(self, home, outcome):
        """What is refused leaves no trace."""
        if outcome.broken or outcome.impossible:
            return
        for event in outcome.facts:
            where = getattr(event, "household", home)
            self.households[where] = evolve(self.households[where], recorded(event))
            for name in PEOPLE:
                if event.stream_id == f"membership/{PROJECT}:{name}":
                    self.memberships[name] = evolve_membership(self.memberships[name], recorded(event))

    @invariant()
    def an_enrolled_household_has_one_head_and_the_head_is_an_adult_member(self):
        for family in self.households.values():
            if family.enrolled:
                assert family.head in family.members
                assert PERSONS[family.guardian or family.head].adult_on(self.day)

    @invariant()
    def nobody_is_in_two_households_of_the_project(self):
        for name, membership in self.memberships.items():
            homes = [home for home, family in self.households.items() if name in family.members]
            assert homes == ([membership.household] if membership.household else [])

    @invariant()
    def who_is_in_a_household_was_entered_in_it(self):
        for family in self.households.values():
            assert family.members <= family.everyone
            assert family.enrolled or not family.members
            assert not family.exit or family.exit >= family.entry


TestHouseholds = OneProject.TestCase
TestHouseholds.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
