"""One human, one id: checked where it can be, however little is known; of the birth date only the month in clear."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.intake.codes import codes, permit_kinds
from services.intake.commands import CorrectPerson, RegisterPerson
from services.intake.domain.eligibility import Criteria
from services.intake.domain.person import (
    BornInTheFuture,
    FiscalCodeWrong,
    NeverEligible,
    Person,
    PersonAlreadyRegistered,
    SureOfNothing,
    UnknownPerson,
    correct,
    evolve,
    register,
)
from services.intake.events import CountingProfileSet, PersonCorrected, PersonRegistered
from tests.spec import an_id, given, recorded

AMAL, TODAY, FUND = an_id("amal"), date(2026, 6, 1), Criteria(permit_kinds(), codes("eu-members"))
ASK = RegisterPerson(given_name="Amal", birth_date=date(1990, 5, 17), sex="female", citizenship_group="third-country")
SURE = {
    "given_name": "stated", "family_name": "unknown", "birth_date": "stated", "birth_place": "unknown",
    "birth_country": "unknown", "citizenship": "unknown", "fiscal_code": "unknown",
}  # fmt: skip
REGISTERED = PersonRegistered(
    person=AMAL, given_name="Amal", birth_date=date(1990, 5, 17), sex="female", citizenship_group="third-country", known=SURE
)
PROFILE = CountingProfileSet(
    person=AMAL, valid_from=date(1990, 5, 1), sex="female", birth_month="1990-05", citizenship_group="third-country",
    eligible=None, ground="not-stated",
)  # fmt: skip
KNOWN = (REGISTERED, PROFILE)


def registering(*facts, **changes):
    ask = RegisterPerson(**(ASK.model_dump(exclude_unset=True) | changes))
    return given(evolve, Person(), *facts).when(register, AMAL, ask, TODAY, fund=FUND)


def correcting(*facts, **changes):
    ask = CorrectPerson(person=AMAL, reason="the passport came", **changes)
    return given(evolve, Person(), *facts).when(correct, ask, TODAY, fund=FUND)


def corrected(after=REGISTERED, n=1, **changes):
    return PersonCorrected(person=AMAL, corrects_event_id=recorded(after, n).id, reason="the passport came", **changes)


def test_the_identity_is_recorded_and_what_counting_needs_beside_it():
    registering().then(REGISTERED, PROFILE)


def test_a_person_of_whom_nothing_is_known_is_registered_too():
    assert [type(fact) for fact in given(evolve, Person()).when(register, AMAL, RegisterPerson(), TODAY, fund=FUND).facts] == [
        PersonRegistered,
        CountingProfileSet,
    ]


def test_nobody_is_born_in_the_future():
    registering(birth_date=date(2026, 6, 2)).refuses(BornInTheFuture, field="birth_date")


def test_somebody_may_be_born_today():
    assert registering(birth_date=TODAY).broken == ()


def test_a_fiscal_code_checks():
    registering(fiscal_code="RSSMRA85T10A562X").refuses(FiscalCodeWrong, field="fiscal_code")


def test_a_fiscal_code_is_kept_in_one_spelling():
    assert registering(fiscal_code="rss mra 85t10 a562s").facts[0].fiscal_code == "RSSMRA85T10A562S"


def test_a_person_is_registered_once():
    registering(REGISTERED).refuses(PersonAlreadyRegistered, person=AMAL)


def test_a_person_is_of_age_on_the_day_of_the_eighteenth_birthday():
    young = Person(known=True, birth_date=date(2008, 6, 1))
    assert young.adult_on(date(2026, 5, 31)) is False
    assert young.adult_on(date(2026, 6, 1)) is True


def test_whose_birth_date_is_not_known_is_neither_of_age_nor_a_minor():
    assert Person(known=True).adult_on(TODAY) is None


def test_a_forgotten_person_stays_known():
    state = given(evolve, Person(), PersonRegistered(person=AMAL)).state
    assert (state.known, state.birth_date) == (True, None)


def test_of_a_birth_date_the_year_may_be_all_that_is_known():
    registered, profile = registering(birth_date=None, partial_birth_date="1990", known={"birth_date": "estimated"}).facts
    assert (registered.birth_date, registered.partial_birth_date, registered.known["birth_date"]) == (None, "1990", "estimated")
    assert (profile.valid_from, profile.birth_month) == (date(1990, 1, 1), "1990")


def test_of_a_birth_date_year_and_month_may_be_known():
    _, profile = registering(birth_date=None, partial_birth_date="1990-05").facts
    assert (profile.valid_from, profile.birth_month) == (date(1990, 5, 1), "1990-05")


@pytest.mark.parametrize(
    ("born", "day", "adult"),
    [
        ("2008", date(2025, 12, 31), False), ("2008", date(2026, 1, 1), None), ("2008", date(2026, 12, 30), None),
        ("2008", date(2026, 12, 31), True), ("2008-06", date(2026, 5, 31), False), ("2008-06", date(2026, 6, 29), None),
        ("2008-06", date(2026, 6, 30), True), ("2008-02", date(2026, 2, 28), None), ("2008-02", date(2026, 3, 1), True),
    ],
)  # fmt: skip
def test_of_age_is_who_is_so_however_late_they_were_born(born, day, adult):
    assert Person(known=True, partial_birth_date=born).adult_on(day) is adult


def test_nobody_is_born_in_a_month_that_has_not_begun():
    registering(birth_date=None, partial_birth_date="2026-07").refuses(BornInTheFuture, field="partial_birth_date")
    assert registering(birth_date=None, partial_birth_date="2026-06").broken == ()


@pytest.mark.parametrize("born", ["1990-13", "1990-00", "0001", "9999", "90", "1990-5", "1990-05-01", "\u0661\u0669\u0669\u0660"])
def test_a_month_that_no_calendar_has_is_none(born):
    with pytest.raises(ValidationError):
        RegisterPerson(partial_birth_date=born)


@pytest.mark.parametrize("field", ["fiscal_code", "contact", "source"])
@pytest.mark.parametrize("nothing", ["", "  ", "a" + "\u0301" * 10_000])
def test_what_is_not_known_is_left_out_and_not_said_with_blanks(field, nothing):
    with pytest.raises(ValidationError):
        RegisterPerson(**{field: nothing})


@pytest.mark.parametrize("born", ["1899-12-31", "1583-01-01", "3000-01-01"])
def test_nobody_whom_we_meet_was_born_in_another_age(born):
    with pytest.raises(ValidationError):
        RegisterPerson(birth_date=born)


def test_the_thirtieth_of_february_is_no_birth_date():
    with pytest.raises(ValidationError):
        RegisterPerson(birth_date="1990-02-30")


def test_a_birth_date_is_not_known_in_full_and_in_part_at_once():
    with pytest.raises(ValidationError):
        RegisterPerson(birth_date=date(1990, 5, 17), partial_birth_date="1990")


def test_a_name_in_another_script_is_kept_beside_the_name():
    fact, _ = registering(other_names=["\u0623\u0645\u0644"], script="Latn").facts
    assert (fact.other_names, fact.script) == (("\u0623\u0645\u0644",), "Latn")


@pytest.mark.parametrize("name", ["Am\x00al", "\u202eAmal", "   "])
def test_another_name_is_text(name):
    with pytest.raises(ValidationError):
        RegisterPerson(other_names=[name])


def test_both_spellings_of_jose_are_one_other_name():
    assert RegisterPerson(other_names=["Jose\u0301", "Jos\u00e9"]).other_names == ("Jos\u00e9", "Jos\u00e9")


@pytest.mark.parametrize("known", [{"family_name": "documented"}, {"given_name": "unknown"}])
def test_nobody_is_sure_of_what_is_not_known(known):
    registering(known=known).refuses(SureOfNothing, field="known", about=next(iter(known)))


def test_a_provisional_fiscal_code_of_eleven_digits_is_accepted():
    assert registering(fiscal_code="12345670017").facts[0].fiscal_code == "12345670017"
    registering(fiscal_code="12345670018").refuses(FiscalCodeWrong, field="fiscal_code")


def test_whoever_is_italian_too_counts_as_italian():
    _, profile = registering(citizenship="SY", second_citizenship="IT").facts
    assert (profile.citizenship_group, profile.eligible, profile.ground) == ("italian", False, "italian-citizen")


def test_an_italian_is_never_eligible():
    registering(citizenship="IT", eligible=True).refuses(NeverEligible, field="eligible")
    registering(citizenship_group="eu", eligible=True).refuses(NeverEligible, citizenship_group="eu")


def test_who_was_held_to_be_eligible_may_turn_out_to_be_italian():
    held = REGISTERED.model_copy(update={"eligible": True, "eligibility_ground": "family"})
    outcome = correcting(held, PROFILE.model_copy(update={"eligible": True, "ground": "family"}), citizenship="IT")
    assert outcome.broken == ()
    assert (outcome.facts[1].eligible, outcome.facts[1].ground) == (False, "italian-citizen")


def test_a_correction_restates_what_changed_and_nothing_else():
    correcting(*KNOWN, family_name="Haddad", known={"family_name": "documented"}).then(
        corrected(changed=("family_name",), family_name="Haddad", known={"family_name": "documented"})
    )


def test_a_correction_that_counting_needs_is_told_to_counting():
    correcting(*KNOWN, sex="male").then(
        corrected(changed=("sex",), sex="male"), PROFILE.model_copy(update={"sex": "male"})
    )  # fmt: skip


def test_a_corrected_birth_date_holds_from_the_month_of_birth_and_wherever_counting_was_told_otherwise():
    first, second = date(1988, 3, 1), date(1990, 5, 1)
    said = PROFILE.model_copy(update={"birth_month": "1988-03"})
    correcting(*KNOWN, birth_date=date(1988, 3, 2)).then(
        corrected(changed=("birth_date", "partial_birth_date"), birth_date=date(1988, 3, 2), known={"birth_date": "stated"}),
        said.model_copy(update={"valid_from": first}),
        said.model_copy(update={"valid_from": second}),
    )


def test_what_was_stated_may_turn_out_not_to_be_known():
    outcome = correcting(*KNOWN, birth_date=None)
    assert outcome.facts[0].known == {"birth_date": "unknown"}
    assert outcome.facts[1].birth_month is None


def test_a_full_birth_date_takes_the_place_of_a_partial_one():
    partly = PersonRegistered(person=AMAL, partial_birth_date="1990")
    state = given(
        evolve, Person(), partly, corrected(changed=("birth_date", "partial_birth_date"), birth_date=date(1990, 5, 4))
    ).state
    assert (state.birth_date, state.partial_birth_date) == (date(1990, 5, 4), None)


def test_a_document_seen_later_makes_a_field_surer_without_saying_it_again():
    correcting(*KNOWN, known={"given_name": "documented"}).then(corrected(changed=(), known={"given_name": "documented"}))
    correcting(*KNOWN, known={"family_name": "documented"}).refuses(SureOfNothing, about="family_name")


def test_a_second_correction_corrects_the_first():
    first = corrected(changed=("language",), language="ar")
    correcting(*KNOWN, first, language="fr").then(corrected(first, 3, changed=("language",), language="fr"))


def test_a_corrected_person_was_not_born_in_the_future_and_is_known():
    correcting(*KNOWN, birth_date=date(2026, 6, 2)).refuses(BornInTheFuture, field="birth_date")
    correcting(sex="male").refuses(UnknownPerson, field="person")


def test_a_correction_changes_something():
    with pytest.raises(ValidationError):
        CorrectPerson(person=AMAL, reason="nothing")
