"""One human, one id: identity checked where it can be, and of the birth date only the month in clear."""

from datetime import date

from services.intake.commands import RegisterPerson
from services.intake.domain.person import BornInTheFuture, FiscalCodeWrong, Person, PersonAlreadyRegistered, evolve, register
from services.intake.events import CountingProfileSet, PersonRegistered
from tests.spec import an_id, given

AMAL, TODAY = an_id("amal"), date(2026, 6, 1)
ASK = RegisterPerson(given_name="Amal", birth_date=date(1990, 5, 17), sex="female", citizenship_group="third-country")
REGISTERED = PersonRegistered(person=AMAL, given_name="Amal", birth_date=date(1990, 5, 17), sex="female")


def registering(*facts, **changes):
    ask = ASK.model_copy(update=changes)
    return given(evolve, Person(), *facts).when(register, AMAL, ask, TODAY)


def test_the_identity_is_recorded_and_what_counting_needs_beside_it():
    registering().then(
        REGISTERED,
        CountingProfileSet(
            person=AMAL, valid_from=date(1990, 5, 1), sex="female", birth_month="1990-05", citizenship_group="third-country",
            eligible=None, ground="not-stated",
        ),
    )  # fmt: skip


def test_a_person_of_whom_nothing_is_known_is_registered_too():
    assert [type(fact) for fact in given(evolve, Person()).when(register, AMAL, RegisterPerson(), TODAY).facts] == [
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
