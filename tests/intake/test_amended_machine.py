"""Whatever is recorded, voided and corrected in whatever order: what every process knows is the fold of the history as it holds.

Two processes with memories of their own act on one record, and the rules of households stand after every step.
"""

from contextlib import suppress
from datetime import date, timedelta
from functools import reduce
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from infra.ledger import Reading
from services.intake import commands as asks
from services.intake.application import Intake
from services.intake.codes import service_codes
from services.intake.domain import assessment, case, consent, follow_up, household, plan, referral, service_log
from services.intake.domain.amending import POLICY
from services.intake.events import ProgrammeRules
from services.kernel.amending import ApproveAmendment, CorrectFact, FactVoided, VoidFact, amended
from services.kernel.policy import Amendable
from services.kernel.rules import RuleBroken
from tests.memory import NOW, Book, somebody

DAY = NOW.date()
NOTICE = {"given_on": DAY, "language": "it", "version": "1"}
RULES = ProgrammeRules(follow_up_months=(3,), four_eyes=False)
HOMES, WHO, PROCESS = some.integers(0, 2), some.integers(0, 4), some.integers(0, 1)
FOLDS = {
    "household": (household.evolve, household.Household()), "membership": (household.evolve_membership, household.Membership()),
    "case": (case.evolve, case.Case()), "consent": (consent.evolve, consent.Consents()),
    "referral": (referral.evolve, referral.Referrals()), "assessment": (assessment.evolve, assessment.Assessments()),
    "plan": (plan.evolve, plan.Plan()), "service-log": (service_log.evolve, service_log.ServiceLog()),
    "follow-up": (follow_up.evolve, follow_up.FollowUps()),
}  # fmt: skip
CORRECTED = {
    "FamilyEnrolled": {"notice": {**NOTICE, "version": "2"}}, "MemberAdded": {"relationship": "2"},
    "MemberLeft": {"destination": "rental"}, "FamilyExited": {"destination": "rental"}, "CaseClosed": {"outcome": "other"},
    "ConsentGiven": {"purpose": "work"}, "GoalSet": {"text": "Altro"}, "ServiceDelivered": {"minutes": 7},
}  # fmt: skip


