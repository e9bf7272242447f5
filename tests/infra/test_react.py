"""Reactions on the real record: once for each fact, in the order of a key; a refusal is shown until it is settled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

import pytest

from infra.clock import now
from infra.settings import Settings
from services.housing import commands as housing_asks
from services.housing.application import Housing
from services.housing.reactions import NEIGHBOURS as HOUSING_HEARS
from services.housing.reactions import ON as HOUSING_ON
from services.intake.events import ProgrammeDeclared, ProgrammeRules
from services.kernel.amending import FactVoided
from services.kernel.command import Caller
from services.kernel.rules import RuleBroken
from services.register import commands as register_asks
from services.register.application import Register
from services.register.events import Slot
from services.register.reactions import NEIGHBOURS as REGISTER_HEARS
from services.register.reactions import ON as REGISTER_ON
from tests.projections.story import (
    AMAL,
    COURSE,
    HADDAD,
    MARCO,
    ROSSI,
    SAMI,
    case_opened,
    completed,
    consented,
    day,
    enrolled,
    exited,
    joined,
    left,
    withdrawn,
)  # isort: skip  # fmt: skip
from tests.projections.world import World, a_world
from tests.spec import an_id

import infra.hearing  # isort: skip - Faust comes with tests.projections.world
from infra.react import READING, Reactor, caller_for  # isort: skip - Faust comes with tests.projections.world

NO_RULES = ProgrammeRules(case_required=False, agreement_required=False)
MONDAY = Slot(weekday=1, start=time(15), end=time(17))


@pytest.fixture
def world(stack_servers: Settings) -> Iterator[World]:
    with a_world(stack_servers) as made:
        yield made


@pytest.fixture
def housing(world: World) -> Housing:
    return Housing(world.ledgers["housing"])


@pytest.fixture
def register(world: World) -> Register:
    return Register(world.ledgers["register"])


def of_housing(housing: Housing) -> Reactor:
    return Reactor(housing.ledger, HOUSING_HEARS, HOUSING_ON, housing.internal)


def of_register(register: Register) -> Reactor:
    return Reactor(register.ledger, REGISTER_HEARS, REGISTER_ON, register.internal)


def heard(world: World, reactor: Reactor) -> list[tuple[str, Any]]:
    """What a worker would hand over: the neighbours' facts that somebody reacts to."""
    services = set(reactor.codecs)
    return [(service, fact) for service, fact in world.messages() if service in services and fact.topic in reactor.types]


def types(world: World, service: str) -> list[str]:
    return [fact.topic for fact in world.stored(service)]


def coordinator(agency: str = "sds") -> Caller:
    return Caller(actor="carla", role="coordinator", agency=agency, key=str(uuid4()), now=now())


def refusals(world: World, service: str) -> list[tuple[str, str, str | None, bool]]:
    return world.admin(service, "select reaction, rule, household, settled_at is not null from refused_reaction order by 1")


def test_a_fact_delivered_twice_acts_once(world: World, housing: Housing):
    for event in (ProgrammeDeclared(project="PROG-2784", name="WE-ITA", fund="FAMI", rules=NO_RULES), case_opened(), enrolled()):
        world.tell(event)
    for event in (joined(), left(), consented(), withdrawn()):
        world.tell(event)
    reactor = of_housing(housing)
    told = heard(world, reactor)
    reactor.take(told)
    once = world.stored("housing")
    assert {fact.topic for fact in once} == {"RulesNoted", "HouseholdNoted", "MembersNoted", "SharingNoted", "SharingEnded"}
    reactor.take(told)
    reactor.take(told[2:4])
    of_housing(housing).take(told)
    assert world.stored("housing") == once


def test_two_workers_that_react_to_the_same_facts_at_once_act_once(world: World, housing: Housing):
    for n in range(10):
        world.tell(case_opened(an_id(f"family {n}"), an_id(f"head {n}")))
    reactor = of_housing(housing)
    told = heard(world, reactor)
    reactor.take([*told, *told])
    assert len(world.stored("housing")) == 10


