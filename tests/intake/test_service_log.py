"""What was done for a household is recorded, corrected and voided; nothing is overwritten."""

from dataclasses import replace
from datetime import date

import pytest

from services.intake.commands import CorrectService, RecordService, VoidService
from services.intake.domain.household import Household, NotAMember, NotEnrolled
from services.intake.domain.programme import Agency, UnknownAgency
from services.intake.domain.service_log import (
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
from services.intake.events import ProgrammeRules, ServiceCorrected, ServiceDelivered, ServiceVoided
from tests.spec import an_id, decided, given, recorded

FAMILY, AMAL, SAMI, NAME = (an_id(name) for name in ("family", "amal", "sami", "delivery"))
DAY, TODAY = date(2026, 3, 1), date(2026, 6, 1)
HOUSEHOLD = Household("PROG-2784", "sds", AMAL, frozenset({AMAL}), date(2026, 1, 1), None, frozenset({AMAL}))
WORLD = {"household": HOUSEHOLD, "rules": ProgrammeRules(), "codes": {"A2.19", "A1.05"}}
DELIVERED = ServiceDelivered(
    delivery=NAME,
    household=FAMILY,
    code="A2.19",
    delivered_on=DAY,
    minutes=60,
    provider="coop",
    recipients=(AMAL,),
    note="Questura",
)
FIRST = recorded(DELIVERED, 1)
VOIDED = ServiceVoided(delivery=NAME, household=FAMILY, corrects_event_id=FIRST.id, recipients=(AMAL,), reason="twice")


def recording(agency="Cooperativa", household=HOUSEHOLD, rules=None, **changes):
    fixed = {"household": FAMILY, "code": "A2.19", "delivered_on": DAY, "minutes": 60, "recipients": (AMAL,), "note": "Questura"}
    ask = RecordService.model_validate({**fixed, **changes})
    world = {**WORLD, "household": household, "rules": rules or ProgrammeRules()}
    return decided.by(lambda: record(ask, NAME, TODAY, provider="coop", agency=Agency(agency), **world))


def correcting(*facts, **changes):
    ask = CorrectService.model_validate({"household": FAMILY, "delivery": NAME, "reason": "longer", **changes})
    return given(evolve, ServiceLog(), *facts).when(correct, ask, TODAY, **WORLD)


def voiding(*facts):
    return given(evolve, ServiceLog(), *facts).when(void, VoidService(household=FAMILY, delivery=NAME, reason="twice"))


def test_a_service_is_recorded():
    recording().then(DELIVERED)


def test_a_service_has_a_code_of_the_siuss_list():
    recording(code="Z9.99").refuses(UnknownServiceCode, code="Z9.99")


def test_a_service_is_provided_by_an_agency_that_takes_part():
    recording(agency=None).refuses(UnknownAgency, agency="coop")


def test_a_service_is_for_members():
    recording(recipients=(SAMI,)).refuses(NotAMember, person=SAMI)


def test_a_service_lies_not_in_the_future():
    recording(delivered_on=date(2026, 6, 2)).refuses(ServiceInTheFuture)


def test_a_household_that_never_entered_has_no_services():
    recording(household=Household(everyone=frozenset({AMAL}))).refuses(NotEnrolled)


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 3, 2)])
def test_a_service_is_provided_between_entry_and_exit(day):
    left = replace(HOUSEHOLD, exit=DAY)
    recording(household=left, delivered_on=day).refuses(ServiceOutsideEnrolment)
    recording(household=left, delivered_on=DAY).then(DELIVERED)


def test_a_project_may_do_without_that_rule():
    assert recording(rules=ProgrammeRules(service_in_enrolment=False), delivered_on=date(2020, 1, 1)).broken == ()


def test_what_a_correction_does_not_name_stands():
    correcting(FIRST, minutes=90).then(
        ServiceCorrected(**{**DELIVERED.model_dump(), "minutes": 90, "corrects_event_id": FIRST.id, "reason": "longer"})
    )


def test_a_corrected_service_keeps_the_rules():
    correcting(FIRST, code="Z9.99").refuses(UnknownServiceCode)
    correcting(FIRST, delivered_on=date(2025, 1, 1)).refuses(ServiceOutsideEnrolment)


def test_a_correction_of_a_correction_points_to_the_newest_word():
    once = recorded(correcting(FIRST, minutes=90).facts[0], 2)
    twice = correcting(FIRST, once, minutes=95).facts[0]
    assert (twice.corrects_event_id, twice.minutes, twice.code) == (once.id, 95, "A2.19")


def test_a_service_that_never_took_place_is_voided():
    voiding(FIRST).then(VOIDED)


def test_a_voided_service_is_neither_corrected_nor_voided_again():
    correcting(FIRST, VOIDED, minutes=90).refuses(ServiceAlreadyVoided, delivery=NAME)
    voiding(FIRST, VOIDED).refuses(ServiceAlreadyVoided)


def test_a_service_that_was_not_recorded_is_not_corrected():
    correcting(minutes=90).refuses(UnknownDelivery, delivery=NAME)
    voiding().refuses(UnknownDelivery)
