"""A case: one agency has the family in charge; it is opened and closed once."""

from services.intake.commands import CloseCase, OpenCase
from services.intake.domain.case import Case, CaseAlreadyOpen, CaseNotOpen, StillEnrolled, close, evolve, open_case
from services.intake.domain.person import Person, UnknownPerson
from services.intake.events import CaseClosed, CaseOpened
from tests.spec import an_id, given

FAMILY, AMAL = an_id("family"), an_id("amal")
OPEN, CLOSE = OpenCase(project="PROG-2784", head=AMAL), CloseCase(household=FAMILY, outcome="autonomous")
OPENED = CaseOpened(household=FAMILY, project="PROG-2784", agency="sds", head=AMAL)
CLOSED = CaseClosed(household=FAMILY, head=AMAL, outcome="autonomous")


def opening(*facts, head=Person(known=True)):  # noqa: B008 - a frozen value
    return given(evolve, Case(), *facts).when(open_case, FAMILY, OPEN, head, "sds")


def closing(*facts, enrolled=False):
    return given(evolve, Case(), *facts).when(close, CLOSE, enrolled=enrolled)


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
