"""Milestones: who has reached what, once, and only who belongs or belonged to the household."""

from datetime import date

from services.intake.commands import RecordMilestone
from services.intake.domain import milestone
from services.intake.domain.household import Household, NotAMember
from services.intake.domain.milestone import MilestoneAlreadyReached, Milestones
from services.intake.events import MilestoneReached
from tests.spec import an_id, given

AMAL, NOBODY, HOME = an_id("amal"), an_id("nobody"), an_id("haddad")
DAY = date(2026, 5, 4)
FAMILY = Household(everyone=frozenset({AMAL}))
REACHED = MilestoneReached(household=HOME, person=AMAL, milestone="found-helpful", reached_on=DAY)


def asked(person=AMAL, what="found-helpful"):
    return RecordMilestone(household=HOME, person=person, milestone=what)


def told(*facts):
    return given(milestone.evolve, Milestones(), *facts)


def test_a_member_reaches_a_milestone():
    told().when(milestone.record, asked(), DAY, household=FAMILY).then(REACHED)


def test_a_person_reaches_each_milestone_once():
    told(REACHED).when(milestone.record, asked(), DAY, household=FAMILY).refuses(MilestoneAlreadyReached, person=AMAL)
    other = REACHED.model_copy(update={"milestone": "applied-for-recognition"})
    told(REACHED).when(milestone.record, asked(what="applied-for-recognition"), DAY, household=FAMILY).then(other)


def test_who_never_belonged_to_the_household_reaches_nothing_in_it():
    told().when(milestone.record, asked(NOBODY), DAY, household=FAMILY).refuses(NotAMember, field="person")
