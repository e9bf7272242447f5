"""Those who share a dwelling meet; who was there lives there, and what was agreed can be found."""

from dataclasses import replace
from datetime import date

from services.housing.commands import HoldMeeting
from services.housing.domain.dwelling import DwellingOfAnotherAgency, UnknownDwelling
from services.housing.domain.house import DwellingNotShared, House
from services.housing.domain.household import Household
from services.housing.domain.household import evolve as evolve_household
from services.housing.domain.meeting import (
    MeetingHeldAlready,
    Meetings,
    NotAResident,
    PresentTwice,
    UnknownVersion,
    evolve,
    hold,
)
from services.housing.events import MeetingHeld
from services.kernel.rules import InTheFuture
from tests.housing.story import AMAL, HOUSE, KNOWN, SAMI, TODAY
from tests.spec import an_id, given

FAMILY = given(evolve_household, Household(), KNOWN).state
SHARED = House(frozenset({"coop"}), shared=True, versions=("1", "2"))
ASK = HoldMeeting(
    dwelling=HOUSE, held=date(2026, 5, 20), present=(AMAL, SAMI), topics=("cleaning",), decisions=("cleaning-turns",),
    amendment="2", minutes_text="Turni di pulizia.",
)  # fmt: skip
HELD = MeetingHeld(
    meeting=an_id("meeting"), dwelling=HOUSE, held=date(2026, 5, 20), present=(AMAL, SAMI), topics=("cleaning",),
    decisions=("cleaning-turns",), amendment="2", minutes_text="Turni di pulizia.",
)  # fmt: skip


def meeting(*facts, house=SHARED, agency="coop", residents=(FAMILY,), **changes):
    ask = ASK.model_copy(update=changes)
    return given(evolve, Meetings(), *facts).when(hold, HELD.meeting, ask, house, residents, agency=agency, today=TODAY)


def test_those_who_share_a_dwelling_meet():
    meeting().then(HELD)


def test_a_meeting_is_of_those_who_live_there():
    meeting(present=(an_id("stranger"),)).refuses(NotAResident, field="present")
    meeting(residents=()).refuses(NotAResident)
    meeting(present=(AMAL, AMAL)).refuses(PresentTwice)


def test_who_lives_alone_holds_no_house_meeting():
    meeting(house=replace(SHARED, shared=False)).refuses(DwellingNotShared)
    meeting(house=House()).refuses(UnknownDwelling)


def test_another_agency_holds_no_meeting_in_the_house():
    meeting(agency="altra").refuses(DwellingOfAnotherAgency)


def test_a_house_meets_once_a_day_and_not_tomorrow():
    meeting(HELD).refuses(MeetingHeldAlready)
    meeting(HELD, held=date(2026, 5, 21)).then(HELD.model_copy(update={"held": date(2026, 5, 21)}))
    meeting(held=date(2026, 6, 2)).refuses(InTheFuture, field="held")


def test_what_was_agreed_is_a_version_that_there_is():
    meeting(amendment="3").refuses(UnknownVersion, version="2")
    meeting(amendment=None).then(HELD.model_copy(update={"amendment": None}))
