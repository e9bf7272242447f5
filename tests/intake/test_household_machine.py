"""Whatever is asked in whatever order: one head, a member; nobody in two households of a project; none left who was not in."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.intake.commands import AddMember, ChangeHead, EndEnrolment, EnrolFamily, RemoveMember
from services.intake.domain.case import Case
from services.intake.domain.household import (
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
from services.intake.events import Member, PrivacyNotice, ProgrammeRules
from tests.spec import an_id, decided, recorded

PROJECT, DAY = "PROG-2784", date(2026, 3, 1)
HOUSEHOLDS = [an_id(f"household {n}") for n in range(3)]
PEOPLE = [an_id(f"person {n}") for n in range(6)]
PERSONS = {
    name: Person(known=True, birth_date=[date(1990, 1, 1), date(2015, 1, 1), None][n % 3]) for n, name in enumerate(PEOPLE)
}  # fmt: skip
NOTICE = PrivacyNotice(given_on=DAY, language="it", version="1")
HOUSES, WHO = some.sampled_from(HOUSEHOLDS), some.sampled_from(PEOPLE)


class OneProject(RuleBasedStateMachine):
    """Three households of one project, six people, caseworkers and an import."""

    @initialize()
    def begin(self):
        self.households = dict.fromkeys(HOUSEHOLDS, Household())
        self.memberships = dict.fromkeys(PEOPLE, Membership())
        self.day = DAY

    @rule(days=some.integers(1, 30))
    def time_passes(self, days):
        self.day += timedelta(days=days)

    @rule(home=HOUSES, people=some.lists(WHO, min_size=1, max_size=4), head=WHO)
    def enrol(self, home, people, head):
        members = tuple(Member(person=name, relationship="1") for name in people)
        ask = EnrolFamily(household=home, project=PROJECT, head=head, members=members, notice=NOTICE)
        case = Case("sds", PROJECT, head, open=True)
        self.record(home, decided.by(lambda: enrol(
            self.households[home], home, ask, "sds", self.day,
            rules=ProgrammeRules(), case=case, persons=PERSONS, memberships=self.memberships,
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
        self.record(home, decided.by(lambda: remove_member(self.households[home], ask, self.day)))

    @rule(home=HOUSES, person=WHO)
    def change_head(self, home, person):
        ask, family = ChangeHead(household=home, head=person), self.households[home]
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

    def record(self, home, outcome):
        """What is refused leaves no trace."""
        if outcome.broken or outcome.impossible:
            return
        for event in outcome.facts:
            self.households[home] = evolve(self.households[home], recorded(event))
            for name in PEOPLE:
                if event.stream_id == f"membership/{PROJECT}:{name}":
                    self.memberships[name] = evolve_membership(self.memberships[name], recorded(event))

    @invariant()
    def an_enrolled_household_has_one_head_and_the_head_is_an_adult_member(self):
        for family in self.households.values():
            if family.enrolled:
                assert family.head in family.members
                assert PERSONS[family.head].adult_on(self.day)

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
