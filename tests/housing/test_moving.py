"""During a stay: it is extended on evidence, goes on in another unit, and people join and leave."""

from dataclasses import replace
from datetime import date

from services.housing.commands import ExtendAssignment, MoveHousehold, RecountStay
from services.housing.domain.agreement import AgreementNotSigned, Agreements
from services.housing.domain.agreement import evolve as evolve_agreements
from services.housing.domain.assignment import Circumstances, HouseholdAlreadyHoused, StayTooLong
from services.housing.domain.dwelling import Occupancy, Stay, Unit, UnitFull, UnitNotInService, UnitOccupied, UnknownUnit
from services.housing.domain.household import Household, UnknownProgramme
from services.housing.domain.household import evolve as evolve_household
from services.housing.domain.moving import AlreadyThere, ExtensionNotLater, extend, move, recount
from services.housing.domain.stay import AlreadyReleased, ReleasedBeforeStart, Stays, UnknownAssignment, evolve
from services.housing.domain.vacancy import UnitIsProposed, Vacancy
from services.housing.domain.vacancy import evolve as evolve_vacancy
from services.housing.events import (
    AssignmentExtended,
    HouseholdMoved,
    OccupantJoined,
    OccupantLeft,
    UnitFreed,
    UnitTaken,
    VacancyClosed,
)
from services.kernel.evidence import Evidence
from services.kernel.rules import InTheFuture
from services.kernel.time import Period
from tests.housing.story import (
    AMAL,
    DECISION,
    DRAFTED,
    END,
    EVERYONE,
    FLAT,
    HADDAD,
    HOUSE,
    KNOWN,
    NOUR,
    OPENED,
    PROPOSED,
    ROSSI,
    RULES,
    SAMI,
    START,
    STAY,
    VACANCY,
    assigned,
    released,
    signed,
)
from tests.spec import an_id, given

TODAY, DAY = date(2027, 2, 1), date(2027, 1, 1)
LOFT, BABY = an_id("loft"), an_id("baby")
PAPER = Evidence(sha256="a" * 64, kind="declaration")
FOUR_PLACES, NOBODY = Unit(HOUSE, 4), Occupancy()
WORLD = Circumstances(
    household=given(evolve_household, Household(), KNOWN).state, rules=RULES, today=TODAY, decision=DECISION,
    agreements=given(evolve_agreements, Agreements(), DRAFTED, signed(AMAL), signed(SAMI)).state, unit=FOUR_PLACES,
)  # fmt: skip


def rossi(starts, planned_end=date(2029, 1, 1), people=2):
    return Occupancy({an_id("rossi's"): Stay(ROSSI, people, starts, planned_end)})


def taken(people=3, starts=START, planned_end=END, unit=FLAT):
    return UnitTaken(unit=unit, assignment=STAY, household=HADDAD, people=people, starts=starts, planned_end=planned_end)


def extended(planned_end=date(2028, 6, 1), before=END, unit=FLAT):
    return AssignmentExtended(
        assignment=STAY, unit=unit, household=HADDAD, members=EVERYONE, planned_end=planned_end, before=before, evidence=(PAPER,)
    )


def extending(*facts, planned_end=date(2028, 6, 1), **world):
    ask = ExtendAssignment(household=HADDAD, assignment=STAY, planned_end=planned_end, evidence=(PAPER,))
    return given(evolve, Stays(), *facts).when(extend, ask, replace(WORLD, **world))


def test_a_stay_is_extended_on_evidence():
    extending(assigned()).then(extended(), taken(planned_end=date(2028, 6, 1)))


def test_a_stay_may_be_extended_to_the_cap_of_the_programme_and_no_further():
    cap = date(2029, 6, 1)
    extending(assigned(), planned_end=cap).then(extended(cap), taken(planned_end=cap))
    extending(assigned(), planned_end=date(2029, 6, 2)).refuses(StayTooLong, longest=cap)


def test_earlier_stays_count_towards_the_cap():
    before = assigned(name=an_id("before"), starts=date(2025, 1, 1), planned_end=None)
    left = released(date(2026, 1, 1), name=an_id("before"))
    extending(before, left, assigned(), planned_end=date(2028, 6, 1)).then(extended(), taken(planned_end=date(2028, 6, 1)))
    extending(before, left, assigned(), planned_end=date(2028, 6, 2)).refuses(StayTooLong, longest=date(2028, 6, 1))


def test_a_stay_may_be_extended_again():
    again = extended(date(2029, 1, 1), before=date(2028, 6, 1))
    extending(assigned(), extended(), planned_end=date(2029, 1, 1)).then(again, taken(planned_end=date(2029, 1, 1)))


