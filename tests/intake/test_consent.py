"""Consent opens a family's file to another agency, for a time, until it is taken back."""

from datetime import date

from services.intake.commands import GiveConsent, WithdrawConsent
from services.intake.domain.consent import (
    ConsentAlreadyWithdrawn,
    ConsentExpired,
    Consents,
    SignatoryMustBeAdult,
    UnknownConsent,
    evolve,
    give,
    withdraw,
)
from services.intake.domain.household import Household, NotAMember
from services.intake.domain.person import Person
from services.intake.events import ConsentGiven, ConsentWithdrawn
from tests.spec import an_id, decided, given

FAMILY, AMAL, SAMI, CONSENT = an_id("family"), an_id("amal"), an_id("sami"), an_id("consent")
DAY, END = date(2026, 6, 1), date(2027, 6, 1)
HOUSEHOLD = Household(project="PROG-2784", agency="sds", head=AMAL, everyone=frozenset({AMAL}))
ADULT, CHILD = Person(known=True, birth_date=date(1990, 1, 1)), Person(known=True, birth_date=date(2015, 1, 1))
GIVEN = ConsentGiven(consent=CONSENT, household=FAMILY, purpose="housing", recipients=("coop",), expires=END, signatory=AMAL)
WITHDRAWN = ConsentWithdrawn(consent=CONSENT, household=FAMILY, signatory=AMAL, recipients=("coop",), reason="moved")


def giving(signatory=ADULT, expires=END, by=AMAL):
    ask = GiveConsent(household=FAMILY, purpose="housing", recipients=("coop",), expires=expires, signatory=by)
    return decided.by(lambda: give(HOUSEHOLD, CONSENT, ask, DAY, signatory))


def withdrawing(*facts):
    return given(evolve, Consents(), *facts).when(withdraw, WithdrawConsent(household=FAMILY, consent=CONSENT, reason="moved"))


def test_an_adult_of_the_household_gives_consent():
    giving().then(GIVEN)


def test_a_consent_is_signed_by_a_member():
    giving(by=SAMI).refuses(NotAMember, field="signatory")


def test_a_consent_is_signed_by_an_adult():
    giving(CHILD).refuses(SignatoryMustBeAdult, person=AMAL)


def test_a_consent_ends_after_the_day_it_is_given():
    giving(expires=DAY).refuses(ConsentExpired, field="expires")


def test_a_consent_is_taken_back():
    withdrawing(GIVEN).then(WITHDRAWN)


def test_a_consent_is_taken_back_once():
    withdrawing(GIVEN, WITHDRAWN).refuses(ConsentAlreadyWithdrawn, consent=CONSENT)


def test_a_consent_that_was_not_given_is_not_taken_back():
    withdrawing().refuses(UnknownConsent, consent=CONSENT)


def test_a_consent_opens_the_file_to_its_recipients_until_its_last_day():
    consents = given(evolve, Consents(), GIVEN).state
    assert consents.shared_with("coop", END)
    assert not consents.shared_with("coop", date(2027, 6, 2))
    assert not consents.shared_with("caritas", DAY)
    assert not given(evolve, Consents(), GIVEN, WITHDRAWN).state.shared_with("coop", DAY)
