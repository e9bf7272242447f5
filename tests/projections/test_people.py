"""People: the only names, found however they are typed."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from projections.models import MODELS, catalogues
from projections.people import MODEL, searchable
from services.intake.events import CountingProfileSet, GoalSet, PersonRegistered, ServiceVoided
from services.kernel.event import personal_fields
from services.register.events import VolunteerApplied
from tests.projections.story import AMAL, GOAL, HADDAD, MARCO, PLAN, SAMI, VISIT, served
from tests.projections.told import given
from tests.spec import an_id, recorded

JOSE = PersonRegistered(
    person=AMAL, given_name="José", family_name="Muñoz Ibáñez", birth_date=date(1990, 2, 3), fiscal_code="MNZJSO90B03Z131A"
)


def test_a_registered_person_is_one_row_with_the_name_and_what_is_searched():
    given(JOSE).when(MODEL).then(
        "person",
        {"person": AMAL, "given_name": "José", "birth_date": date(1990, 2, 3), "searchable": "jose munoz ibanez mnzjso90b03z131a"},
    )


def test_a_person_of_whom_nothing_is_known_has_a_row_without_a_name():
    given(PersonRegistered(person=AMAL)).when(MODEL).then("person", {"given_name": None, "searchable": ""})


def test_the_counting_profile_tells_people_nothing():
    profile = CountingProfileSet(
        person=AMAL,
        valid_from=date(2026, 1, 1),
        sex="female",
        birth_month=None,
        citizenship_group="eu",
        eligible=None,
        ground="not-stated",
    )
    given(profile).when(MODEL).then("person")


def test_a_personal_text_is_one_row_of_the_person_whose_key_it_is_under():
    told = [
        recorded(served(recipients=(SAMI, AMAL), note="Colloquio a casa"), 1),
        recorded(GoalSet(goal=GOAL, plan=PLAN, household=HADDAD, person=AMAL, dimension="work", text="Un impiego"), 2),
        recorded(
            ServiceVoided(delivery=VISIT, household=HADDAD, corrects_event_id=an_id("x"), recipients=(AMAL,), reason="Assenti"), 3
        ),
    ]
    given(*told).when(MODEL).then(
        "text",
        {"event_id": told[0].id, "field": "note", "person": SAMI, "value": "Colloquio a casa"},
        {"event_id": told[1].id, "field": "text", "person": AMAL, "value": "Un impiego"},
        {"event_id": told[2].id, "field": "reason", "person": AMAL, "value": "Assenti"},
    )


def test_a_text_that_is_not_there_or_whose_key_was_destroyed_has_no_row():
    given(served(), served(note="", name=an_id("another"))).when(MODEL).then("text")


def test_the_identity_of_a_person_is_no_text_and_every_service_is_heard():
    given(JOSE).when(MODEL).then("text")
    assert set(MODEL.services) == {catalogue.service for catalogue in catalogues()}
    applied = VolunteerApplied(person=MARCO, agency="sds", applied_on=date(2026, 1, 5), motivation="Ho tempo")
    given(recorded(applied, service="register")).when(MODEL).then("text", {"person": MARCO, "field": "motivation"})


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("name", ["José", "JOSÉ", "josé", "  José  "])
def test_a_name_is_found_in_either_unicode_form_and_any_case(form: str, name: str):
    assert searchable(unicodedata.normalize(form, name)) == "jose"


@pytest.mark.parametrize(
    ("typed", "found"), [("D'Ambròsio", "d'ambrosio"), ("Şahin", "sahin"), ("Straße", "strasse"), ("Nguyễn", "nguyen")]
)
def test_a_name_is_found_without_its_diacritics(typed: str, found: str):
    assert searchable(typed) == found


@any_of(st.text(max_size=30))
def test_what_is_searched_is_the_same_when_it_is_made_searchable_again(text: str):
    assert searchable(searchable(text)) == searchable(text)


def test_no_other_read_model_has_a_column_for_a_name():
    personal = set(personal_fields(PersonRegistered)) - {"sex", "language"}
    elsewhere = {c for model in MODELS if model is not MODEL for table in model.tables for c in table.columns}
    assert not personal & elsewhere
