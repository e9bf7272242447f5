"""A referral: with consent or on another ground; only the receiver answers, only the sender takes it back."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from services.intake.commands import AcceptReferral, CompleteReferral, ReferToAgency, RejectReferral, RevokeReferral
from services.intake.domain import consent
from services.intake.domain.case import Case, CaseIsClosed
from services.intake.domain.programme import Agency, UnknownAgency
from services.intake.domain.referral import (
    AlreadyReferred,
    GroundNeedsReason,
    NoConsentToShare,
    NotTheReceiver,
    NotTheSender,
    ReferralAnswered,
    ReferralNotAccepted,
    ReferralOver,
    Referrals,
    ReferralToOneself,
    UnknownReferral,
    accept,
    complete,
    end_without_consent,
    evolve,
    refer,
    reject,
    revoke,
)
from services.intake.domain.service_log import UnknownServiceCode
from services.intake.events import (
    ConsentGiven,
    ConsentWithdrawn,
    ReferralAccepted,
    ReferralCompleted,
    ReferralRejected,
    ReferralRevoked,
    ReferralSent,
)
from tests.spec import an_id, given

FAMILY, AMAL, CONSENT, NAME = an_id("family"), an_id("amal"), an_id("consent"), an_id("referral")
DAY, EXPIRES = date(2026, 3, 1), date(2026, 9, 1)
CASE, CLOSED = Case("sds", "PROG-2784", AMAL, open=True), Case("sds", "PROG-2784", AMAL)
GIVEN = ConsentGiven(
    consent=CONSENT, household=FAMILY, purpose="housing", recipients=("coop",), expires=EXPIRES, signatory=AMAL
)  # fmt: skip
WITHDRAWN = ConsentWithdrawn(consent=CONSENT, household=FAMILY, signatory=AMAL, recipients=("coop",))
ASK = ReferToAgency(household=FAMILY, receiver="coop", purpose="housing", code="A2.16")
BY_DUTY = ASK.model_copy(update={"ground": "legal-obligation", "reason": "the court ordered it"})
ABOUT = {"referral": NAME, "household": FAMILY, "head": AMAL}
SENT = ReferralSent(**ABOUT, sender="sds", receiver="coop", purpose="housing", code="A2.16", ground="consent", consent=CONSENT)
SENT_BY_DUTY = SENT.model_copy(update={"ground": "legal-obligation", "consent": None, "reason": "the court ordered it"})
ACCEPTED = ReferralAccepted(**ABOUT, receiver="coop", purpose="housing", until=EXPIRES)
ACCEPTED_BY_DUTY = ReferralAccepted(**ABOUT, receiver="coop", purpose="housing")
REJECTED = ReferralRejected(**ABOUT, receiver="coop", purpose="housing", reason="no room")
COMPLETED = ReferralCompleted(**ABOUT, receiver="coop", purpose="housing", note="a home was found")
REVOKED = ReferralRevoked(**ABOUT, receiver="coop", purpose="housing", reason="found another way")
NAMED = {"household": FAMILY, "referral": NAME}


def consents(*facts):
    return given(consent.evolve, consent.Consents(), *facts).state


def referred(*facts):
    return given(evolve, Referrals(), *facts)


def referring(ask=ASK, *facts, case=CASE, day=DAY, agreed=(GIVEN,), receiver=Agency("Cooperativa")):  # noqa: B008 - frozen
    return referred(*facts).when(
        refer, NAME, ask, "sds", AMAL, day, receiver=receiver, case=case, consents=consents(*agreed), codes={"A2.16"}
    )


def accepting(*facts, by="coop", day=DAY, case=CASE, agreed=(GIVEN,)):
    return referred(*facts).when(accept, AcceptReferral(**NAMED), by, day, case=case, consents=consents(*agreed))


def rejecting(*facts, by="coop"):
    return referred(*facts).when(reject, RejectReferral(**NAMED, reason="no room"), by)


def completing(*facts, by="coop"):
    return referred(*facts).when(complete, CompleteReferral(**NAMED, note="a home was found"), by)


def revoking(*facts, by="sds", case=CASE):
    return referred(*facts).when(revoke, RevokeReferral(**NAMED, reason="found another way"), by, case=case)


def open_to_coop(*facts, day=DAY):
    return referred(*facts).state.open_to("coop", day)


def test_a_family_that_consents_is_referred_to_the_agency_it_names():
    referring().then(SENT)
    referring(ASK.model_copy(update={"consent": CONSENT})).then(SENT)


@pytest.mark.parametrize(
    ("agreed", "day"),
    [((), DAY), ((GIVEN, WITHDRAWN), DAY), ((GIVEN,), EXPIRES + timedelta(days=1))],
    ids=["never given", "withdrawn", "expired"],
)
def test_without_a_live_consent_a_family_is_not_referred(agreed, day):
    referring(agreed=agreed, day=day).refuses(NoConsentToShare, receiver="coop")


def test_a_consent_that_names_another_agency_is_none():
    other = GIVEN.model_copy(update={"recipients": ("caritas",)})
    referring(agreed=(other,)).refuses(NoConsentToShare)
    referring(ASK.model_copy(update={"consent": CONSENT}), agreed=(other,)).refuses(NoConsentToShare)
    referring(ASK.model_copy(update={"consent": an_id("none")})).refuses(NoConsentToShare)


def test_on_another_ground_no_consent_is_needed_but_a_reason():
    referring(BY_DUTY, agreed=()).then(SENT_BY_DUTY)
    referring(BY_DUTY.model_copy(update={"reason": None})).refuses(GroundNeedsReason, field="reason")


def test_a_family_is_referred_to_an_agency_that_takes_part():
    referring(receiver=Agency()).refuses(UnknownAgency, field="receiver")


def test_nobody_refers_a_family_to_themselves():
    referring(ASK.model_copy(update={"receiver": "sds"})).refuses(ReferralToOneself)


def test_what_is_asked_for_is_a_service_of_the_list():
    referring(ASK.model_copy(update={"code": "Z9"})).refuses(UnknownServiceCode, code="Z9")
    referring(ASK.model_copy(update={"code": None})).then(SENT.model_copy(update={"code": None}))


def test_a_family_whose_case_is_closed_is_not_referred():
    referring(case=CLOSED).refuses(CaseIsClosed)
    accepting(SENT, case=CLOSED).refuses(CaseIsClosed)


def test_a_family_is_referred_once_for_one_purpose():
    referring(ASK, SENT).refuses(AlreadyReferred, referral=NAME)
    referring(ASK, SENT, ACCEPTED).refuses(AlreadyReferred)
    referring(ASK, SENT, REJECTED).then(SENT)


def test_the_receiver_accepts_for_as_long_as_the_consent_lives():
    accepting(SENT).then(ACCEPTED)
    accepting(SENT_BY_DUTY, agreed=()).then(ACCEPTED_BY_DUTY)


def test_a_referral_is_not_accepted_when_the_consent_lives_no_longer():
    accepting(SENT, agreed=(GIVEN, WITHDRAWN)).refuses(NoConsentToShare)
    accepting(SENT, day=EXPIRES + timedelta(days=1)).refuses(NoConsentToShare)


def test_the_receiver_rejects_and_says_why():
    rejecting(SENT).then(REJECTED)


@pytest.mark.parametrize("answering", [accepting, rejecting, completing])
def test_the_sender_does_not_answer_its_own_referral(answering):
    answering(SENT, by="sds").refuses(NotTheReceiver)


@pytest.mark.parametrize("answering", [accepting, rejecting, completing, revoking])
def test_an_agency_that_has_nothing_to_do_with_it_knows_no_such_referral(answering):
    answering(SENT, by="caritas").refuses(UnknownReferral, field="referral")
    answering().refuses(UnknownReferral)


@pytest.mark.parametrize("answering", [accepting, rejecting])
def test_a_referral_is_answered_once(answering):
    answering(SENT, ACCEPTED).refuses(ReferralAnswered)
    answering(SENT, REJECTED).refuses(ReferralOver)


def test_only_what_was_accepted_is_completed():
    completing(SENT, ACCEPTED).then(COMPLETED)
    completing(SENT).refuses(ReferralNotAccepted)
    completing(SENT, REJECTED).refuses(ReferralOver)


def test_the_sender_takes_it_back_while_it_is_open():
    revoking(SENT).then(REVOKED)
    revoking(SENT, ACCEPTED).then(REVOKED)


@pytest.mark.parametrize("over", [(REJECTED,), (ACCEPTED, COMPLETED), (REVOKED,)], ids=["rejected", "completed", "revoked"])
def test_what_is_over_is_neither_taken_back_nor_completed(over):
    revoking(SENT, *over).refuses(ReferralOver)
    completing(SENT, *over).refuses(ReferralOver)
    accepting(SENT, *over).refuses(ReferralOver)


def test_the_receiver_does_not_take_it_back():
    revoking(SENT, ACCEPTED, by="coop").refuses(NotTheSender)


def test_after_a_transfer_the_new_owner_takes_it_back_too():
    revoking(SENT, by="caritas", case=Case("caritas", "PROG-2784", AMAL, open=True)).then(REVOKED)


def test_only_an_accepted_referral_opens_the_file_and_only_while_it_is_open():
    assert not open_to_coop(SENT_BY_DUTY)
    assert open_to_coop(SENT_BY_DUTY, ACCEPTED_BY_DUTY, day=date(2030, 1, 1))
    assert not open_to_coop(SENT_BY_DUTY, ACCEPTED_BY_DUTY, COMPLETED)
    assert not open_to_coop(SENT_BY_DUTY, ACCEPTED_BY_DUTY, REVOKED)
    assert not open_to_coop(SENT_BY_DUTY, REJECTED)
    assert not referred(SENT_BY_DUTY, ACCEPTED_BY_DUTY).state.open_to("sds", DAY)


def test_a_referral_that_rests_on_a_consent_opens_the_file_no_longer_than_the_consent_lives():
    assert open_to_coop(SENT, ACCEPTED, day=EXPIRES)
    assert not open_to_coop(SENT, ACCEPTED, day=EXPIRES + timedelta(days=1))


def test_a_consent_taken_back_ends_the_open_referrals_that_rest_on_it():
    taken_back = REVOKED.model_copy(update={"reason": None})
    referred(SENT).when(end_without_consent, CONSENT).then(taken_back)
    referred(SENT, ACCEPTED).when(end_without_consent, CONSENT).then(taken_back)
    assert not open_to_coop(SENT, ACCEPTED, taken_back)


def test_a_consent_taken_back_leaves_the_other_referrals_as_they_are():
    referred(SENT_BY_DUTY, ACCEPTED_BY_DUTY).when(end_without_consent, CONSENT).then()
    referred(SENT, REJECTED).when(end_without_consent, CONSENT).then()
    referred(SENT).when(end_without_consent, an_id("another")).then()


def test_of_sender_and_receiver_acting_at_once_the_second_meets_what_the_first_did():
    """Both decide on the same state; whoever is overtaken decides again, for the append checks the version that was read."""
    accepting(SENT).then(ACCEPTED)
    revoking(SENT).then(REVOKED)
    accepting(SENT, REVOKED).refuses(ReferralOver)
    revoking(SENT, ACCEPTED).then(REVOKED)
    completing(SENT, ACCEPTED, REVOKED).refuses(ReferralOver)


def test_a_referral_rests_on_one_ground():
    both = {**BY_DUTY.model_dump(), "consent": CONSENT}
    with pytest.raises(ValidationError, match="either the consent or another ground"):
        ReferToAgency(**both)
