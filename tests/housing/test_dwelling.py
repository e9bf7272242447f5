"""A unit is never held by two households on one day, unless it is shared and has room."""

from datetime import date

import pytest

from services.housing.commands import AddDwelling, AddUnit, ReturnUnit, TakeUnitOutOfService
from services.housing.domain.dwelling import (
    Dwelling,
    DwellingAlreadyAdded,
    DwellingIsOneUnit,
    DwellingOfAnotherAgency,
    Occupancy,
    ReturnedTooEarly,
    Stay,
    Unit,
    UnitAlreadyAdded,
    UnitFull,
    UnitIsInService,
    UnitNotInService,
    UnitOccupied,
    UnknownDwelling,
    add_dwelling,
    add_unit,
    evolve_dwelling,
    evolve_occupancy,
    evolve_unit,
    return_unit,
    take_out_of_service,
    without_room,
)
from services.housing.events import DwellingAdded, UnitAdded, UnitFreed, UnitListed, UnitOutOfService, UnitReturned, UnitTaken
from services.kernel.rules import InTheFuture
from services.kernel.time import Period
from tests.housing.story import FLAT, HADDAD, HOUSE, ROSSI, TODAY
from tests.spec import an_id, given

FLAT_ADDED = UnitAdded(unit=FLAT, dwelling=HOUSE, label="A", capacity=4)
LISTED = UnitListed(dwelling=HOUSE, unit=FLAT)
HOUSE_ADDED = DwellingAdded(dwelling=HOUSE, name="Casa Giglio", agency="coop")
ADD_FLAT = AddUnit(dwelling=HOUSE, label="A", capacity=4)
OURS = Dwelling(frozenset({"coop", "sds"}))


def taken(by=ROSSI, people=2, starts=date(2026, 4, 1), planned_end=date(2027, 3, 31), name="rossi's stay"):
    return UnitTaken(unit=FLAT, assignment=an_id(name), household=by, people=people, starts=starts, planned_end=planned_end)


def freed(day, by=ROSSI, name="rossi's stay"):
    return UnitFreed(unit=FLAT, assignment=an_id(name), household=by, released=day)


FOUR_PLACES = Unit(HOUSE, 4)
SHARED = Unit(HOUSE, 4, shared=True)


def room(*facts, unit=FOUR_PLACES, people=3, start=date(2027, 3, 1), end=date(2027, 9, 1), today=TODAY):
    def decide(occupancy):
        return without_room(unit, occupancy, FLAT, Stay(HADDAD, people, start), Period(start, end), today)

    return given(evolve_occupancy, Occupancy(), *facts).when(decide)


def test_a_dwelling_is_operated_by_the_agency_that_adds_it():
    given(evolve_dwelling, Dwelling()).when(add_dwelling, HOUSE, AddDwelling(name="Casa Giglio"), "coop").then(HOUSE_ADDED)


def test_a_dwelling_may_be_added_for_the_agency_that_operates_it():
    ask = AddDwelling(name="Casa Giglio", agency="coop")
    given(evolve_dwelling, Dwelling()).when(add_dwelling, HOUSE, ask, "sds").then(HOUSE_ADDED)


def test_a_dwelling_is_added_once():
    given(evolve_dwelling, Dwelling(), HOUSE_ADDED).when(add_dwelling, HOUSE, AddDwelling(name="x"), "coop").refuses(
        DwellingAlreadyAdded
    )


def test_a_unit_belongs_to_a_dwelling():
    given(evolve_unit, Unit()).when(add_unit, FLAT, ADD_FLAT, OURS, "coop").then(FLAT_ADDED, LISTED)


def test_a_unit_of_no_dwelling_is_refused():
    given(evolve_unit, Unit()).when(add_unit, FLAT, ADD_FLAT, Dwelling(), "coop").refuses(UnknownDwelling, field="dwelling")


def test_a_unit_is_added_once():
    given(evolve_unit, Unit(), FLAT_ADDED).when(add_unit, FLAT, ADD_FLAT, OURS, "coop").refuses(UnitAlreadyAdded)


def test_nobody_adds_units_to_the_dwelling_of_another_agency():
    given(evolve_unit, Unit()).when(add_unit, FLAT, ADD_FLAT, OURS, "other").refuses(DwellingOfAnotherAgency)


