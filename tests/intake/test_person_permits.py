"""A permit to stay and who is a recipient of the AMIF on a day: a function of citizenship and permit, told to counting."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from services.intake.codes import codes, permit_kinds
from services.intake.commands import CorrectPerson, ExpirePermit, RecordResidencePermit
from services.intake.domain.eligibility import Criteria, Eligibility, Standing, eligible_on, group_of
from services.intake.domain.person import (
    PermitEndsBeforeStart,
    Person,
    ReceiptMissing,
    UnknownPermit,
    UnknownPermitKind,
    UnknownPerson,
    correct,
    evolve,
    expire_permit,
    record_permit,
)
from services.intake.events import CountingProfileSet, PersonRegistered, ResidencePermitExpired, ResidencePermitRecorded
from services.kernel.rules import NotYetDue
from tests.spec import an_id, given

AMAL, PERMIT, KINDS = an_id("amal"), an_id("permit"), permit_kinds()
FUND = Criteria(KINDS, codes("eu-members"))
START, END, TODAY = date(2025, 3, 1), date(2026, 2, 28), date(2026, 6, 1)
AFTER = END + timedelta(days=1)
BORN = PersonRegistered(person=AMAL, birth_date=date(1990, 5, 17), sex="female", citizenship_group="third-country")
HELD = ResidencePermitRecorded(person=AMAL, permit=PERMIT, permit_kind="family", valid_from=START, valid_until=END)


def profile(valid_from, eligible, ground, **more):
    fixed = {"sex": "female", "birth_month": "1990-05", "citizenship_group": "third-country", **more}
    return CountingProfileSet(person=AMAL, valid_from=valid_from, eligible=eligible, ground=ground, **fixed)


COUNTED = (BORN, profile(date(1990, 5, 1), None, "not-stated"))
EXPIRING = (*COUNTED, HELD, profile(START, True, "family"), profile(AFTER, False, "permit-expired"))


def permitting(*facts, **changes):
    ask = {"person": AMAL, "permit_kind": "family", "valid_from": START, "valid_until": END, **changes}
    state = given(evolve, Person(), *(facts or COUNTED))
    return state.when(record_permit, RecordResidencePermit(**ask), PERMIT, fund=FUND)


def expiring(*facts, today=TODAY, permit=PERMIT):
    return given(evolve, Person(), *facts).when(expire_permit, ExpirePermit(person=AMAL, permit=permit), today)


def test_a_permit_makes_eligible_from_its_first_day_to_its_last():
    permitting().then(HELD, profile(START, True, "family"), profile(AFTER, False, "permit-expired"))


def test_a_permit_without_an_end_makes_eligible_for_good():
    facts = permitting(permit_kind="long-term", valid_until=None).facts
    assert facts[1:] == (profile(START, True, "long-term"),)


def test_a_permit_under_renewal_counts_beyond_its_last_day():
    facts = permitting(under_renewal=True, receipt_number="123", number="A1").facts
    assert facts[1:] == (profile(START, True, "family"),)


def test_a_renewal_asked_for_takes_back_what_counting_was_told_of_the_end():
    facts = permitting(*EXPIRING, under_renewal=True, receipt_number="123").facts
    assert facts[1:] == (profile(AFTER, True, "family"),)


def test_the_renewed_permit_follows_the_old_one():
    facts = permitting(*EXPIRING, valid_from=AFTER, valid_until=None, permit_kind="employment").facts
    assert facts[1:] == (profile(AFTER, True, "employment"),)


def test_a_kind_that_opens_nothing_makes_nobody_eligible():
    facts = permitting(permit_kind="short-stay", valid_until=None).facts
    assert facts[1:] == (profile(START, False, "short-stay"),)


def test_a_permit_makes_no_italian_eligible():
    italian = BORN.model_copy(update={"second_citizenship": "IT"})
    counted = profile(date(1990, 5, 1), False, "italian-citizen", citizenship_group="italian")
    assert len(permitting(italian, counted).facts) == 1


def test_who_turns_out_to_be_italian_was_never_eligible():
    ask = CorrectPerson(person=AMAL, second_citizenship="IT", reason="ius sanguinis")
    facts = given(evolve, Person(), *EXPIRING).when(correct, ask, TODAY, fund=FUND).facts
    days = [date(1990, 5, 1), START, AFTER]
    assert facts[1:] == tuple(profile(day, False, "italian-citizen", citizenship_group="italian") for day in days)


def test_the_permit_that_began_last_says_it():
    second = HELD.model_copy(update={"permit_kind": "short-stay", "valid_from": AFTER, "valid_until": None})
    standing = Standing("third-country", permits=(second, HELD))
    said = [eligible_on(standing, day, KINDS) for day in (START - timedelta(days=1), START, END, AFTER)]
    assert said == [Eligibility(), (True, "family"), (True, "family"), (False, "short-stay")]


def test_a_kind_that_the_list_no_longer_has_makes_nobody_eligible():
    assert eligible_on(Standing("third-country", permits=(HELD,)), START, {}) == (False, "family")


def test_without_a_permit_what_was_stated_holds():
    stated = Eligibility(eligible=True, ground="international-protection")
    assert eligible_on(Standing("third-country", stated), TODAY, KINDS) == stated


def test_an_italian_operator_keeps_the_ground_that_was_stated():
    stated = Eligibility(eligible=False, ground="operator")
    assert eligible_on(Standing("italian", stated), TODAY, KINDS) == stated
    assert eligible_on(Standing("eu"), TODAY, KINDS) == (False, "eu-citizen")


@pytest.mark.parametrize(
    ("citizenships", "stated", "group"),
    [
        ((), "not-stated", "not-stated"), ((), "eu", "eu"), (("IT", "SY"), "third-country", "italian"),
        (("SY",), "not-stated", "third-country"),
        (("SY", "FR"), "third-country", "eu"), (("stateless",), "not-stated", "stateless"), (("SY",), "stateless", "stateless"),
    ],
)  # fmt: skip
def test_of_several_citizenships_the_closest_counts(citizenships, stated, group):
    assert group_of(citizenships, stated, FUND.union) == group


def test_every_kind_names_the_law_it_rests_on():
    assert KINDS["international-protection"]
    assert not KINDS["short-stay"]


def test_a_permit_does_not_end_before_it_begins():
    permitting(valid_until=START - timedelta(days=1)).refuses(PermitEndsBeforeStart, field="valid_until", valid_from=START)
    assert permitting(valid_until=START).broken == ()


def test_a_permit_is_of_a_kind_that_the_list_has():
    permitting(permit_kind="golden").refuses(UnknownPermitKind, permit_kind="golden")


def test_a_permit_under_renewal_has_a_receipt():
    permitting(under_renewal=True).refuses(ReceiptMissing, field="receipt_number")


def test_a_permit_is_of_somebody_who_is_known():
    given(evolve, Person()).when(
        record_permit, RecordResidencePermit(person=AMAL, permit_kind="family", valid_from=START), PERMIT, fund=FUND
    ).refuses(UnknownPerson, field="person")


def test_the_number_of_a_permit_is_text():
    with pytest.raises(ValidationError):
        RecordResidencePermit(person=AMAL, permit_kind="family", valid_from=START, number="A\x001")


def test_a_permit_runs_out_after_its_last_day():
    expiring(*EXPIRING, today=END).refuses(NotYetDue, valid_until=END)
    expiring(*EXPIRING, today=AFTER).then(ResidencePermitExpired(person=AMAL, permit=PERMIT, permit_kind="family", valid_until=END))


def test_a_permit_runs_out_once():
    expiring(*EXPIRING, ResidencePermitExpired(person=AMAL, permit=PERMIT, permit_kind="family", valid_until=END)).then()


def test_a_permit_that_another_followed_or_whose_renewal_is_awaited_does_not_run_out():
    renewed = HELD.model_copy(update={"permit": an_id("renewed"), "valid_from": AFTER, "valid_until": None})
    awaited = HELD.model_copy(update={"permit": an_id("awaited"), "under_renewal": True})
    expiring(*EXPIRING, renewed).then()
    expiring(*EXPIRING, awaited).then()
    expiring(*EXPIRING, awaited, permit=an_id("awaited")).then()
    expiring(*EXPIRING, renewed, permit=an_id("renewed")).then()


def test_what_nobody_holds_does_not_run_out():
    expiring(*EXPIRING, permit=an_id("other")).refuses(UnknownPermit, field="permit")
