"""Presa in carico: one agency has the charge of a family, from before the enrolment to after it."""

from services.intake.commands import CloseCase, OpenCase
from services.intake.domain.case import Case, CaseAlreadyOpen, CaseNotOpen, StillEnrolled, close, evolve, open_case
from services.intake.domain.person import Person, UnknownPerson
from services.intake.events import CaseClosed, CaseOpened
from tests.spec import an_id, given

FAMILY, AMAL = an_id("family"), an_id("amal")
OPENED = CaseOpened(household=FAMILY, project="PROG-2784", agency="sds", head=AMAL)
CLOSED = CaseClosed(household=FAMILY, head=AMAL, outcome="autonomous", destination="rental")


def opening(*facts, head=Person(known=True)):  # noqa: B008 - a frozen value
    return given(evolve, Case(), *facts).when(open_case, FAMILY, OpenCase(project="PROG-2784", head=AMAL), head, "sds")


def closing(*facts, enrolled=False):
    ask = CloseCase(household=FAMILY, outcome="autonomous", destination="rental")
    return given(evolve, Case(), *facts).when(close, ask, enrolled=enrolled)


def test_a_family_is_taken_in_charge():
    opening().then(OPENED)


def test_the_head_is_a_registered_person():
    opening(head=Person()).refuses(UnknownPerson, person=AMAL)


def test_a_family_is_taken_in_charge_once():
    opening(OPENED).refuses(CaseAlreadyOpen, household=FAMILY)
    opening(OPENED, CLOSED).refuses(CaseAlreadyOpen)


def test_a_charge_ends():
    closing(OPENED).then(CLOSED)


def test_a_charge_that_is_none_does_not_end():
    closing().refuses(CaseNotOpen, household=FAMILY)
    closing(OPENED, CLOSED).refuses(CaseNotOpen)


def test_the_charge_of_a_family_ends_after_its_enrolment():
    closing(OPENED, enrolled=True).refuses(StillEnrolled)