def test_facts_of_one_household_are_reacted_to_in_their_order(world: World, housing: Housing):
    world.tell(case_opened())
    world.tell(enrolled())
    for n in range(15):
        world.tell(joined(an_id(f"child {n}"), date(2026, 2, 1)))
        world.tell(left(an_id(f"child {n}"), date(2026, 2, 2)))
    reactor = of_housing(housing)
    reactor.take(heard(world, reactor))
    noted = [fact for fact in world.stored("housing") if fact.topic == "MembersNoted"]
    causes = [replace(fact).envelope for fact in noted]
    order = [str(fact.id) for fact in world.stored("intake")]
    places = [order.index(next(i for i in order if i in cause)) for cause in causes]
    assert len(places) == 30
    assert places == sorted(places)


def test_a_reaction_says_which_fact_caused_it_and_on_whose_behalf(world: World, housing: Housing):
    cause = world.tell(case_opened(), actor="anna")
    reactor = of_housing(housing)
    reactor.take(heard(world, reactor))
    (noted,) = [world.codecs["housing"].decode(fact) for fact in world.stored("housing")]
    assert (noted.causation_id, noted.on_behalf_of, noted.actor_role, noted.agency) == (cause.id, "anna", "system", "sds")
    assert noted.command_id == caller_for(world.codecs["intake"].decode(cause), "housing:NoteHousehold:0").command_id


def test_two_services_that_react_to_one_fact_record_events_of_their_own(world: World, housing: Housing, register: Register):
    """An event id is unique for ever: of two events with one id every read model would keep only the last."""
    world.tell(case_opened())
    for reactor in (of_housing(housing), of_register(register)):
        reactor.take(heard(world, reactor))
    assert types(world, "housing") == types(world, "register") == ["HouseholdNoted"]
    assert world.stored("housing")[0].id != world.stored("register")[0].id
    world.project()
    assert world.rows("select count(*) from audit_trail.entry") == [(3,)]


def hearing(world: World, housing: Housing) -> infra.hearing.Hearing:
    reactor = of_housing(housing)
    return infra.hearing.Hearing(housing.ledger.record_.rows.pool, world.another_reader(["intake"]), reactor.take, reactor.types)


@pytest.mark.parametrize("page", [1, 500])
def test_facts_that_kafka_leaves_out_are_read_from_the_record(world: World, housing: Housing, monkeypatch, page):
    monkeypatch.setattr(infra.hearing, "PAGE", page)
    for event in (case_opened(), enrolled(), joined(), left(), consented()):
        world.tell(event)
    told = world.messages()
    hearing(world, housing).take([told[0], told[-1]])
    once = types(world, "housing")
    assert once == ["HouseholdNoted", "HouseholdNoted", "MembersNoted", "MembersNoted", "SharingNoted"]
    hearing(world, housing).take(told)
    assert types(world, "housing") == once


def test_a_worker_starts_by_hearing_what_was_recorded_since_its_marks_whatever_kafkas_offsets_say(world: World, housing: Housing):
    world.tell(case_opened())
    hearing(world, housing).take(world.messages())
    for event in (enrolled(), case_opened(ROSSI)):
        world.tell(event)
    for _ in range(2):
        hearing(world, housing).catch_up()
    assert sorted(types(world, "housing")) == ["HouseholdNoted", "HouseholdNoted", "HouseholdNoted"]
    marks = dict(world.admin("housing", "select lane, position from reaction_mark where service = 'intake'"))
    assert max(marks.values()) == 3


class NotYet(RuleBroken):
    """The test's own rule: something must come first."""


class Refusing:
    """Housing's handlers; while `ill`, noting a household is refused."""

    def __init__(self, housing: Housing) -> None:
        self.ill = True
        self.handlers = {**housing.internal, housing_asks.NoteHousehold: self.note}
        self._note = housing.households.note_household

    def note(self, ask: housing_asks.NoteHousehold, by: Caller):
        if self.ill and ask.household == HADDAD:
            raise NotYet("household", household=ask.household)
        return self._note(ask, by)


def test_a_refused_reaction_is_recorded_and_shown_and_the_rest_goes_on(world: World, housing: Housing):
    world.tell(case_opened())
    world.tell(case_opened(ROSSI))
    reactor = Reactor(housing.ledger, HOUSING_HEARS, HOUSING_ON, Refusing(housing).handlers)
    reactor.take(heard(world, reactor))
    reactor.take(heard(world, reactor))
    assert refusals(world, "housing") == [("NoteHousehold:0", "NotYet", str(HADDAD), False)]
    assert [fact.originator_id for fact in world.stored("housing")] == [f"known-household/{ROSSI}"]