def test_an_extension_ends_later_than_before():
    extending(assigned(), planned_end=END).refuses(ExtensionNotLater, before=END)
    extending(assigned(planned_end=None)).refuses(ExtensionNotLater, before=None)


def test_an_extension_does_not_reach_into_the_stay_of_the_next_household():
    extending(assigned(), occupancy=rossi(date(2028, 1, 1))).refuses(UnitOccupied)
    extending(assigned(), occupancy=rossi(date(2028, 6, 1))).then(extended(), taken(planned_end=date(2028, 6, 1)))


def test_a_stay_is_not_extended_into_another_home_of_the_same_household():
    elsewhere = assigned(unit=LOFT, starts=END, planned_end=date(2027, 9, 1), name=an_id("next"))
    extending(assigned(), elsewhere).refuses(HouseholdAlreadyHoused, assignment=an_id("next"))


def test_an_extension_closes_the_vacancy_that_was_to_follow():
    vacant = given(evolve_vacancy, Vacancy(), OPENED.model_copy(update={"opens": END})).state
    closing = VacancyClosed(vacancy=VACANCY, unit=FLAT, because="assigned")
    extending(assigned(), vacancy=vacant).then(extended(), taken(planned_end=date(2028, 6, 1)), closing)
    later = given(evolve_vacancy, Vacancy(), OPENED.model_copy(update={"opens": date(2028, 6, 1)})).state
    extending(assigned(), vacancy=later).then(extended(), taken(planned_end=date(2028, 6, 1)))


def test_a_stay_is_not_extended_where_the_unit_is_proposed_to_another_household():
    promised = PROPOSED.model_copy(update={"household": ROSSI, "until": TODAY})
    extending(assigned(), vacancy=given(evolve_vacancy, Vacancy(), OPENED, promised).state).refuses(UnitIsProposed)


def test_what_was_released_or_never_assigned_is_not_extended():
    extending().refuses(UnknownAssignment)
    extending(assigned(), released(DAY)).refuses(AlreadyReleased)


def test_rules_that_are_not_known_extend_nothing():
    extending(assigned(), rules=None).refuses(UnknownProgramme)


def test_a_stay_whose_unit_is_not_stated_is_extended_too():
    extending(assigned(unit=None)).then(extended(unit=None))


def moving(*facts, unit=LOFT, on=DAY, place=FOUR_PLACES, **world):
    ask = MoveHousehold(household=HADDAD, assignment=STAY, unit=unit, moved=on)
    return given(evolve, Stays(), *facts).when(move, ask, replace(WORLD, unit=place, **world))


def moved(on=DAY, source=FLAT, unit=LOFT):
    return HouseholdMoved(assignment=STAY, household=HADDAD, members=EVERYONE, from_unit=source, unit=unit, moved=on)


def freed(on=DAY, unit=FLAT):
    return UnitFreed(unit=unit, assignment=STAY, household=HADDAD, released=on)


def test_a_household_moves_to_another_unit_in_one_decision():
    moving(assigned()).then(moved(), freed(), taken(starts=DAY, unit=LOFT))


def test_a_move_does_not_begin_the_months_anew():
    stays = given(evolve, Stays(), assigned(), moved()).state
    assert (stays.days(TODAY), stays.assigned[STAY].stay.starts) == (365, START)
    extending(assigned(), moved(), planned_end=date(2029, 6, 2)).refuses(StayTooLong)


def test_a_household_moves_back():
    back = date(2027, 1, 15)
    moving(assigned(), moved(), unit=FLAT, on=back).then(moved(back, LOFT, FLAT), freed(back, LOFT), taken(starts=back))


def test_a_household_moves_out_of_a_unit_that_was_not_stated():
    moving(assigned(unit=None)).then(moved(source=None), taken(starts=DAY, unit=LOFT))


def test_a_household_does_not_move_to_where_it_is():
    moving(assigned(), unit=FLAT).refuses(AlreadyThere)


def test_a_household_does_not_move_before_it_came():
    moving(assigned(), on=date(2026, 5, 31)).refuses(ReleasedBeforeStart, field="moved")
    moving(assigned(), moved(), unit=FLAT, on=date(2026, 12, 31)).refuses(ReleasedBeforeStart, starts=DAY)
    moving(assigned(), on=date(2027, 2, 2)).refuses(InTheFuture, field="moved")


def test_a_household_moves_where_there_is_room():
    moving(assigned(), occupancy=rossi(START)).refuses(UnitOccupied)
    moving(assigned(), place=Unit(HOUSE, 2)).refuses(UnitFull, people=3)
    moving(assigned(), place=Unit(HOUSE, 4, out=(Period(DAY),))).refuses(UnitNotInService)
    moving(assigned(), place=Unit()).refuses(UnknownUnit)


