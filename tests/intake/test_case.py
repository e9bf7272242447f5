"""A case: one agency has the family in charge, and no two; it is opened, handed over, closed and reopened."""

import pytest
from pydantic import ValidationError

from services.intake.commands import AssignWorker, CloseCase, OpenCase, ReopenCase, TransferCase
from services.intake.domain.case import (
    AlreadyInCharge,
    Case,
    CaseAlreadyOpen,
    CaseIsClosed,
    CaseNotClosed,
    CaseNotOpen,
    NotInYourCharge,
    StillEnrolled,
    UnknownDestination,
    assign_worker,
    close,
    evolve,
    only_the_owner,
    open_case,
    reopen,
    takes_new_work,
    transfer,
)
from services.intake.domain.person import Person, UnknownPerson
from services.intake.domain.programme import Agency, UnknownAgency
from services.intake.events import CaseClosed, CaseOpened, CaseReopened, CaseTransferred, WorkerAssigned
from tests.spec import an_id, given

FAMILY, AMAL = an_id("family"), an_id("amal")
OPEN, CLOSE = OpenCase(project="PROG-2784", head=AMAL), CloseCase(household=FAMILY, outcome="autonomy-reached")
OPENED = CaseOpened(household=FAMILY, project="PROG-2784", agency="sds", head=AMAL)
CLOSED = CaseClosed(household=FAMILY, head=AMAL, outcome="autonomy-reached")
REOPENED = CaseReopened(household=FAMILY, head=AMAL, agency="sds", reason="back in need")
MOVED = CaseTransferred(household=FAMILY, project="PROG-2784", head=AMAL, agency="coop", before="sds", reason="moved house")
TO_ANNA, TO_OLGA = AssignWorker(household=FAMILY, worker="sds/anna"), AssignWorker(household=FAMILY, worker="sds/olga")
ANNA = WorkerAssigned(household=FAMILY, head=AMAL, worker="sds/anna")
COOP = Agency("Cooperativa")


def opening(*facts, head=Person(known=True)):  # noqa: B008 - a frozen value
    return given(evolve, Case(), *facts).when(open_case, FAMILY, OPEN, head, "sds")


def closing(*facts, enrolled=False, ask=CLOSE):
    return given(evolve, Case(), *facts).when(close, ask, enrolled=enrolled, destinations={"rental"})


def assigning(ask, *facts):
    return given(evolve, Case(), *facts).when(assign_worker, ask)


def transferring(*facts, to="coop", receiver=COOP):
    ask = TransferCase(household=FAMILY, agency=to, reason="moved house")
    return given(evolve, Case(), *facts).when(transfer, ask, receiver=receiver)


def reopening(*facts):
    return given(evolve, Case(), *facts).when(reopen, ReopenCase(household=FAMILY, reason="back in need"))


def new_work(*facts):
    return given(evolve, Case(), *facts).when(takes_new_work)


def test_an_agency_takes_a_family_in_charge():
    opening().then(OPENED)


def test_the_head_of_a_case_is_a_registered_person():
    opening(head=Person()).refuses(UnknownPerson, person=AMAL)


def test_a_family_is_taken_in_charge_once():
    opening(OPENED).refuses(CaseAlreadyOpen, household=FAMILY)


def test_a_case_is_closed_when_the_family_has_left():
    closing(OPENED).then(CLOSED)


def test_a_case_that_was_never_opened_is_not_closed():
    closing().refuses(CaseNotOpen, household=FAMILY)


def test_a_case_is_closed_once():
    closing(OPENED, CLOSED).refuses(CaseNotOpen)


def test_a_case_stays_open_while_the_family_is_in_the_project():
    closing(OPENED, enrolled=True).refuses(StillEnrolled, household=FAMILY)


def test_a_closed_case_still_says_whose_it_was():
    assert given(evolve, Case(), OPENED, CLOSED).state == Case("sds", "PROG-2784", AMAL, open=False)


def test_how_a_case_ended_is_one_of_a_list():
    with pytest.raises(ValidationError):
        CloseCase(household=FAMILY, outcome="well")


def test_a_caseworker_answers_for_the_family():
    assigning(TO_ANNA, OPENED).then(ANNA)


def test_the_next_caseworker_takes_over_from_the_one_before():
    assigning(TO_OLGA, OPENED, ANNA).then(WorkerAssigned(household=FAMILY, head=AMAL, worker="sds/olga", before="sds/anna"))


def test_a_caseworker_assigned_again_changes_nothing():
    assigning(TO_ANNA, OPENED, ANNA).then()


def test_nobody_answers_for_a_family_that_is_in_nobodys_charge():
    assigning(TO_ANNA).refuses(CaseNotOpen)
    assigning(TO_ANNA, OPENED, CLOSED).refuses(CaseNotOpen)


def test_a_case_is_handed_over_to_another_agency():
    transferring(OPENED).then(MOVED)


def test_after_the_transfer_the_family_has_one_owner_and_no_caseworker_yet():
    assert given(evolve, Case(), OPENED, ANNA, MOVED).state == Case("coop", "PROG-2784", AMAL, open=True)


def test_a_case_is_not_handed_over_to_nobody():
    transferring(OPENED, receiver=Agency()).refuses(UnknownAgency, field="agency")


def test_a_case_is_not_handed_over_to_who_has_it():
    transferring(OPENED, MOVED).refuses(AlreadyInCharge, agency="coop")


def test_a_closed_case_is_not_handed_over():
    transferring(OPENED, CLOSED).refuses(CaseNotOpen)
    transferring().refuses(CaseNotOpen)


def test_of_two_transfers_decided_at_once_the_second_meets_the_first_when_it_decides_again():
    transferring(OPENED).then(MOVED)
    transferring(OPENED, MOVED, to="coop").refuses(AlreadyInCharge)


def test_a_closed_case_is_reopened():
    reopening(OPENED, CLOSED).then(REOPENED)
    assert given(evolve, Case(), OPENED, CLOSED, REOPENED).state.open


def test_an_open_case_is_not_reopened():
    reopening(OPENED).refuses(CaseNotClosed)
    reopening(OPENED, CLOSED, REOPENED).refuses(CaseNotClosed)


def test_a_case_that_was_never_opened_is_not_reopened():
    reopening().refuses(CaseNotOpen)


def test_a_reopened_case_is_closed_again():
    closing(OPENED, CLOSED, REOPENED).then(CLOSED)


def test_a_closed_case_takes_no_new_work_until_it_is_reopened():
    new_work(OPENED).then()
    new_work(OPENED, CLOSED).refuses(CaseIsClosed, field="household")
    new_work(OPENED, CLOSED, REOPENED).then()


def test_where_no_presa_in_carico_is_asked_for_work_needs_no_case():
    new_work().then()


def test_who_is_let_in_by_the_family_does_not_let_others_in():
    only_the_owner("sds", "sds")
    with pytest.raises(NotInYourCharge):
        only_the_owner("sds", "coop")


def test_where_the_family_goes_is_of_the_list_of_destinations():
    closing(OPENED, ask=CLOSE.model_copy(update={"destination": "the moon"})).refuses(UnknownDestination, destination="the moon")
    rented = {"destination": "rental"}
    closing(OPENED, ask=CLOSE.model_copy(update=rented)).then(CLOSED.model_copy(update=rented))
