"""A human gets one id; the identity is personal, what counting needs is not."""

from datetime import date

from services.intake.commands import RegisterPerson
from services.intake.domain.person import BornInTheFuture, FiscalCodeWrong, Person, PersonAlreadyRegistered, evolve, register
from services.intake.events import CountingProfileSet, PersonRegistered
from tests.spec import an_id, given

AMAL, TODAY = an_id("amal"), date(2026, 6, 1)
ASK = RegisterPerson(given_name="Amal", birth_date=date(1990, 5, 4), citizenship_group="third-country")
REGISTERED = PersonRegistered(person=AMAL, given_name="Amal", birth_date=date(1990, 5, 4), sex="not-stated")


def registering(*facts, **changes):
    return given(evolve, Person(), *facts).when(register, AMAL, ASK.model_copy(update=changes), TODAY)


def test_of_the_birth_date_counting_learns_the_month_alone():
    registering().then(
        REGISTERED,
        CountingProfileSet(
            person=AMAL, valid_from=date(1990, 5, 1), sex="not-stated", birth_month="1990-05",
            citizenship_group="third-country", eligible=None, ground="not-stated",
        ),
    )  # fmt: skip


def test_a_person_of_whom_nothing_is_known_gets_an_id():
    facts = registering(given_name=None, birth_date=None).facts
    assert facts[1].birth_month is None


def test_a_fiscal_code_is_kept_without_its_blanks():
    assert registering(fiscal_code="RSS MRA 85T10 A562S").facts[0].fiscal_code == "RSSMRA85T10A562S"


def test_a_fiscal_code_whose_last_letter_does_not_check_is_refused():
    registering(fiscal_code="RSSMRA85T10A562X").refuses(FiscalCodeWrong, field="fiscal_code")


def test_nobody_is_born_on_a_day_that_has_not_come():
    registering(birth_date=date(2026, 6, 2)).refuses(BornInTheFuture, field="birth_date")


def test_an_id_is_given_once():
    registering(REGISTERED).refuses(PersonAlreadyRegistered, person=AMAL)


def test_a_person_who_was_forgotten_stays_known_without_a_birth_date():
    state = given(evolve, Person(), PersonRegistered(person=AMAL)).state
    assert state.known
    assert state.adult_on(TODAY) is None
