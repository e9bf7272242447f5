"""One open vacancy per unit, on places that are free, and kept for the household that is asked."""

from dataclasses import replace
from datetime import date

from services.housing.commands import CloseVacancy, OpenVacancy
from services.housing.domain.dwelling import Occupancy, Stay, Unit, UnitNotInService, UnknownUnit
from services.housing.domain.vacancy import (
    NoPlaceVacant,
    UnitIsProposed,
    UnknownVacancy,
    Vacancy,
    VacancyAlreadyOpen,
    close_vacancy,
    closed,
    evolve,
    open_vacancy,
)
from services.housing.events import VacancyClosed, VacancyOpened
from services.kernel.time import Period
from tests.housing.story import FLAT, HOUSE, OFFER, OPENED, PROPOSED, ROSSI, TODAY, VACANCY, accepted, declined
from tests.spec import an_id, given

FOUR_PLACES, NOBODY = Unit(HOUSE, 4), Occupancy()
ROSSI_INSIDE = Occupancy({an_id("rossi's"): Stay(ROSSI, 2, date(2026, 1, 1), date(2027, 1, 1))})


def opening(*facts, unit=FOUR_PLACES, occupancy=NOBODY, opens=TODAY):
    ask = OpenVacancy(unit=FLAT, opens=opens)
    return given(evolve, Vacancy(), *facts).when(open_vacancy, VACANCY, ask, unit=unit, occupancy=occupancy, today=TODAY)


def closing(*facts, vacancy=VACANCY, today=TODAY):
    return given(evolve, Vacancy(), *facts).when(close_vacancy, CloseVacancy(unit=FLAT, vacancy=vacancy), today)


def test_an_empty_unit_is_vacant():
    opening().then(OPENED)


def test_a_unit_that_is_not_there_is_not_vacant():
    opening(unit=Unit()).refuses(UnknownUnit, unit=FLAT)


def test_a_unit_has_one_open_vacancy():
    opening(OPENED).refuses(VacancyAlreadyOpen, vacancy=VACANCY)


def test_a_unit_in_which_a_household_lives_is_not_vacant():
    opening(occupancy=ROSSI_INSIDE).refuses(NoPlaceVacant)


def test_a_unit_is_vacant_from_the_day_on_which_its_household_leaves():
    day = date(2027, 1, 1)
    opening(occupancy=ROSSI_INSIDE, opens=day).then(OPENED.model_copy(update={"opens": day}))


def test_the_places_that_are_left_in_a_shared_unit_are_vacant():
    opening(unit=replace(FOUR_PLACES, shared=True), occupancy=ROSSI_INSIDE).then(OPENED.model_copy(update={"places": 2}))
    opening(unit=Unit(HOUSE, 2, shared=True), occupancy=ROSSI_INSIDE).refuses(NoPlaceVacant)


def test_a_unit_out_of_service_is_not_vacant():
    opening(unit=replace(FOUR_PLACES, out=(Period(date(2026, 5, 1)),))).refuses(UnitNotInService)
    opening(unit=replace(FOUR_PLACES, out=(Period(date(2026, 5, 1), TODAY),))).then(OPENED)


def test_a_vacancy_is_closed_once():
    closing(OPENED).then(VacancyClosed(vacancy=VACANCY, unit=FLAT, because="withdrawn"))
    closing().refuses(UnknownVacancy)
    closing(OPENED, VacancyClosed(vacancy=VACANCY, unit=FLAT, because="assigned")).refuses(UnknownVacancy)
    closing(OPENED, vacancy=an_id("another")).refuses(UnknownVacancy)


def test_a_unit_opens_again_after_its_vacancy_was_closed():
    opening(OPENED, VacancyClosed(vacancy=VACANCY, unit=FLAT, because="assigned")).then(OPENED)


def test_a_vacancy_is_not_closed_behind_the_back_of_a_household_that_is_asked():
    closing(OPENED, PROPOSED).refuses(UnitIsProposed, proposal=OFFER)
    closing(OPENED, PROPOSED, today=date(2026, 6, 17)).then(VacancyClosed(vacancy=VACANCY, unit=FLAT, because="withdrawn"))
    closing(OPENED, PROPOSED, accepted(), today=date(2026, 6, 17)).refuses(UnitIsProposed)
    closing(OPENED, PROPOSED, declined()).then(VacancyClosed(vacancy=VACANCY, unit=FLAT, because="withdrawn"))


def test_what_takes_a_unit_out_of_service_closes_its_vacancy_if_there_is_one():
    given(evolve, Vacancy(), OPENED).when(closed, FLAT, "out-of-service", TODAY).then(
        VacancyClosed(vacancy=VACANCY, unit=FLAT, because="out-of-service")
    )
    given(evolve, Vacancy()).when(closed, FLAT, "out-of-service", TODAY).then()


def test_a_vacancy_opened_anew_remembers_no_proposal():
    again = VacancyOpened(vacancy=an_id("again"), unit=FLAT, dwelling=HOUSE, opens=TODAY, places=4)
    assert given(evolve, Vacancy(), OPENED, PROPOSED, again).state == Vacancy(an_id("again"), TODAY)
