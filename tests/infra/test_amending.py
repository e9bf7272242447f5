"""Correct and void on the real record: what a service then knows, in this process and in others, and in its neighbours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from infra.clock import now
from infra.settings import Settings
from services.housing.application import Housing
from services.housing.reactions import NEIGHBOURS, ON
from services.intake import commands as asks
from services.intake.domain.plan import UnknownGoal
from services.intake.events import ProgrammeDeclared, ProgrammeRules
from services.kernel.amending import AlreadyAmended, ApproveAmendment, BuiltUpon, CorrectFact, OwnAmendment, UnknownFact, VoidFact
from services.kernel.command import Caller, Receipt
from tests.infra.conftest import Desk, a_caller
from tests.projections.story import HADDAD, case_opened, enrolled
from tests.projections.world import World, a_world

from infra.react import Reactor  # isort: skip - Faust comes with tests.projections.world

NO_RULES = ProgrammeRules(case_required=False, notice_required=False, adult_head=False, agreement_required=False)


@pytest.fixture
def world(stack_servers: Settings) -> Iterator[World]:
    with a_world(stack_servers) as made:
        yield made


@pytest.fixture
def family(desk: Desk) -> UUID:
    """A household with a plan, whose head is the only member."""
    programme = asks.DeclareProgramme(project="PROG-2784", name="WE-ITA", rules=NO_RULES)
    desk.intake.programmes.declare_programme(programme, a_caller(role="admin"))
    household = UUID(enrol(desk, desk.register()).ids["household"])
    desk.intake.plans.draft_plan(asks.DraftPlan(household=household), a_caller())
    return household


def enrol(desk: Desk, head: UUID) -> Receipt:
    members = ({"person": head, "relationship": "head"},)
    ask = asks.EnrolFamily.model_validate({"project": "PROG-2784", "head": head, "members": members})
    return desk.intake.households.enrol_family(ask, a_caller())


def a_goal(desk: Desk, household: UUID) -> tuple[UUID, UUID]:
    """The goal and the fact that set it."""
    head = desk.rows(
        "select data::jsonb ->> 'head' from event where type = 'FamilyEnrolled' and stream = %s", f"household/{household}"
    )
    ask = asks.SetGoal(household=household, person=UUID(head[0][0]), dimension="work", text="Corso di cucina")
    receipt = desk.intake.plans.set_goal(ask, a_caller())
    return UUID(receipt.ids["goal"]), UUID(receipt.events[0]["id"])


def fact_of(receipt: Receipt, type_: str) -> UUID:
    return UUID(next(event["id"] for event in receipt.events if event["type"] == type_))


def advance(desk: Desk, household: UUID, goal: UUID) -> Receipt:
    return desk.intake.plans.record_goal_progress(asks.RecordGoalProgress(household=household, goal=goal, percent=10), a_caller())


def void(desk: Desk, fact: UUID, by: Caller | None = None) -> Receipt:
    return desk.intake.amendments.void_fact(VoidFact(fact=fact, ground="wrong-entry", reason="Svista"), by or a_caller())


def test_what_was_voided_is_known_no_more_in_any_process(desk: Desk, family: UUID):
    other = desk.another()
    goal, fact = a_goal(desk, family)
    kept, _ = a_goal(other, family)
    void(desk, fact)
    for process in (desk, other, desk.another()):
        with pytest.raises(UnknownGoal):
            advance(process, family, goal)
        advance(process, family, kept)


def test_a_fact_on_which_another_rests_stands(desk: Desk, family: UUID):
    goal, fact = a_goal(desk, family)
    advance(desk, family, goal)
    with pytest.raises(BuiltUpon):
        void(desk, fact)


def test_a_fact_is_voided_once_and_by_the_agency_that_recorded_it(desk: Desk, family: UUID):
    _, fact = a_goal(desk, family)
    for stranger in (a_caller(agency="coop"), a_caller()):
        with pytest.raises(UnknownFact):
            void(desk, fact if stranger.agency == "coop" else uuid4(), stranger)
    void(desk, fact)
    with pytest.raises(AlreadyAmended):
        void(desk.another(), fact)


def test_a_corrected_fact_is_told_again_in_the_place_of_the_first(desk: Desk, family: UUID):
    goal, fact = a_goal(desk, family)
    ask = CorrectFact(fact=fact, ground="wrong-entry", reason="Svista", corrected={"text": "Corso di sala", "due": "2026-12-01"})
    receipt = desk.intake.amendments.correct_fact(ask, a_caller())
    assert [event["type"] for event in receipt.events] == ["FactVoided", "GoalSet"]
    (restated,) = [one for one in facts_of(desk, f"plan/{family}") if one.corrects]
    assert (restated.corrects, restated.event.text, restated.event.due) == (fact, "Corso di sala", date(2026, 12, 1))
    advance(desk, family, goal)
    with pytest.raises(AlreadyAmended):
        void(desk, fact)
    (first,) = [one for one in facts_of(desk, f"plan/{family}") if one.id == fact]
    assert restated.occurred_at == first.occurred_at


def facts_of(desk: Desk, stream: str) -> list[Any]:
    return [desk.ledger.record_.mapper.to_domain_event(row) for row in desk.ledger.record_.rows.select_events(stream)]


def test_what_figures_rest_on_is_voided_by_two(desk: Desk):
    desk.intake.programmes.declare_programme(
        asks.DeclareProgramme(project="PROG-2784", name="WE-ITA", rules=NO_RULES), a_caller(role="admin")
    )
    head = desk.register()
    fact = fact_of(enrol(desk, head), "FamilyEnrolled")
    asked = void(desk, fact)
    assert [event["type"] for event in asked.events] == ["AmendmentAsked"]
    approval = ApproveAmendment(amendment=UUID(asked.ids["amendment"]))
    with pytest.raises(OwnAmendment):
        desk.intake.amendments.approve_amendment(approval, a_caller(role="coordinator"))
    rita = replace(a_caller(role="coordinator"), actor="rita")
    approved = desk.intake.amendments.approve_amendment(approval, rita)
    assert [event["type"] for event in approved.events] == ["AmendmentApproved", "FactVoided", "FactVoided"]
    assert enrol(desk.another(), head).events, "whose enrolment was voided may be enrolled"


def test_the_reason_stands_in_no_row_in_clear(desk: Desk, family: UUID):
    _, fact = a_goal(desk, family)
    void(desk, fact)
    assert desk.rows("select count(*) from event where data like '%%Svista%%' or envelope like '%%Svista%%'") == [(0,)]


def test_what_a_neighbour_recorded_because_of_a_fact_is_voided_with_it(world: World):
    housing = Housing(world.ledgers["housing"])
    reactor = Reactor(housing.ledger, NEIGHBOURS, ON, housing.internal)
    world.tell(ProgrammeDeclared(project="PROG-2784", name="WE-ITA", fund="FAMI", rules=NO_RULES))
    world.tell(case_opened())
    fact = world.tell(enrolled())
    reactor.take([(service, one) for service, one in world.messages() if one.topic in reactor.types])
    noted = [one.id for one in world.stored("housing") if one.topic == "HouseholdNoted"]
    assert noted
    voided = world.void(fact)
    reactor.take([("intake", voided)])
    stored = world.stored("housing")
    assert [one.topic for one in stored][-1] == "FactVoided"
    assert str(HADDAD) in stored[-1].state.decode()
    assert now() >= stored[-1].recorded_at
