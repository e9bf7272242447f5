"""What is voided leaves no stay half there: no unit held twice or by nobody, no household in two, no promise signed anew."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import reduce
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.housing import commands as asks
from services.housing.application import Housing
from services.housing.domain import dwelling, stay, vacancy, waiting_list
from services.housing.domain.amending import POLICY
from services.housing.events import (
    AgreementDrafted,
    AssignmentExtended,
    CommitmentEnded,
    CommitmentMade,
    DwellingAdded,
    HouseholdNoted,
    UnitAdded,
    UnitAssigned,
    UnitReleased,
)
from services.housing.reactions import ON
from services.kernel.amending import ApproveAmendment, BuiltUpon, CorrectFact, FactVoided, VoidFact, amended
from services.kernel.command import OF_REACTIONS
from services.kernel.evidence import Evidence
from services.kernel.rules import RuleBroken
from tests.housing.story import (
    AMAL,
    FLAT,
    HADDAD,
    HOUSE,
    NO_RULES,
    NOUR,
    OFFER,
    OPENED,
    PROPOSED,
    PUBLISHED,
    ROSSI,
    SAMI,
    accepted,
    applied,
    listed,
    ranked,
)
from tests.housing.test_occupancy_machine import certain
from tests.memory import NOW, Book, somebody
from tests.spec import an_id, recorded

LOFT, MARIO, BABY = an_id("loft"), an_id("mario"), an_id("baby")
MEMBERS = {HADDAD: (AMAL, SAMI, NOUR), ROSSI: (MARIO, an_id("rosa"))}
DAY_ONE = NOW.date()
PAPER = (Evidence(sha256="a" * 64, kind="declaration"),)


def known(household: object, *, agency: str = "sds") -> HouseholdNoted:
    members = MEMBERS[household]
    return HouseholdNoted(
        household=household, project="PROG-2784", agency=agency, head=members[0], members=members, adults=members, case_open=True
    )  # fmt: skip


class Office:
    """Housing over a ledger in memory: one flat, one shared loft, two families, and people who void what was recorded."""

    def __init__(self) -> None:
        self.book, self.today = Book("housing"), DAY_ONE
        self.housing = Housing(self.book)
        self.book.tell(
            NO_RULES.model_copy(update={"project": "PROG-2784", "stay_cap_months": 36}), known(HADDAD), known(ROSSI),
            DwellingAdded(dwelling=HOUSE, name="Casa", municipality="Grosseto", shared=True, agency="sds"),
            UnitAdded(unit=FLAT, dwelling=HOUSE, label="1", kind="room", capacity=4, shared=False),
            UnitAdded(unit=LOFT, dwelling=HOUSE, label="2", kind="room", capacity=5, shared=True),
        )  # fmt: skip

    def by(self, role="coordinator", **more):
        return somebody(role, at=datetime.combine(self.today, time(9), NOW.tzinfo), **more)

    def assign(self, household=HADDAD, unit=FLAT, starts=DAY_ONE, days=60, proposal=None):
        ask = asks.AssignUnit(
            unit=unit, household=household, starts=starts, planned_end=starts + timedelta(days=days), proposal=proposal
        )
        return an_id_of(self.housing.assignments.assign_unit(ask, self.by()), "assignment")

    def extend(self, assignment, household=HADDAD, until=DAY_ONE + timedelta(days=90)):
        ask = asks.ExtendAssignment(household=household, assignment=assignment, planned_end=until, evidence=PAPER)
        self.housing.assignments.extend_assignment(ask, self.by())

    def move(self, assignment, household=HADDAD, unit=LOFT, moved=DAY_ONE):
        ask = asks.MoveHousehold(household=household, assignment=assignment, unit=unit, moved=moved)
        self.housing.assignments.move_household(ask, self.by())

    def release(self, assignment, household=HADDAD, released=DAY_ONE):
        ask = asks.ReleaseUnit(household=household, assignment=assignment, released=released, reason="other")
        self.housing.assignments.release_unit(ask, self.by())

    def recount(self, household=HADDAD, on=DAY_ONE, **who):
        """Somebody joins or leaves by a fact of intake; its id is given back."""
        cause = uuid4()
        by = replace(self.by("system"), key=f"{OF_REACTIONS}{cause}:housing:RecountStay:0")
        self.housing.assignments.recount_stay(asks.RecountStay(household=household, on=on, **who), by)
        return cause

    def never_was(self, cause, household=HADDAD):
        """Intake voids what it told: a member who joined, or left."""
        voided = FactVoided(
            corrects_event_id=cause, fact_type="MemberAdded", of_stream="", of_key="", household=household, ground="never-happened"
        )  # fmt: skip
        for ask in ON[FactVoided](recorded(voided)):
            self.housing.internal[type(ask)](ask, self.by("system"))

    def void(self, fact):
        """Asked by one, approved by another where two are needed."""
        receipt = self.housing.amendments.void_fact(VoidFact(fact=fact.id, ground="wrong-entry"), self.by())
        if "amendment" in receipt.ids:
            self.housing.amendments.approve_amendment(
                ApproveAmendment(amendment=an_id_of(receipt, "amendment")), self.by(name="rita")
            )

    def home_of(self, household):
        return next((one.fact.assignment for one in self.stays(household).open), None)

    def last(self, kind):
        return self.book.told(kind)[-1]

    def state(self, stream, evolve, initial):
        return reduce(evolve, amended(self.book.book.stream(stream)), initial)

    def occupancy(self, unit):
        return self.state(f"occupancy/{unit}", dwelling.evolve_occupancy, dwelling.Occupancy())

    def stays(self, household):
        return self.state(f"stay/{household}", stay.evolve, stay.Stays())

    def list(self):
        return self.state("waiting-list/sds:PROG-2784", waiting_list.evolve, waiting_list.WaitingList())


def an_id_of(receipt, name):
    return UUID(receipt.ids[name])


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_release_stands_once_the_family_lives_elsewhere(office: Office):
    office.release(office.assign())
    office.assign(unit=LOFT)
    with pytest.raises(BuiltUpon):
        office.void(office.last(UnitReleased))


def test_a_release_stands_once_somebody_else_has_moved_in(office: Office):
    office.release(office.assign())
    office.assign(ROSSI)
    with pytest.raises(BuiltUpon):
        office.void(office.last(UnitReleased))


def test_a_voided_release_leaves_the_family_where_it_was(office: Office):
    home = office.assign()
    office.release(home)
    office.void(office.last(UnitReleased))
    assert office.stays(HADDAD).assigned[home].stay.released is None
    assert office.occupancy(FLAT).stays[home].released is None


@pytest.mark.parametrize("later", ["extend", "move", "joins"])
def test_an_assignment_stands_once_the_stay_has_gone_on(office: Office, later: str):
    home = office.assign()
    {"extend": office.extend, "move": office.move, "joins": lambda _: office.recount(joined=(BABY,))}[later](home)
    with pytest.raises(BuiltUpon):
        office.void(office.last(UnitAssigned))


def test_an_assignment_without_a_unit_stands_once_the_family_has_moved_into_one(office: Office):
    importing = office.by("importer", imports=True)
    ask = asks.AssignUnit(household=HADDAD, starts=DAY_ONE, planned_end=DAY_ONE + timedelta(days=60))
    home = an_id_of(office.housing.assignments.assign_unit(ask, importing), "assignment")
    office.move(home)
    with pytest.raises(BuiltUpon):
        office.void(office.last(UnitAssigned))


def test_a_voided_assignment_puts_the_family_back_on_the_list_it_came_from(office: Office):
    office.book.tell(PUBLISHED, applied(), ranked(), listed(ranked()), OPENED)
    office.book.tell(PROPOSED.model_copy(update={"list_agency": "sds", "ranking": an_id("ranking"), "place": 1}), accepted())
    office.assign(proposal=OFFER)
    assert HADDAD not in office.list().applications
    office.void(office.last(UnitAssigned))
    assert HADDAD in office.list().applications
    assert office.list().ranking.place_of(HADDAD) == 1
    kept = office.state(f"vacancy/{FLAT}", vacancy.evolve, vacancy.Vacancy())
    assert kept.open
    assert kept.offer.accepted
    assert office.occupancy(FLAT).stays == {}


def test_a_withdrawal_stands_once_the_family_has_applied_again_or_places_were_changed(office: Office):
    office.book.tell(PUBLISHED, applied(), applied(ROSSI, MARIO), ranked(), ranked(ROSSI, MARIO, 2), listed(1, 2))
    office.housing.waiting_lists.withdraw_application(
        asks.WithdrawApplication(household=HADDAD, application=applied().application, because="own-choice"), office.by()
    )
    withdrawn = office.book.book.facts[-1]
    office.housing.waiting_lists.apply_for_housing(
        asks.ApplyForHousing(household=HADDAD, applied=DAY_ONE, situation=applied().situation), office.by()
    )
    with pytest.raises(BuiltUpon):
        office.void(withdrawn)


def test_an_extension_stands_once_somebody_has_joined(office: Office):
    home = office.assign()
    office.extend(home)
    office.recount(joined=(BABY,))
    with pytest.raises(BuiltUpon):
        office.void(office.last(AssignmentExtended))


def test_who_never_joined_is_counted_no_more_whatever_came_after(office: Office):
    home = office.assign()
    first = office.recount(joined=(BABY,))
    office.extend(home)
    office.never_was(first)
    assert office.occupancy(FLAT).stays[home].people_on(DAY_ONE) == 3


def test_a_release_stands_once_the_unit_is_offered_to_others_or_under_repair(office: Office):
    office.housing.vacancies.open_vacancy(asks.OpenVacancy(unit=FLAT, opens=DAY_ONE), office.by())
    office.release(office.assign())
    office.void(office.last(UnitReleased))
    office.release(office.home_of(HADDAD))
    office.housing.vacancies.open_vacancy(asks.OpenVacancy(unit=FLAT, opens=DAY_ONE), office.by())
    with pytest.raises(BuiltUpon):
        office.void(office.last(UnitReleased))
    ask = asks.TakeUnitOutOfService(unit=FLAT, since=DAY_ONE, reason="maintenance")
    office.housing.dwellings.take_unit_out_of_service(ask, office.by())
    with pytest.raises(BuiltUpon):
        office.void(office.last(UnitReleased))


def test_what_was_signed_never_becomes_another_text(office: Office):
    ask = asks.DraftAgreement(household=HADDAD, unit=FLAT, version="1", rules="Silenzio dalle 22.")
    agreement = an_id_of(office.housing.agreements.draft_agreement(ask, office.by()), "agreement")

    def correct(rules):
        fact = office.book.told(AgreementDrafted)[-1].id
        ask = CorrectFact(fact=fact, ground="wrong-entry", corrected={"rules": rules})
        office.housing.amendments.correct_fact(ask, office.by())

    correct("Silenzio dalle 23.")
    sign = asks.SignAgreement(household=HADDAD, agreement=agreement, person=AMAL, signed=DAY_ONE)
    office.housing.agreements.sign_agreement(sign, office.by())
    with pytest.raises(RuleBroken):
        correct("Silenzio dalle 20.")


def test_a_promise_that_ended_stays_so_once_it_is_made_again():
    (rest,) = POLICY[CommitmentEnded].rests
    assert rest.types == (CommitmentMade,)


class Voiding(RuleBasedStateMachine):
    """Coordinators record and void, in any order and on any day."""

    @initialize()
    def begin(self):
        self.office, self.causes = Office(), []

    DAYS = some.integers(0, 12).map(lambda n: DAY_ONE + timedelta(days=n))
    WHO = some.sampled_from((HADDAD, ROSSI))
    UNITS = some.sampled_from((FLAT, LOFT))

    def tried(self, act, *arguments, **more):
        try:
            return act(*arguments, **more)
        except RuleBroken:
            return None

    @rule(days=some.integers(1, 5))
    def time_passes(self, days):
        self.office.today += timedelta(days=days)

    @rule(who=WHO, unit=UNITS, starts=DAYS, days=some.integers(1, 10))
    def assign(self, who, unit, starts, days):
        self.tried(self.office.assign, who, unit, starts, days)

    @rule(who=WHO, until=DAYS)
    def extend(self, who, until):
        if home := self.office.home_of(who):
            self.tried(self.office.extend, home, who, until)

    @rule(who=WHO, unit=UNITS, moved=DAYS)
    def move(self, who, unit, moved):
        if home := self.office.home_of(who):
            self.tried(self.office.move, home, who, unit, moved)

    @rule(who=WHO, released=DAYS)
    def release(self, who, released):
        if home := self.office.home_of(who):
            self.tried(self.office.release, home, who, released)

    @rule(who=WHO, on=DAYS, joins=some.booleans())
    def recount(self, who, on, joins):
        if cause := self.tried(self.office.recount, who, on, **{"joined" if joins else "left": (an_id(f"child of {who}"),)}):
            self.causes.append((who, cause))

    @rule(data=some.data())
    def void(self, data):
        facts = [fact for kind in (UnitAssigned, AssignmentExtended, UnitReleased) for fact in self.office.book.told(kind)]
        if facts:
            self.tried(self.office.void, data.draw(some.sampled_from(facts)))

    @rule(data=some.data())
    def never_was(self, data):
        if self.causes:
            who, cause = data.draw(some.sampled_from(self.causes))
            self.tried(self.office.never_was, cause, who)

    @invariant()
    def the_units_and_the_households_tell_the_same_story(self):
        held = {unit: dict(self.office.occupancy(unit).stays) for unit in (FLAT, LOFT)}
        for who in MEMBERS:
            for name, one in self.office.stays(who).assigned.items():
                told = held[one.unit].pop(name)
                assert (told.starts, told.planned_end, told.released) == (one.since, one.stay.planned_end, one.stay.released)
                if one.stay.released is None:
                    days = [one.since + timedelta(days=n) for n in range(15)]
                    assert [told.people_on(day) for day in days] == [one.people_on(day) for day in days]
        assert all(one.released for unit in held.values() for one in unit.values())

    @invariant()
    def nobody_is_there_who_has_no_place_and_nobody_holds_two(self):
        for n in range(25):
            day, homes = DAY_ONE + timedelta(days=n), []
            for unit, capacity in ((FLAT, 4), (LOFT, 5)):
                occupancy = self.office.occupancy(unit)
                inside = [
                    one for one in (*occupancy.stays.values(), *occupancy.before)
                    if certain(one).contains(day) and not dwelling.is_empty(certain(one))
                ]  # fmt: skip
                homes += [one.household for one in inside]
                assert sum(one.people_on(day) for one in inside) <= capacity
                assert unit == LOFT or len(inside) <= 1
            assert len(homes) == len(set(homes))


Voiding.TestCase.settings = settings(max_examples=80, stateful_step_count=20, deadline=None)
test_a_household_has_one_home_and_a_unit_no_ghosts = Voiding.TestCase