def test_a_household_signs_before_it_moves():
    moving(assigned(), agreements=Agreements()).refuses(AgreementNotSigned)


def test_a_move_closes_the_vacancy_of_the_new_unit():
    vacant = given(evolve_vacancy, Vacancy(), OPENED.model_copy(update={"unit": LOFT})).state
    moving(assigned(), vacancy=vacant).then(
        moved(), freed(), taken(starts=DAY, unit=LOFT), VacancyClosed(vacancy=VACANCY, unit=LOFT, because="assigned")
    )


def test_a_household_does_not_move_into_what_is_proposed_to_another():
    promised = PROPOSED.model_copy(update={"household": ROSSI, "until": TODAY})
    moving(assigned(), vacancy=given(evolve_vacancy, Vacancy(), OPENED, promised).state).refuses(UnitIsProposed)


def test_who_has_left_does_not_move():
    moving(assigned(), released(DAY)).refuses(AlreadyReleased)


def counting(*facts, joined=(), left=(), on=DAY, unit=FOUR_PLACES, occupancy=NOBODY):
    ask = RecountStay(household=HADDAD, joined=joined, left=left, on=on)
    return given(evolve, Stays(), *facts).when(recount, ask, {FLAT: (unit, occupancy), LOFT: (unit, occupancy)}, TODAY)


def joined(person=BABY, on=DAY, unit=FLAT):
    return OccupantJoined(assignment=STAY, unit=unit, household=HADDAD, person=person, joined_on=on)


def left(person=SAMI, on=DAY, unit=FLAT):
    return OccupantLeft(assignment=STAY, unit=unit, household=HADDAD, person=person, left_on=on)


def test_who_joins_the_household_lives_with_it():
    counting(assigned(), joined=(BABY,)).then(joined(), taken(4, DAY))


def test_who_leaves_the_household_lives_with_it_no_longer():
    counting(assigned(), left=(SAMI,)).then(left(), taken(2, DAY))


def test_a_household_that_is_not_housed_is_not_counted():
    counting(joined=(BABY,)).then()
    counting(assigned(), released(DAY), joined=(BABY,), left=(SAMI,)).then()


def test_who_lives_there_already_does_not_join_and_who_does_not_does_not_leave():
    three = Stay(HADDAD, 3, START, END)
    counting(assigned(), joined=(SAMI,), left=(BABY,), occupancy=Occupancy({STAY: three})).then()
    counting(assigned(), left(), left=(SAMI,), occupancy=Occupancy({STAY: three.counted(DAY, 2)})).then()


def test_a_unit_that_was_told_of_more_than_live_there_is_told_again():
    four = Stay(HADDAD, 3, START, END).counted(DAY, 4)
    counting(assigned(), on=date.min, occupancy=Occupancy({STAY: four})).then(taken(3, START), taken(3, DAY))


def test_who_joined_before_the_household_moved_in_lives_there_from_then_on():
    counting(assigned(), joined=(BABY,), on=date(2026, 1, 1)).then(joined(on=START), taken(4, START))


def test_a_unit_that_is_full_takes_nobody_more():
    counting(assigned(), joined=(BABY,), unit=Unit(HOUSE, 3)).refuses(UnitFull, people=4, capacity=3)
    shared = Unit(HOUSE, 5, shared=True)
    counting(assigned(), joined=(BABY,), unit=shared, occupancy=rossi(START)).refuses(UnitOccupied)
    counting(assigned(), joined=(BABY,), unit=shared, occupancy=rossi(START, people=1)).then(joined(), taken(4, DAY))


def test_who_leaves_makes_room_for_who_joins():
    counting(assigned(), left(), joined=(BABY,), unit=Unit(HOUSE, 3)).then(joined(), taken(3, DAY))


def test_who_came_later_is_counted_from_the_later_day():
    later = date(2027, 1, 20)
    counting(assigned(), joined(on=later), left=(SAMI,)).then(left(), taken(2, DAY), taken(3, later))


def test_who_left_may_come_back():
    back = date(2027, 1, 20)
    counting(assigned(), left(), joined=(SAMI,), on=back).then(joined(SAMI, back), taken(3, back))


def test_where_the_unit_is_not_stated_only_the_household_is_told():
    counting(assigned(unit=None), joined=(BABY,), left=(SAMI,)).then(joined(unit=None), left(unit=None))


def test_who_has_moved_is_counted_where_it_lives_now():
    counting(assigned(), moved(), joined=(BABY,), on=START).then(joined(on=DAY, unit=LOFT), taken(4, DAY, unit=LOFT))


def test_those_who_live_there_at_the_end_are_released():
    stays = given(evolve, Stays(), assigned(members=(AMAL, SAMI)), left(), joined(NOUR)).state
    assert stays.assigned[STAY].members == (AMAL, NOUR)