class Office(RuleBasedStateMachine):
    """Three households of one project, five people, two processes."""

    @initialize()
    def begin(self):
        self.book = Book("intake")
        other = Book("intake")
        other.book = other.record_ = self.book.book
        self.processes = [Intake(self.book, service_codes()), Intake(other, service_codes())]
        intake = self.processes[0]
        intake.programmes.register_agency(asks.RegisterAgency(agency="sds", name="SdS"), somebody("admin"))
        intake.programmes.declare_programme(asks.DeclareProgramme(project="P", name="P", rules=RULES), somebody("admin"))
        born = [date(1990, 1, 1), date(1991, 1, 1), date(1992, 1, 1), date(1993, 1, 1), date(2015, 1, 1)]
        told = [intake.persons.register_person(asks.RegisterPerson(given_name="N", birth_date=day), somebody()) for day in born]
        self.people = [UUID(one.ids["person"]) for one in told]
        opened = [intake.cases.open_case(asks.OpenCase(project="P", head=head), somebody()) for head in self.people[:3]]
        self.homes = [UUID(one.ids["household"]) for one in opened]
        for home in (0, 1):
            self.enrol(0, home, home, home + 3)

    def give(self, act, ask, name="anna"):
        """What is refused is not recorded."""
        with suppress(RuleBroken):
            return act(asks_of(ask), somebody(name=name))

    @rule(n=PROCESS, home=HOMES, head=WHO, other=WHO)
    def enrol(self, n, home, head, other):
        people = dict.fromkeys((self.people[head], self.people[other]))
        members = tuple({"person": person, "relationship": "1"} for person in people)
        ask = {"household": self.homes[home], "project": "P", "head": self.people[head], "members": members, "notice": NOTICE}
        self.give(self.processes[n].households.enrol_family, (asks.EnrolFamily, ask))

    @rule(n=PROCESS, home=HOMES, who=WHO, how=some.sampled_from(["join", "leave", "head"]))
    def change(self, n, home, who, how):
        of, person, act = {"household": self.homes[home]}, self.people[who], self.processes[n].households
        if how == "join":
            self.give(act.add_member, (asks.AddMember, {**of, "person": person, "relationship": "1"}))
        elif how == "leave":
            self.give(act.remove_member, (asks.RemoveMember, {**of, "person": person}))
        else:
            self.give(act.change_head, (asks.ChangeHead, {**of, "head": person}))

    @rule(n=PROCESS, home=HOMES, how=some.sampled_from(["exit", "close", "reopen"]))
    def end(self, n, home, how):
        of, intake = {"household": self.homes[home]}, self.processes[n]
        if how == "exit":
            ask = {**of, "exit": DAY, "destination": "other", "reason": "moved"}
            self.give(intake.households.end_enrolment, (asks.EndEnrolment, ask))
        elif how == "close":
            self.give(intake.cases.close_case, (asks.CloseCase, {**of, "outcome": "completed"}))
        else:
            self.give(intake.cases.reopen_case, (asks.ReopenCase, {**of, "reason": "again"}))

    @rule(n=PROCESS, home=HOMES, who=WHO, how=some.sampled_from(["serve", "goal", "assess", "consent"]))
    def care(self, n, home, who, how):
        of, person, intake = {"household": self.homes[home]}, self.people[who], self.processes[n]
        if how == "serve":
            ask = {**of, "code": "A1.01", "delivered_on": DAY, "recipients": (person,), "minutes": 60}
            self.give(intake.services.record_service, (asks.RecordService, ask))
        elif how == "goal":
            self.give(intake.plans.draft_plan, (asks.DraftPlan, of))
            self.give(intake.plans.set_goal, (asks.SetGoal, {**of, "person": person, "dimension": "work", "text": "Corso"}))
        elif how == "assess":
            ask = {**of, "person": person, "phase": "entry", "scores": {"housing": 2}}
            self.give(intake.assessments.record_assessment, (asks.RecordAssessment, ask))
        else:
            ask = {**of, "purpose": "care", "recipients": ("sds",), "expires": DAY + timedelta(9), "signatory": person}
            self.give(intake.consents.give_consent, (asks.GiveConsent, ask))

    @rule(data=some.data(), n=PROCESS, correct=some.booleans())
    def amend(self, data, n, correct):
        able = [fact for fact in self.book.book.facts if isinstance(POLICY.get(type(fact.event)), Amendable)]
        fact = data.draw(some.sampled_from(able[-12:]))
        amendments = self.processes[n].amendments
        of = {"fact": fact.id, "ground": "wrong-entry"}
        if correct and fact.type in CORRECTED:
            asked = self.give(amendments.correct_fact, (CorrectFact, {**of, "corrected": CORRECTED[fact.type]}))
        else:
            asked = self.give(amendments.void_fact, (VoidFact, of))
        if asked and "amendment" in asked.ids and asked.events[0]["type"] == "AmendmentAsked":
            approval = (ApproveAmendment, {"amendment": UUID(asked.ids["amendment"])})
            assert self.give(self.processes[1 - n].amendments.approve_amendment, approval, name="rita")

    def held(self, stream):
        evolve, initial = FOLDS[stream.partition("/")[0]]
        return reduce(evolve, amended(self.book.book.stream(stream)), initial)

    @invariant()
    def every_process_knows_the_history_as_it_holds(self):
        for stream in {fact.stream for fact in self.book.book.facts}:
            if (kind := stream.partition("/")[0]) in FOLDS:
                for ledger in (process.ledger for process in self.processes):
                    reading = Reading(ledger.record_, ledger.memory, fresh=True)
                    assert reading.state(stream, *FOLDS[kind]) == self.held(stream), stream

    @invariant()
    def the_rules_of_households_hold(self):
        homes = {home: self.held(f"household/{home}") for home in self.homes}
        for home, family in homes.items():
            assert not family.enrolled or (family.head in family.members and self.held(f"case/{home}").open)
            assert family.enrolled or not family.members
        for person in self.people:
            of = [home for home, family in homes.items() if person in family.members]
            taken = self.held(f"membership/P:{person}").household
            assert of == ([taken] if taken else [])

    @invariant()
    def what_was_done_was_done_for_members(self):
        for home in self.homes:
            family = self.held(f"household/{home}")
            served = {person for one in self.held(f"service-log/{home}").entries.values() for person in one.fact.recipients}
            assessed = {made.fact.person for made in self.held(f"assessment/{home}").made.values()}
            assert served | assessed <= family.everyone

    def teardown(self):
        facts = self.book.book.facts
        voided = [fact.event.corrects_event_id for fact in facts if isinstance(fact.event, FactVoided)]
        assert len(voided) == len(set(voided)), "a fact is voided once"


def asks_of(ask):
    kind, values = ask
    return kind.model_validate(values)


TestAmended = Office.TestCase
TestAmended.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