def test_who_brought_a_dwelling_in_may_add_units_to_it():
    dwelling = given(evolve_dwelling, Dwelling(), HOUSE_ADDED).state
    given(evolve_unit, Unit()).when(add_unit, FLAT, ADD_FLAT, dwelling, "sds").then(FLAT_ADDED, LISTED)


def test_an_empty_unit_has_room():
    room().then()


def test_a_unit_is_not_held_by_two_households_on_the_same_day():
    room(taken()).refuses(UnitOccupied, unit=FLAT, until=date(2027, 3, 31))


def test_on_the_day_one_household_leaves_another_may_come():
    room(taken(), start=date(2027, 3, 31)).then()


def test_a_household_that_comes_and_goes_before_the_next_one_fits():
    room(taken(starts=date(2027, 9, 1), planned_end=date(2028, 9, 1))).then()


def test_a_stay_without_end_reaches_into_every_later_one():
    room(taken(starts=date(2027, 8, 31), planned_end=None)).refuses(UnitOccupied, until=None)


def test_a_stay_without_end_is_stopped_by_any_later_one():
    room(taken(starts=date(2090, 1, 1), planned_end=None), end=None).refuses(UnitOccupied)


def test_a_household_that_overstays_holds_the_unit_until_it_is_released():
    room(taken(planned_end=date(2026, 5, 1))).refuses(UnitOccupied, until=None)


def test_a_released_unit_is_free():
    room(taken(), freed(date(2026, 12, 1))).then()


def test_a_unit_released_late_is_held_until_then():
    room(taken(planned_end=date(2027, 2, 1)), freed(date(2027, 3, 2)), today=date(2027, 4, 1)).refuses(
        UnitOccupied, until=date(2027, 3, 2)
    )


def test_a_stay_without_a_night_holds_nothing():
    room(taken(starts=date(2027, 4, 1)), freed(date(2027, 4, 1))).then()


def test_freeing_what_was_never_taken_changes_nothing():
    room(freed(date(2026, 1, 1))).then()


def test_a_household_does_not_stand_in_its_own_way():
    room(taken(by=HADDAD)).then()


def test_a_household_larger_than_the_unit_does_not_fit():
    room(people=5).refuses(UnitFull, unit=FLAT, capacity=4, people=5)


def test_a_household_as_large_as_the_unit_fits():
    room(people=4).then()


def test_a_shared_unit_takes_several_households_while_there_is_room():
    room(taken(people=1), unit=SHARED).then()


def test_a_shared_unit_without_room_is_occupied():
    room(taken(people=2), unit=SHARED).refuses(UnitOccupied, until=date(2027, 3, 31))


def test_room_in_a_shared_unit_is_counted_by_day():
    before = taken(by=an_id("a"), people=1, planned_end=date(2027, 5, 1), name="before")
    after = taken(by=an_id("b"), people=1, starts=date(2027, 5, 1), planned_end=date(2028, 1, 1), name="after")
    room(before, after, unit=SHARED).then()
    overlapping = taken(by=an_id("b"), people=1, starts=date(2027, 4, 30), planned_end=date(2028, 1, 1), name="after")
    room(before, overlapping, unit=SHARED).refuses(UnitOccupied, until=date(2028, 1, 1))


OUT = UnitOutOfService(unit=FLAT, since=date(2026, 5, 1), expected=date(2026, 7, 1), reason="maintenance")
BACK = UnitReturned(unit=FLAT, returned=date(2026, 5, 20))
NOBODY = Occupancy()


def taking_out(*facts, occupancy=NOBODY, **more):
    ask = TakeUnitOutOfService(**{"unit": FLAT, "since": OUT.since, "expected": OUT.expected, "reason": "maintenance"} | more)
    return given(evolve_unit, Unit(), FLAT_ADDED, *facts).when(take_out_of_service, ask, occupancy, TODAY)


def returning(*facts, on=BACK.returned):
    return given(evolve_unit, Unit(), FLAT_ADDED, *facts).when(return_unit, ReturnUnit(unit=FLAT, returned=on), TODAY)


@pytest.mark.parametrize("kind", ["dwelling", "unit", "room", "bed"])
def test_a_unit_is_a_whole_dwelling_or_a_part_of_one(kind):
    ask = AddUnit(dwelling=HOUSE, label="A", capacity=4, kind=kind)
    told = [fact.model_copy(update={"kind": kind}) for fact in (FLAT_ADDED, LISTED)]
    given(evolve_unit, Unit()).when(add_unit, FLAT, ask, OURS, "coop").then(*told)


