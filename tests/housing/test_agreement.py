"""Every adult signs the current version of the cohabitation agreement, for themselves, once."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.housing.commands import DraftAgreement, SignAgreement
from services.housing.domain.agreement import (
    AgreementAlreadySigned,
    Agreements,
    AgreementSuperseded,
    SignatoryMustBeAdult,
    UnknownAgreement,
    VersionTaken,
    draft,
    evolve,
    sign,
)
from services.housing.domain.dwelling import Dwelling, Unit, UnknownDwelling, UnknownUnit
from services.housing.domain.household import Household, NotAMember, UnknownHousehold
from services.housing.domain.household import evolve as evolve_household
from services.housing.events import MembersNoted
from services.kernel.rules import InTheFuture
from tests.housing.story import AMAL, DRAFTED, FLAT, HADDAD, HOUSE, KNOWN, NOUR, PACT, SAMI, TODAY, signed
from tests.spec import an_id, given

FAMILY = given(evolve_household, Household(), KNOWN).state
PLACE = (Dwelling(frozenset({"coop"})), Unit(HOUSE, 4))
ASK = DraftAgreement(household=HADDAD, dwelling=HOUSE, version="1", rules="Silenzio dalle 22.")
NEWER = DRAFTED.model_copy(update={"agreement": an_id("newer"), "version": "2"})


def drafting(*facts, ask=ASK, family=FAMILY, place=PLACE):
    return given(evolve, Agreements(), *facts).when(draft, PACT, ask, family, place)


def signing(*facts, person=AMAL, day=date(2026, 5, 20), family=FAMILY, agreement=PACT):
    ask = SignAgreement(household=HADDAD, agreement=agreement, person=person, signed=day)
    return given(evolve, Agreements(), *facts).when(sign, ask, family, TODAY)


def test_an_agreement_on_a_dwelling_is_laid_before_a_household():
    drafting().then(DRAFTED)


def test_an_agreement_on_a_unit_is_about_its_dwelling_too():
    drafting(ask=ASK.model_copy(update={"dwelling": None, "unit": FLAT})).then(DRAFTED.model_copy(update={"unit": FLAT}))


@pytest.mark.parametrize("places", [{}, {"dwelling": HOUSE, "unit": FLAT}])
def test_an_agreement_names_one_place(places):
    with pytest.raises(ValidationError, match="either the dwelling or the unit"):
        DraftAgreement(household=HADDAD, version="1", rules="x", **places)


def test_there_is_no_agreement_on_an_unknown_dwelling():
    drafting(place=(Dwelling(), Unit())).refuses(UnknownDwelling, field="dwelling")


def test_there_is_no_agreement_on_an_unknown_unit():
    drafting(ask=ASK.model_copy(update={"dwelling": None, "unit": FLAT}), place=(Dwelling(), Unit())).refuses(UnknownUnit)


def test_there_is_no_agreement_with_an_unknown_household():
    drafting(family=Household()).refuses(UnknownHousehold)


def test_each_draft_has_a_version_of_its_own():
    drafting(DRAFTED).refuses(VersionTaken, version="1")


def test_an_adult_signs():
    signing(DRAFTED).then(signed(AMAL))


def test_nobody_signs_an_agreement_that_is_not_there():
    signing().refuses(UnknownAgreement)


def test_nobody_signs_twice():
    signing(DRAFTED, signed(AMAL)).refuses(AgreementAlreadySigned, person=AMAL)


def test_nobody_signs_tomorrow():
    signing(DRAFTED, day=date(2026, 6, 2)).refuses(InTheFuture, field="signed")


def test_a_child_does_not_sign():
    signing(DRAFTED, person=NOUR).refuses(SignatoryMustBeAdult, person=NOUR)


def test_a_stranger_does_not_sign():
    signing(DRAFTED, person=an_id("stranger")).refuses(NotAMember, person=an_id("stranger"))


def test_who_has_left_the_household_does_not_sign():
    gone = MembersNoted(household=HADDAD, left=(SAMI,), on=date(2026, 5, 1))
    signing(DRAFTED, person=SAMI, family=given(evolve_household, Household(), KNOWN, gone).state).refuses(NotAMember, person=SAMI)


def test_an_old_version_is_not_signed_any_more():
    signing(DRAFTED, NEWER).refuses(AgreementSuperseded, current=NEWER.agreement)


def test_a_version_for_another_dwelling_replaces_nothing():
    elsewhere = NEWER.model_copy(update={"dwelling": an_id("elsewhere")})
    signing(DRAFTED, elsewhere).then(signed(AMAL))