@pytest.mark.parametrize("restarted", [False, True])
def test_after_the_mend_a_refused_reaction_delivered_again_is_settled(world: World, housing: Housing, restarted):
    world.tell(case_opened())
    refusing = Refusing(housing)
    reactor = Reactor(housing.ledger, HOUSING_HEARS, HOUSING_ON, refusing.handlers)
    reactor.take(heard(world, reactor))
    refusing.ill = False
    if restarted:
        reactor = Reactor(housing.ledger, HOUSING_HEARS, HOUSING_ON, refusing.handlers)
    reactor.take(heard(world, reactor))
    assert refusals(world, "housing") == [("NoteHousehold:0", "NotYet", str(HADDAD), True)]
    assert types(world, "housing") == ["HouseholdNoted"]


def test_after_the_mend_a_refused_reaction_is_tried_again_when_somebody_asks(world: World, housing: Housing):
    world.tell(case_opened())
    refusing = Refusing(housing)
    reactor = Reactor(housing.ledger, HOUSING_HEARS, HOUSING_ON, refusing.handlers)
    reactor.take(heard(world, reactor))
    records, other = world.another_reader(), Reactor(housing.ledger, HOUSING_HEARS, HOUSING_ON, refusing.handlers)
    assert reactor.retry(records) == 0, "nobody has asked"
    ask = "update refused_reaction set retry_asked_at = weita_now()"
    world.admin("housing", ask)
    assert (other.retry(records), other.retry(records)) == (1, 0), "refused again, it waits to be asked again"
    refusing.ill = False
    world.admin("housing", ask)
    assert (other.retry(records), reactor.retry(records)) == (1, 0)
    assert refusals(world, "housing") == [("NoteHousehold:0", "NotYet", str(HADDAD), True)]
    assert types(world, "housing") == ["HouseholdNoted"]


def test_a_fact_that_was_voided_calls_for_nothing_also_when_what_it_called_for_was_refused(world: World, housing: Housing):
    fact = world.tell(case_opened())
    refusing = Refusing(housing)
    reactor = Reactor(housing.ledger, HOUSING_HEARS, HOUSING_ON, refusing.handlers)
    reactor.take(heard(world, reactor))
    world.void(fact)
    reactor.take(heard(world, reactor)[1:])
    assert refusals(world, "housing") == [("NoteHousehold:0", "NotYet", str(HADDAD), True)]
    refusing.ill = False
    world.admin("housing", "update refused_reaction set retry_asked_at = weita_now()")
    assert reactor.retry(world.another_reader()) == 0
    assert types(world, "housing") == []


def test_a_corrected_fact_undoes_nothing_that_came_after_it(world: World, housing: Housing):
    fact = world.tell(enrolled())
    world.tell(joined())
    given = world.tell(consented())
    world.tell(withdrawn())
    reactor = of_housing(housing)
    reactor.take(heard(world, reactor))
    before = types(world, "housing")
    for stored, again in ((fact, enrolled()), (given, consented())):
        said = {"corrects_event_id": stored.id, "fact_type": stored.topic, "of_stream": again.stream_id, "of_key": str(HADDAD)}
        world.tell_all([FactVoided(**said, household=HADDAD, ground="wrong-entry", restated=True)], of="intake")
        world.tell(again, corrects=stored.id, corrects_position=stored.position)
    reactor.take(heard(world, reactor))
    assert types(world, "housing") == before
    assert "SharingEnded" in before


def test_a_fact_that_cannot_be_read_is_shown_stops_no_other_and_is_settled_after_the_mend(world: World, housing: Housing):
    world.tell(case_opened())
    world.tell(case_opened(ROSSI))
    ((whole,),) = world.admin("intake", "select data from event where position = 1")
    world.admin("intake", "update event set data = '{\"household\": 7}' where position = 1")
    reactor = of_housing(housing)
    reactor.take(heard(world, reactor))
    assert refusals(world, "housing") == [(READING, "ValidationError", str(HADDAD), False)]
    assert types(world, "housing") == ["HouseholdNoted"]
    world.admin("intake", "update event set data = %s where position = 1", whole)
    reactor.take(heard(world, reactor))
    assert refusals(world, "housing") == [(READING, "ValidationError", str(HADDAD), True)]
    assert types(world, "housing") == ["HouseholdNoted", "HouseholdNoted"]


