"""Every adult signs the current version of the cohabitation agreement, for themselves, once."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.housing.commands import AddSignatory, DraftAgreement, EndAgreement, EndPromisesAfterExit, ReportBreach, SignAgreement
from services.housing.domain.agreement import (
    AgreementAlreadySigned,
    AgreementHasEnded,
    Agreements,
    AgreementSuperseded,
    EndedBeforeSigned,
    NobodyHasSigned,
    SignatoryMustBeAdult,
    SignsAlready,
    UnknownAgreement,
    VersionTaken,
    add_signatory,
    draft,
    end,
    end_after_exit,
    evolve,
    report_breach,
    sign,
)
from services.housing.domain.dwelling import Dwelling, Unit, UnknownDwelling, UnknownUnit
from services.housing.domain.household import Household, NotAMember, UnknownHousehold
from services.housing.domain.household import evolve as evolve_household
from services.housing.events import AgreementEnded, BreachReported, MembersNoted, SignatoryAdded
from services.kernel.rules import InTheFuture
from tests.housing.story import AMAL, DRAFTED, FLAT, HADDAD, HOUSE, KNOWN, NOUR, PACT, SAMI, TODAY, signed
from tests.spec import an_id, given

FAMILY = given(evolve_household, Household(), KNOWN).state
PLACE = (Dwelling(frozenset({"coop"})), Unit(HOUSE, 4))
ASK = DraftAgreement(household=HADDAD, dwelling=HOUSE, version="1", rules="Silenzio dalle 22.")
ENDED = AgreementEnded(agreement=PACT, household=HADDAD, head=AMAL, ended=date(2026, 5, 30), reason="moved-out")
GROWN = SignatoryAdded(household=HADDAD, person=NOUR, since=date(2026, 5, 1))
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


def test_an_ended_agreement_is_not_signed():
    signing(DRAFTED, ENDED).refuses(AgreementHasEnded, ended=ENDED.ended)


def test_a_member_who_has_come_of_age_signs():
    signing(DRAFTED, GROWN, person=NOUR).then(signed(NOUR))
    signing(DRAFTED, GROWN, person=NOUR, day=date(2026, 4, 30)).refuses(SignatoryMustBeAdult)


def of_age(*facts, person=NOUR, since=date(2026, 5, 1), family=FAMILY):
    ask = AddSignatory(household=HADDAD, person=person, since=since)
    return given(evolve, Agreements(), *facts).when(add_signatory, ask, family, TODAY)


def test_a_member_comes_of_age():
    of_age().then(GROWN)


def test_nobody_comes_of_age_tomorrow():
    of_age(since=date(2026, 6, 2)).refuses(InTheFuture, field="since")


def test_a_stranger_does_not_become_a_signatory():
    of_age(person=an_id("stranger")).refuses(NotAMember)


def test_who_signs_already_is_not_added():
    of_age(GROWN).refuses(SignsAlready, person=NOUR)
    of_age(person=AMAL).refuses(SignsAlready, person=AMAL)


def breaking(*facts, person=None, on=date(2026, 5, 25), agreement=PACT):
    ask = ReportBreach(household=HADDAD, agreement=agreement, person=person, kind="noise", on=on, note="Musica di notte.")
    return given(evolve, Agreements(), *facts).when(report_breach, an_id("breach"), ask, FAMILY, TODAY)


BREACH = BreachReported(
    breach=an_id("breach"),
    agreement=PACT,
    household=HADDAD,
    person=AMAL,
    kind="noise",
    on=date(2026, 5, 25),
    note="Musica di notte.",
)


def test_a_breach_is_reported_of_a_member_or_of_the_head():
    breaking(DRAFTED, signed(AMAL)).then(BREACH)
    breaking(DRAFTED, signed(AMAL), person=SAMI).then(BREACH.model_copy(update={"person": SAMI}))


def test_what_nobody_signed_nobody_breaks():
    breaking(DRAFTED).refuses(NobodyHasSigned)
    breaking().refuses(UnknownAgreement)


def test_a_stranger_breaks_no_agreement_of_the_household():
    breaking(DRAFTED, signed(AMAL), person=an_id("stranger")).refuses(NotAMember)


def test_an_agreement_is_not_broken_tomorrow_nor_after_its_end():
    breaking(DRAFTED, signed(AMAL), on=date(2026, 6, 2)).refuses(InTheFuture, field="on")
    breaking(DRAFTED, signed(AMAL), ENDED, on=date(2026, 5, 29)).then(BREACH.model_copy(update={"on": date(2026, 5, 29)}))
    breaking(DRAFTED, signed(AMAL), ENDED, on=ENDED.ended).refuses(AgreementHasEnded)


def ending(*facts, ended=date(2026, 5, 30)):
    ask = EndAgreement(household=HADDAD, agreement=PACT, ended=ended, reason="moved-out")
    return given(evolve, Agreements(), *facts).when(end, ask, TODAY)


def test_an_agreement_ends_once():
    ending(DRAFTED).then(ENDED)
    ending(DRAFTED, ENDED).refuses(AgreementHasEnded)
    ending().refuses(UnknownAgreement)


def test_an_agreement_does_not_end_before_it_is_signed():
    ending(DRAFTED, signed(AMAL), ended=date(2026, 5, 19)).refuses(EndedBeforeSigned, signed=date(2026, 5, 20))
    ending(DRAFTED, signed(AMAL), ended=date(2026, 6, 2)).refuses(InTheFuture, field="ended")


def leaving(*facts, exit_=date(2026, 5, 30)):
    return given(evolve, Agreements(), *facts).when(end_after_exit, EndPromisesAfterExit(household=HADDAD, exit=exit_))


def test_what_was_signed_binds_nobody_who_has_left_the_project():
    leaving(DRAFTED, signed(AMAL)).then(ENDED)
    leaving(DRAFTED, signed(AMAL), exit_=date(2026, 5, 1)).then(ENDED.model_copy(update={"ended": date(2026, 5, 20)}))


def test_what_nobody_signed_or_has_ended_or_was_replaced_does_not_end_with_the_exit():
    leaving(DRAFTED).then()
    leaving(DRAFTED, signed(AMAL), ENDED).then()
    leaving(DRAFTED, signed(AMAL), NEWER).then()