def test_a_dwelling_is_lived_in_as_one_or_in_parts():
    whole = AddUnit(dwelling=HOUSE, label="all of it", capacity=9, kind="dwelling")
    parts = given(evolve_dwelling, Dwelling(), HOUSE_ADDED, LISTED).state
    given(evolve_unit, Unit()).when(add_unit, an_id("whole"), whole, parts, "coop").refuses(DwellingIsOneUnit, field="kind")
    one = given(evolve_dwelling, Dwelling(), HOUSE_ADDED, LISTED.model_copy(update={"kind": "dwelling"})).state
    given(evolve_unit, Unit()).when(add_unit, an_id("room"), ADD_FLAT, one, "coop").refuses(DwellingIsOneUnit)
    given(evolve_unit, Unit()).when(add_unit, an_id("whole"), whole, one, "coop").refuses(DwellingIsOneUnit)


def test_an_empty_unit_goes_out_of_service_and_comes_back():
    taking_out().then(OUT)
    returning(OUT).then(BACK)


def test_a_unit_that_is_out_of_service_does_not_go_out_again():
    taking_out(OUT).refuses(UnitNotInService, since=OUT.since)


def test_a_unit_goes_out_of_service_as_often_as_it_comes_back():
    taking_out(OUT, BACK, since=TODAY, expected=None).then(UnitOutOfService(unit=FLAT, since=TODAY, reason="maintenance"))


def test_nobody_is_put_out_by_taking_the_unit_out_of_service():
    lived_in = given(evolve_occupancy, Occupancy(), taken()).state
    taking_out(occupancy=lived_in).refuses(UnitOccupied, unit=FLAT)
    left = given(evolve_occupancy, Occupancy(), taken(), freed(date(2026, 4, 30))).state
    taking_out(occupancy=left).then(OUT)
    came_back = Occupancy(before=(Stay(HADDAD, 3, date(2026, 1, 1), released=date(2026, 5, 20)),))
    taking_out(occupancy=came_back).refuses(UnitOccupied)


def test_a_unit_is_not_expected_back_before_it_goes():
    taking_out(expected=date(2026, 4, 30)).refuses(ReturnedTooEarly, field="expected")


def test_a_unit_in_service_is_not_returned():
    returning().refuses(UnitIsInService)
    returning(OUT, BACK).refuses(UnitIsInService)


def test_a_unit_does_not_return_before_it_went_nor_tomorrow():
    returning(OUT, on=date(2026, 4, 30)).refuses(ReturnedTooEarly, field="returned")
    returning(OUT, on=date(2026, 6, 2)).refuses(InTheFuture)


def test_a_unit_out_of_service_has_no_room_on_those_days():
    out = given(evolve_unit, Unit(), FLAT_ADDED, OUT).state
    room(unit=out).refuses(UnitNotInService, unit=FLAT)
    back = given(evolve_unit, Unit(), FLAT_ADDED, OUT, BACK).state
    room(unit=back).then()
    room(unit=back, start=date(2026, 5, 10)).refuses(UnitNotInService)


def test_a_household_that_grew_takes_more_places_from_that_day_on():
    grown = taken(people=3, starts=date(2027, 1, 1))
    room(taken(people=1), grown, unit=SHARED, people=2, start=date(2026, 6, 1), end=date(2026, 12, 31)).then()
    room(taken(people=1), grown, unit=SHARED, people=2, start=date(2026, 6, 1), end=date(2027, 2, 1)).refuses(UnitOccupied)


def test_a_household_that_shrank_leaves_places_free_from_that_day_on():
    shrunk = taken(people=1, starts=date(2027, 1, 1))
    room(taken(people=3), shrunk, unit=SHARED, people=3, start=date(2027, 1, 1)).then()
    room(taken(people=3), shrunk, unit=SHARED, people=3, start=date(2026, 12, 31)).refuses(UnitOccupied)


def test_a_unit_remembers_who_held_it_before_coming_back_to_it():
    again = taken(starts=date(2026, 9, 1))
    room(taken(), freed(date(2026, 6, 1)), again, start=date(2026, 5, 1), end=date(2026, 6, 1)).refuses(UnitOccupied)
    room(taken(), freed(date(2026, 6, 1)), again, start=date(2026, 6, 1), end=date(2026, 9, 1)).then()
