"""People: the only names, found however they are typed."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from infra.readmodel import Blind
from infra.wrapping import BlindIndex
from projections.models import MODELS, catalogues
from projections.people import MODEL, found_by, patterns
from services.intake.events import CountingProfileSet, GoalSet, PersonCorrected, PersonRegistered, ServiceVoided
from services.kernel.event import personal_fields
from services.register.events import VolunteerApplied
from tests.projections.story import AMAL, GOAL, HADDAD, MARCO, PLAN, SAMI, VISIT, served
from tests.projections.told import given
from tests.spec import an_id, recorded

JOSE = PersonRegistered(
    person=AMAL, given_name="José", family_name="Muñoz Ibáñez", birth_date=date(1990, 2, 3), fiscal_code="MNZJSO90B03Z131A"
)


def test_a_registered_person_is_one_row_with_the_name_and_what_it_is_found_by():
    given(JOSE).when(MODEL).then(
        "person",
        {
            "person": AMAL, "given_name": "José", "birth_date": date(1990, 2, 3), "born": "1990-02-03",
            "given_found": "jose jusi =ks", "family_found": "munoz munuz =mns ibanez ibaniz =bns",
        },
    )  # fmt: skip


def test_a_person_of_whom_nothing_is_known_has_a_row_without_a_name():
    given(PersonRegistered(person=AMAL)).when(MODEL).then(
        "person", {"given_name": None, "family_name": None, "born": None, "given_found": None, "family_found": None}
    )


def test_a_correction_replaces_what_it_restates_and_what_that_was_found_by():
    corrected = PersonCorrected(
        person=AMAL, corrects_event_id=an_id("registered"), changed=("given_name", "birth_date", "partial_birth_date"),
        given_name="Josué", partial_birth_date="1990-02", reason="Documento visto",
    )  # fmt: skip
    folded = given(recorded(JOSE, 1), recorded(corrected, 2, position=7)).when(MODEL)
    folded.then(
        "person",
        {
            "given_name": "Josué", "family_name": "Muñoz Ibáñez", "birth_date": None, "partial_birth_date": "1990-02",
            "born": "1990-02", "given_found": "josue jusui =ks", "family_found": "munoz munuz =mns ibanez ibaniz =bns",
            "fiscal_code": "MNZJSO90B03Z131A", "position": 7,
        },
    )  # fmt: skip
    folded.then("text", {"field": "reason", "person": AMAL, "value": "Documento visto"})


def test_other_names_are_found_too():
    amal = PersonRegistered(person=AMAL, given_name="Amal", other_names=("أمل", "Amel Haddad"))
    given(amal).when(MODEL).then(
        "person", {"other_names": "أمل\nAmel Haddad", "other_found": "ml ~ml amel amil =ml haddad hadad =kt"}
    )


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


def test_several_texts_of_a_field_are_read_one_after_the_other():
    told = recorded(served(note=None).model_copy(update={"file_names": ("ricevuta.pdf", "foto.jpg")}), 1)
    said = {"event_id": told.id, "field": "file_names", "person": AMAL, "value": "ricevuta.pdf, foto.jpg"}
    given(told).when(MODEL).then("text", said)


def test_a_text_that_is_not_there_or_whose_key_was_destroyed_has_no_row():
    given(served(), served(note="", name=an_id("another"))).when(MODEL).then("text")


def test_the_identity_of_a_person_is_no_text_and_every_service_is_heard():
    given(JOSE).when(MODEL).then("text")
    assert set(MODEL.services) == {catalogue.service for catalogue in catalogues()}
    applied = VolunteerApplied(person=MARCO, agency="sds", applied_on=date(2026, 1, 5), motivation="Ho tempo")
    given(recorded(applied, service="register")).when(MODEL).then("text", {"person": MARCO, "field": "motivation"})


def finds(typed: str, stored: str) -> bool:
    """Whether a text finds a stored name, as `like` does it."""
    found = f"{found_by(stored) or ''} "
    return all(any(form.strip("%") in found for form in forms) for forms in patterns(typed))


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("name", ["José", "JOSÉ", "josé", "Jose", "jos"])
def test_a_name_is_found_in_either_unicode_form_and_any_case(form: str, name: str):
    assert finds(unicodedata.normalize(form, name), unicodedata.normalize("NFC", "José"))
    assert finds(name, unicodedata.normalize("NFD", "José"))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("dambrosio", "D'Ambròsio"), ("D'Ambrosio", "D’Ambròsio"), ("sahin", "Şahin"), ("strasse", "Straße"), ("nguyen", "Nguyễn"),
        ("محمد", "Mohamed"), ("Mohammed", "محمد"), ("Muhammad", "Mohamed"), ("يوسف", "Youssef"), ("Haddad", "الحداد"),
        ("el haddad", "Haddad"), ("Шевченко", "Shevchenko"), ("shevch", "Шевченко"), ("Sergij", "Сергій"), ("王", "Wang"),
        ("wang", "王"), ("xiao", "小红"), ("রহমান", "Rahman"), ("Fatema", "ফাতেমা"), ("عائشہ", "Ayesha"), ("çela", "Cela"),
        ("ham", "Mohamed"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_other_scripts_and_spellings(typed: str, stored: str):
    assert finds(typed, stored)


@pytest.mark.parametrize(("typed", "stored"), [("Hassan", "Hussein"), ("محمد", "Ahmed"), ("Rossi", "Bianchi"), ("王", "Zhang")])
def test_another_name_is_not_found(typed: str, stored: str):
    assert not finds(typed, stored)


def test_a_tax_code_is_found_whole_by_the_blind_index_and_stands_nowhere_else_to_be_searched():
    folded = given(JOSE).when(MODEL)
    folded.then("code", {"person": AMAL, "kind": "fiscal_code", "mac": Blind("MNZJSO90B03Z131A")})
    assert BlindIndex(b"key").of("MNZJSO90B03Z131A") == BlindIndex(b"key").of(" mnzjso90 b03z131a ")
    assert BlindIndex(b"key").of("MNZJSO90B03Z131A") != BlindIndex(b"other").of("MNZJSO90B03Z131A")
    (row,) = folded.of("person")
    assert "mnzjso" not in f"{row['given_found']} {row['family_found']}"


@any_of(st.text(max_size=30))
def test_any_text_can_be_asked_for_and_finds_itself(text: str):
    forms = [form for forms in patterns(text) for form in forms]
    assert not any("_" in form or "%" in form[1:-1] for form in forms)
    if not any(letter.isdigit() for letter in text):
        assert finds(text, text)


def test_no_other_read_model_has_a_column_for_a_name():
    personal = set(personal_fields(PersonRegistered)) - {"sex", "language"}
    elsewhere = {c for model in MODELS if model is not MODEL for table in model.tables for c in table.columns}
    assert not personal & elsewhere
