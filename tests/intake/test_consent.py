"""A consent names who may see a family's file, for what and until when; an adult of the family signs."""

from datetime import date

import pytest

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
DAY, EXPIRES = date(2026, 3, 1), date(2026, 9, 1)
HOME = Household("PROG-2784", "sds", AMAL, frozenset({AMAL, SAMI}), DAY, None, frozenset({AMAL, SAMI}))
ADULT, CHILD = Person(known=True, birth_date=date(1990, 1, 1)), Person(known=True, birth_date=date(2015, 1, 1))
ASK = GiveConsent(household=FAMILY, purpose="housing", recipients=("coop",), expires=EXPIRES, signatory=AMAL)
GIVEN = ConsentGiven(
    consent=CONSENT, household=FAMILY, purpose="housing", recipients=("coop",), expires=EXPIRES, signatory=AMAL
)  # fmt: skip
WITHDRAWAL = WithdrawConsent(household=FAMILY, consent=CONSENT, reason="changed my mind")
WITHDRAWN = ConsentWithdrawn(consent=CONSENT, household=FAMILY, signatory=AMAL, recipients=("coop",), reason="changed my mind")


def giving(signatory=ADULT, **changes):
    return decided.by(lambda: give(HOME, CONSENT, ASK.model_copy(update=changes), DAY, signatory))


def withdrawing(*facts):
    return given(evolve, Consents(), *facts).when(withdraw, WITHDRAWAL)


def test_an_adult_of_the_household_consents():
    giving().then(GIVEN)


def test_a_stranger_does_not_sign_for_the_family():
    ask = ASK.model_copy(update={"signatory": an_id("stranger")})
    decided.by(lambda: give(HOME, CONSENT, ask, DAY, ADULT)).refuses(NotAMember, field="signatory")


def test_a_minor_does_not_sign():
    giving(signatory=CHILD).refuses(SignatoryMustBeAdult, person=AMAL)


def test_who_may_be_an_adult_signs():
    giving(signatory=Person(known=True)).then(GIVEN)


@pytest.mark.parametrize("expires", [DAY, date(2026, 2, 28)])
def test_a_consent_ends_after_the_day_it_is_given(expires):
    giving(expires=expires).refuses(ConsentExpired, field="expires")


def test_a_consent_is_taken_back():
    withdrawing(GIVEN).then(WITHDRAWN)


def test_a_consent_is_taken_back_once():
    withdrawing(GIVEN, WITHDRAWN).refuses(ConsentAlreadyWithdrawn, consent=CONSENT)


def test_what_was_not_consented_is_not_taken_back():
    withdrawing().refuses(UnknownConsent, consent=CONSENT)


def test_a_consent_shares_with_whom_it_names_up_to_its_last_day():
    consents = given(evolve, Consents(), GIVEN).state
    assert consents.shared_with("coop", EXPIRES)
    assert not consents.shared_with("coop", date(2026, 9, 2))
    assert not consents.shared_with("other", DAY)


def test_a_consent_taken_back_shares_no_longer():
    assert not given(evolve, Consents(), GIVEN, WITHDRAWN).state.shared_with("coop", DAY)