def lives_in(world: World, housing: Housing, household: UUID = HADDAD) -> UUID:
    """The household lives in a unit of its own since February; gives the unit."""
    dwelling = housing.dwellings.add_dwelling(housing_asks.AddDwelling(name="Casa Blu"), coordinator()).ids["dwelling"]
    unit = housing.dwellings.add_unit(housing_asks.AddUnit(dwelling=UUID(dwelling), label="1", capacity=6), coordinator()).ids[
        "unit"
    ]
    ask = housing_asks.AssignUnit(unit=UUID(unit), household=household, starts=date(2026, 2, 1), planned_end=date(2026, 12, 1))
    housing.assignments.assign_unit(ask, coordinator())
    return UUID(unit)


def test_a_family_that_exits_leaves_its_unit_which_is_free_again(world: World, housing: Housing):
    for event in (ProgrammeDeclared(project="PROG-2784", name="WE-ITA", fund="FAMI", rules=NO_RULES), case_opened(), enrolled()):
        world.tell(event)
    reactor = of_housing(housing)
    reactor.take(heard(world, reactor))
    unit = lives_in(world, housing)
    world.tell(exited())
    reactor.take(heard(world, reactor))
    reactor.take(heard(world, reactor))
    assert types(world, "housing")[-3:] == ["ExitNoted", "UnitReleased", "UnitFreed"]
    assert types(world, "housing").count("UnitReleased") == 1
    released = world.codecs["housing"].decode(world.stored("housing")[-2]).event
    assert (released.unit, released.released, released.reason) == (unit, date(2026, 5, 20), "family-exited")
    assert released.destination == "own-home"


def test_a_family_that_exits_ends_its_open_matches(world: World, register: Register):
    world.tell(case_opened())
    world.tell(enrolled())
    reactor = of_register(register)
    reactor.take(heard(world, reactor))
    by = coordinator
    start, until = date(2026, 2, 1), date(2026, 12, 31)
    january = day("2026-01-05")
    register.volunteers.apply_as_volunteer(register_asks.ApplyAsVolunteer(person=MARCO, occurred_at=january), by())
    checks = {"outcome": "positive", "identity_seen": True, "identity_complete": True, "adult": True}
    register.volunteers.vet_volunteer(register_asks.VetVolunteer(person=MARCO, occurred_at=january, **checks), by())
    register.registrations.register_volunteer(register_asks.RegisterVolunteer(person=MARCO, section="regular", start=start), by())
    covered = {"insurer": "Mutua", "policy": "P-1", "risks": ("accident", "illness", "liability")}
    register.covers.start_cover(register_asks.StartCover(person=MARCO, start=start, until=until, **covered), by())
    register.volunteers.declare_skill(register_asks.DeclareSkill(person=MARCO, skill="italian"), by())
    register.volunteers.set_availability(register_asks.SetAvailability(person=MARCO, slots=(MONDAY,)), by())
    ask = register_asks.PublishNeed(household=HADDAD, skill="italian", start=start, until=until)
    need = UUID(register.needs.publish_need(ask, by()).ids["need"])
    ask = register_asks.ProposeMatch(household=HADDAD, need=need, person=MARCO, shifts=(MONDAY,))
    match = UUID(register.matching.propose_match(ask, by()).ids["match"])
    register.matching.confirm_match(register_asks.ConfirmMatch(household=HADDAD, match=match), replace(by(), actor="another"))
    world.tell(exited())
    reactor.take(heard(world, reactor))
    reactor.take(heard(world, reactor))
    assert types(world, "register")[-3:] == ["HouseholdExitNoted", "MatchEnded", "ShiftsReleased"]
    ended = world.codecs["register"].decode(world.stored("register")[-2]).event
    assert (ended.match, ended.reason, ended.ended_on) == (match, "family-exited", date(2026, 5, 20))
    assert refusals(world, "register") == []


def test_a_completed_course_is_noted_on_the_volunteer_of_the_same_person_and_on_nobody_else(world: World, register: Register):
    register.volunteers.apply_as_volunteer(register_asks.ApplyAsVolunteer(person=AMAL), coordinator())
    world.tell(completed(AMAL))
    world.tell(completed(SAMI))
    reactor = of_register(register)
    reactor.take(heard(world, reactor))
    reactor.take(heard(world, reactor))
    noted = [world.codecs["register"].decode(fact).event for fact in world.stored("register") if fact.topic == "CourseNoted"]
    assert [(course.person, course.course) for course in noted] == [(AMAL, COURSE)]
    assert refusals(world, "register") == []
