"""A consent names who may see a family's file, for what and until when; an adult of the family signs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.intake.commands import ExpireConsent, GiveConsent, RenewConsent, WithdrawConsent
from services.intake.domain.consent import (
    ConsentAlreadyWithdrawn,
    ConsentEndsTooSoon,
    ConsentHasExpired,
    Consents,
    SignatoryMustBeAdult,
    UnknownConsent,
    evolve,
    expire,
    give,
    renew,
    withdraw,
)
from services.intake.domain.household import Household, NotAMember
from services.intake.domain.person import Person
from services.intake.events import ConsentExpired, ConsentGiven, ConsentRenewed, ConsentWithdrawn
from services.kernel.rules import NotYetDue
from tests.spec import an_id, decided, given

FAMILY, AMAL, SAMI, CONSENT = an_id("family"), an_id("amal"), an_id("sami"), an_id("consent")
DAY, EXPIRES = date(2026, 3, 1), date(2026, 9, 1)
HOME = Household("PROG-2784", "sds", AMAL, frozenset({AMAL, SAMI}), DAY, None, frozenset({AMAL, SAMI}))
ADULT, CHILD = Person(known=True, birth_date=date(1990, 1, 1)), Person(known=True, birth_date=date(2015, 1, 1))
ASK = GiveConsent(
    household=FAMILY, purpose="housing", recipients=("coop",), expires=EXPIRES, signatory=AMAL, language="ar", form_version="2"
)
GIVEN = ConsentGiven(
    consent=CONSENT, household=FAMILY, purpose="housing", recipients=("coop",), expires=EXPIRES, signatory=AMAL,
    language="ar", form_version="2",
)  # fmt: skip
WITHDRAWAL = WithdrawConsent(household=FAMILY, consent=CONSENT, reason="changed my mind")
WITHDRAWN = ConsentWithdrawn(consent=CONSENT, household=FAMILY, signatory=AMAL, recipients=("coop",), reason="changed my mind")
LONGER = date(2027, 3, 1)
RENEWAL = RenewConsent(household=FAMILY, consent=CONSENT, expires=LONGER, signatory=SAMI, language="it", form_version="3")
RENEWED = ConsentRenewed(
    consent=CONSENT, household=FAMILY, recipients=("coop",), expires=LONGER, signatory=SAMI, language="it", form_version="3"
)  # fmt: skip
EXPIRED = ConsentExpired(consent=CONSENT, household=FAMILY, signatory=AMAL, recipients=("coop",), expired=EXPIRES)
GUARDIAN = an_id("aunt")


def giving(signatory=ADULT, home=HOME, head=None, **changes):
    return decided.by(lambda: give(home, CONSENT, ASK.model_copy(update=changes), DAY, signatory, head=head))


def renewing(*facts, day=DAY, signatory=ADULT, **changes):
    return given(evolve, Consents(), *facts).when(renew, HOME, RENEWAL.model_copy(update=changes), day, signatory)


def expiring(*facts, today=EXPIRES + timedelta(days=1)):
    return given(evolve, Consents(), *facts).when(expire, ExpireConsent(household=FAMILY, consent=CONSENT), today)


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
    giving(expires=expires).refuses(ConsentEndsTooSoon, field="expires")


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


def test_the_guardian_signs_for_a_head_under_age():
    given_by_her = GIVEN.model_copy(update={"signatory": GUARDIAN})
    ask = ASK.model_copy(update={"signatory": GUARDIAN})
    decided.by(lambda: give(replace(HOME, guardian=GUARDIAN), CONSENT, ask, DAY, ADULT)).then(given_by_her)
    decided.by(lambda: give(HOME, CONSENT, ask, DAY, ADULT)).refuses(NotAMember)


def test_before_the_enrolment_the_head_whom_the_case_names_signs():
    giving(home=Household(), head=AMAL).then(GIVEN)
    giving(home=Household(), head=SAMI).refuses(NotAMember, person=AMAL)


def test_who_has_left_the_family_signs_for_it_no_longer():
    giving(home=replace(HOME, members=frozenset({SAMI}), head=SAMI), head=AMAL).refuses(NotAMember, person=AMAL)


def test_a_consent_is_renewed_before_it_runs_out():
    renewing(GIVEN).then(RENEWED)
    renewing(GIVEN, day=EXPIRES).then(RENEWED)
    assert given(evolve, Consents(), GIVEN, RENEWED).state.shared_with("coop", LONGER)


def test_an_expired_consent_is_not_renewed():
    renewing(GIVEN, day=EXPIRES + timedelta(days=1)).refuses(ConsentHasExpired, expires=EXPIRES)


@pytest.mark.parametrize("expires", [EXPIRES, DAY])
def test_a_renewal_lasts_longer_than_what_it_renews(expires):
    renewing(GIVEN, expires=expires).refuses(ConsentEndsTooSoon, field="expires")


def test_what_was_taken_back_or_never_given_is_not_renewed():
    renewing(GIVEN, WITHDRAWN).refuses(ConsentAlreadyWithdrawn)
    renewing().refuses(UnknownConsent)


def test_a_renewal_is_signed_as_a_consent_is():
    renewing(GIVEN, signatory=CHILD).refuses(SignatoryMustBeAdult)
    ask = RENEWAL.model_copy(update={"signatory": GUARDIAN})
    given(evolve, Consents(), GIVEN).when(renew, HOME, ask, DAY, ADULT).refuses(NotAMember)


def test_a_consent_expires_by_the_clock_when_its_last_day_has_passed():
    expiring(GIVEN).then(EXPIRED)
    expiring(GIVEN, today=EXPIRES).refuses(NotYetDue, expires=EXPIRES)


def test_a_renewed_consent_expires_later():
    expiring(GIVEN, RENEWED).refuses(NotYetDue, expires=LONGER)
    expiring(GIVEN, RENEWED, today=date(2027, 3, 2)).then(EXPIRED.model_copy(update={"expired": LONGER}))


def test_what_has_expired_or_was_taken_back_expires_no_more():
    expiring(GIVEN, EXPIRED).then()
    expiring(GIVEN, WITHDRAWN).then()


def test_only_a_consent_that_was_given_expires():
    expiring().refuses(UnknownConsent)


def test_of_two_live_consents_the_one_that_lasts_longest_is_named():
    other = GIVEN.model_copy(update={"consent": an_id("another"), "expires": LONGER})
    assert given(evolve, Consents(), GIVEN, other).state.naming("coop", DAY) == other.consent
    assert given(evolve, Consents(), GIVEN).state.naming("other", DAY) is None
