"""Services are recorded with a code of the SIUSS list, corrected and voided; nothing is overwritten."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from services.intake.commands import CorrectService, RecordService, VoidService
from services.intake.domain.case import Case, CaseIsClosed
from services.intake.domain.household import Household, MemberNamedTwice, NotAMember, NotEnrolled
from services.intake.domain.programme import Agency, UnknownAgency
from services.intake.domain.service_log import (
    FileNamesDoNotFit,
    OwnEntry,
    ServiceAlreadyVoided,
    ServiceInTheFuture,
    ServiceLog,
    ServiceOutsideEnrolment,
    UnknownDelivery,
    UnknownServiceCode,
    correct,
    evolve,
    record,
    void,
)
from services.intake.events import FamilyExited, ProgrammeRules, ServiceCorrected, ServiceDelivered, ServiceVoided
from services.kernel.evidence import Evidence
from tests.spec import an_id, decided, given, recorded

FAMILY, AMAL, DELIVERY = an_id("family"), an_id("amal"), an_id("delivery")
ENTRY, DAY, EXIT, TODAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)
HOME = Household("PROG-2784", "sds", AMAL, frozenset({AMAL}), ENTRY, None, frozenset({AMAL}))
ASK = RecordService(household=FAMILY, code="A1.05", delivered_on=DAY, minutes=60, recipients=(AMAL,), note="by phone")
SERVICE = {
    "delivery": DELIVERY,
    "household": FAMILY,
    "code": "A1.05",
    "delivered_on": DAY,
    "provider": "sds",
    "recipients": (AMAL,),
}
DELIVERED = ServiceDelivered(**SERVICE, minutes=60, note="by phone")
FIRST = recorded(DELIVERED, 1)
CORRECTION = CorrectService(household=FAMILY, delivery=DELIVERY, minutes=90, reason="typing error")
VOIDING = VoidService(household=FAMILY, delivery=DELIVERY, reason="never took place")
VOIDED = ServiceVoided(
    delivery=DELIVERY, household=FAMILY, corrects_event_id=FIRST.id, recipients=(AMAL,), reason="never took place"
)  # fmt: skip
OPEN, CLOSED = Case("sds", "PROG-2784", AMAL, open=True), Case("sds", "PROG-2784", AMAL)
RECEIPT = Evidence(sha256="0" * 64, kind="receipt")
WORLD = {"household": HOME, "rules": ProgrammeRules(), "codes": {"A1.05", "A1.06"}}


def recording(agency=Agency("SdS"), household=HOME, rules=ProgrammeRules(), case=OPEN, **changes):  # noqa: B008 - frozen values
    world = {**WORLD, "household": household, "rules": rules, "provider": "sds", "agency": agency, "case": case}
    return decided.by(lambda: record(ASK.model_copy(update=changes), DELIVERY, TODAY, **world))


def correcting(*facts, ask=CORRECTION, by="rita"):
    return given(evolve, ServiceLog(), *facts).when(correct, ask, TODAY, by, **WORLD)


def voiding(*facts, by="rita"):
    return given(evolve, ServiceLog(), *facts).when(void, VOIDING, by, rules=WORLD["rules"])


def test_a_service_has_a_code_a_day_a_provider_and_recipients():
    recording().then(DELIVERED)


def test_a_provider_takes_part():
    recording(agency=Agency()).refuses(UnknownAgency, agency="sds")


def test_a_code_is_of_the_siuss_list():
    recording(code="Z9").refuses(UnknownServiceCode, code="Z9")


def test_a_service_is_for_a_household_of_the_project():
    recording(household=Household()).refuses(NotEnrolled)


def test_a_service_is_for_members():
    recording(recipients=(an_id("stranger"),)).refuses(NotAMember, person=an_id("stranger"))


def test_who_has_left_the_household_had_services_before():
    recording(household=replace(HOME, members=frozenset())).then(DELIVERED)


def test_a_service_that_was_provided_lies_not_in_the_future():
    recording(delivered_on=date(2026, 6, 2)).refuses(ServiceInTheFuture, field="delivered_on")


def test_a_service_is_not_provided_before_entry():
    recording(delivered_on=date(2026, 2, 28)).refuses(ServiceOutsideEnrolment, entry=ENTRY)


def test_a_service_is_not_provided_after_exit():
    gone = replace(HOME, exit=EXIT)
    recording(household=gone, delivered_on=date(2026, 5, 2)).refuses(ServiceOutsideEnrolment, exit=EXIT)
    assert recording(household=gone, delivered_on=EXIT).broken == ()


def test_a_project_may_count_services_outside_enrolment():
    assert recording(rules=ProgrammeRules(service_in_enrolment=False), delivered_on=date(2026, 2, 28)).broken == ()


def test_a_closed_case_takes_no_new_service():
    recording(case=CLOSED).refuses(CaseIsClosed)


def test_each_recipient_is_named_once():
    recording(recipients=(AMAL, AMAL)).refuses(MemberNamedTwice, field="recipients")


def test_a_service_cites_its_evidence():
    fact = recording(evidence=(RECEIPT,), file_names=("ricevuta.pdf",)).facts[0]
    assert (fact.evidence, fact.file_names) == ((RECEIPT,), ("ricevuta.pdf",))
    assert recording(evidence=(RECEIPT,)).broken == ()


def test_each_document_has_one_name_or_none_has():
    recording(evidence=(RECEIPT, RECEIPT), file_names=("ricevuta.pdf",)).refuses(FileNamesDoNotFit, documents=2)


@pytest.mark.parametrize(
    "evidence",
    [{"sha256": "0" * 63, "kind": "receipt"}, {"sha256": "Z" * 64, "kind": "receipt"}, {"sha256": "0" * 64, "kind": "rumour"}],
)
def test_evidence_is_a_hash_and_a_kind(evidence):
    with pytest.raises(ValidationError):
        RecordService(household=FAMILY, code="A1.05", delivered_on=DAY, recipients=(AMAL,), evidence=[evidence])


@pytest.mark.parametrize("field", ["code", "delivered_on", "recipients"])
def test_a_correction_leaves_no_service_without_its_code_its_day_or_its_recipients(field):
    with pytest.raises(ValidationError, match="every service has"):
        CorrectService(household=FAMILY, delivery=DELIVERY, reason="read again", **{field: None})


def test_evidence_stands_when_a_correction_does_not_speak_of_it_and_comes_later_by_one():
    with_receipt = recorded(DELIVERED.model_copy(update={"evidence": (RECEIPT,)}), 1)
    assert correcting(with_receipt).facts[0].evidence == (RECEIPT,)
    later = CorrectService(household=FAMILY, delivery=DELIVERY, evidence=(RECEIPT,), reason="the receipt came")
    assert correcting(FIRST, ask=later).facts[0].evidence == (RECEIPT,)


def test_a_correction_changes_what_it_names_and_points_to_what_it_corrects():
    correcting(FIRST).then(
        ServiceCorrected(**SERVICE, minutes=90, note="by phone", corrects_event_id=FIRST.id, reason="typing error")
    )


def test_a_correction_may_take_a_value_away():
    nothing = CorrectService(household=FAMILY, delivery=DELIVERY, minutes=None, reason="not measured")
    assert correcting(FIRST, ask=nothing).facts[0].minutes is None


def test_a_correction_corrects_the_newest_word():
    again = recorded(correcting(FIRST).facts[0], 2)
    assert correcting(FIRST, again).facts[0].corrects_event_id == again.id


def test_a_correction_keeps_to_the_rules():
    wrong = CorrectService(household=FAMILY, delivery=DELIVERY, code="Z9", reason="typing error")
    correcting(FIRST, ask=wrong).refuses(UnknownServiceCode, code="Z9")


def test_what_was_not_recorded_is_not_corrected():
    correcting().refuses(UnknownDelivery, delivery=DELIVERY)


def test_a_service_that_never_took_place_is_voided():
    voiding(FIRST).then(VOIDED)


def test_who_wrote_an_entry_neither_corrects_nor_voids_it_alone():
    correcting(FIRST, by="anna").refuses(OwnEntry, delivery=DELIVERY)
    voiding(FIRST, by="anna").refuses(OwnEntry, delivery=DELIVERY)


def test_where_the_programme_asks_for_no_second_pair_of_eyes_one_is_enough():
    trusting = {**WORLD, "rules": ProgrammeRules(four_eyes=False)}
    assert given(evolve, ServiceLog(), FIRST).when(correct, CORRECTION, TODAY, "anna", **trusting).broken == ()


def test_a_voided_service_is_neither_corrected_nor_voided_again():
    correcting(FIRST, VOIDED).refuses(ServiceAlreadyVoided, delivery=DELIVERY)
    voiding(FIRST, VOIDED).refuses(ServiceAlreadyVoided, delivery=DELIVERY)


def test_what_was_not_recorded_is_not_voided():
    voiding().refuses(UnknownDelivery, delivery=DELIVERY)


def test_a_fact_of_another_kind_changes_no_entry_and_nothing_unknown_is_voided():
    exited = FamilyExited(household=FAMILY, project="P", members=(AMAL,), exit=EXIT, destination="rental", head=AMAL)
    assert given(evolve, ServiceLog(), FIRST, exited).state == given(evolve, ServiceLog(), FIRST).state
    assert given(evolve, ServiceLog(), VOIDED).state == ServiceLog()
