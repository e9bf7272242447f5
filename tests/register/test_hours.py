"""Hours are logged within a confirmed match, approved by another, and booked twice: the accounts sum to zero."""

from dataclasses import replace
from datetime import date

import pytest

from services.register.commands import ApproveHours, LogHours, RejectHours, ReverseHours
from services.register.domain import hours
from services.register.domain.calendar import Days
from services.register.domain.cover import Covers
from services.register.domain.fitness import OutsideCover, VolunteerIsSuspended, VolunteerNotRegistered
from services.register.domain.hours import Account, evolve
from services.register.domain.match import Matches, MatchNotConfirmed, UnknownMatch
from services.register.events import Entry, HoursApproved, HoursLogged, HoursRejected, HoursReversed
from tests.register.examples import AGAIN, CANDIDATE, CONFIRMED, FAMILY, MARCO, MATCH, NEED, PROPOSED, VOLUNTEER, a_match
from tests.spec import an_id, given, recorded

MONDAY, TODAY = date(2026, 2, 2), date(2026, 6, 1)
HOURS, IDS = an_id("hours"), {MARCO, AGAIN}
V, H = f"volunteer/{MARCO}", f"household/{FAMILY}"
ABOUT = {
    "hours": HOURS, "match": MATCH, "need": NEED, "household": FAMILY, "person": MARCO, "day": MONDAY, "minutes": 120,
}  # fmt: skip
BOOKED = (Entry(account=f"{V}/logged", minutes=120), Entry(account=f"{H}/logged", minutes=-120))
LOGGED = HoursLogged(**ABOUT, entries=BOOKED)
APPROVED = HoursApproved(
    **ABOUT,
    entries=(
        Entry(account=f"{V}/logged", minutes=-120),
        Entry(account=f"{H}/logged", minutes=120),
        Entry(account=f"{V}/approved", minutes=120),
        Entry(account=f"{H}/approved", minutes=-120),
    ),
)


def logging(*facts, matches=CONFIRMED, candidate=CANDIDATE, today=TODAY, **changes):
    ask = LogHours(**{"household": FAMILY, "match": MATCH, "day": MONDAY, "minutes": 120, **changes})
    return given(evolve, Account(), *facts).when(hours.log, HOURS, ask, today, matches=matches, candidate=candidate)


def approving(*facts, by="paolo"):
    return given(evolve, Account(), *facts).when(hours.approve, ApproveHours(person=MARCO, hours=HOURS), by, ids=IDS)


def test_what_the_volunteer_is_credited_the_household_has_received():
    logging().then(LOGGED)


def test_hours_need_a_match():
    logging(matches=Matches()).refuses(UnknownMatch)


def test_the_match_is_confirmed():
    logging(matches=PROPOSED).refuses(MatchNotConfirmed)


@pytest.mark.parametrize("day", [date(2026, 1, 9), date(2026, 8, 1)])
def test_hours_lie_on_a_day_of_the_match(day):
    logging(day=day, today=date(2026, 12, 1)).refuses(hours.HoursOutsideMatch)


def test_hours_after_a_match_has_ended_are_refused_and_before_are_not():
    ended = Matches({MATCH: a_match(until=MONDAY, confirmed=True, ended=True)})
    logging(matches=ended).then(LOGGED)
    logging(matches=ended, day=date(2026, 2, 3)).refuses(hours.HoursOutsideMatch, until=MONDAY)


def test_hours_are_not_logged_ahead():
    logging(today=date(2026, 2, 1)).refuses(hours.HoursInTheFuture)


def test_hours_lie_on_an_insured_day():
    logging(candidate=replace(CANDIDATE, covers=Covers())).refuses(OutsideCover, day=MONDAY)


def test_a_day_has_24_hours_in_all_matches_together():
    elsewhere = LOGGED.model_copy(update={"hours": an_id("more"), "match": an_id("elsewhere"), "minutes": 1321})
    logging(elsewhere).refuses(hours.MoreThanADay, logged=1321)
    logging(elsewhere.model_copy(update={"minutes": 1320})).then(LOGGED)


def test_another_approves_and_the_minutes_move():
    approving(recorded(LOGGED, actor=str(MARCO))).then(APPROVED)


def test_who_logged_does_not_approve():
    approving(recorded(LOGGED, actor="paolo")).refuses(hours.ApproverLoggedThem)


def test_a_volunteer_does_not_approve_their_own_hours():
    for name in (MARCO, AGAIN):
        approving(recorded(LOGGED, actor="rosa"), by=str(name)).refuses(hours.ApproverIsTheVolunteer)


def test_hours_are_approved_once():
    approving(LOGGED, APPROVED).refuses(hours.HoursAlreadyApproved)


def test_hours_that_were_not_logged_are_unknown():
    approving().refuses(hours.UnknownHours)


def test_an_account_knows_its_last_day_in_a_match():
    account = given(evolve, Account(), LOGGED).state
    assert (account.last_day(MATCH), account.last_day(an_id("elsewhere"))) == (MONDAY, None)


def test_hours_are_given_by_who_stands_in_the_register_and_is_not_suspended():
    left = replace(VOLUNTEER, inscriptions=(replace(VOLUNTEER.inscriptions[0], ended=date(2026, 2, 1)),))
    paused = replace(VOLUNTEER, pauses=(Days(date(2026, 2, 1), date(2026, 2, 3)),))
    logging(candidate=replace(CANDIDATE, volunteer=left)).refuses(VolunteerNotRegistered)
    logging(candidate=replace(CANDIDATE, volunteer=paused)).refuses(VolunteerIsSuspended)


def rejecting(*facts, by="paolo"):
    return given(evolve, Account(), *facts).when(
        hours.reject, RejectHours(person=MARCO, hours=HOURS, reason="Not there"), by, ids=IDS
    )


def reversing(*facts, by="paolo"):
    return given(evolve, Account(), *facts).when(
        hours.reverse, ReverseHours(person=MARCO, hours=HOURS, reason="Twice"), by, ids=IDS
    )


BACK = (Entry(account=f"{V}/logged", minutes=-120), Entry(account=f"{H}/logged", minutes=120))
REJECTED = HoursRejected(**ABOUT, entries=BACK, reason="Not there")


def test_another_rejects_and_the_minutes_leave_the_account():
    rejecting(LOGGED).then(REJECTED)
    account = given(evolve, Account(), LOGGED, REJECTED).state
    assert (account.minutes_on(MONDAY), account.last_day(MATCH)) == (0, None)


def test_who_logged_does_not_reject_nor_does_the_volunteer():
    rejecting(recorded(LOGGED, actor="paolo")).refuses(hours.ApproverLoggedThem)
    rejecting(recorded(LOGGED, actor="rosa"), by=str(MARCO)).refuses(hours.ApproverIsTheVolunteer)


def test_what_was_approved_is_not_rejected_and_what_was_rejected_is_not_approved():
    rejecting(LOGGED, APPROVED).refuses(hours.HoursAlreadyApproved)
    approving(LOGGED, REJECTED).refuses(hours.HoursOver)
    rejecting(LOGGED, REJECTED).refuses(hours.HoursOver)
    rejecting().refuses(hours.UnknownHours)


def test_approved_hours_are_booked_back_from_the_approved_accounts_and_name_the_approval():
    approval = recorded(APPROVED, 2)
    entries = (Entry(account=f"{V}/approved", minutes=-120), Entry(account=f"{H}/approved", minutes=120))
    reversing(LOGGED, approval).then(HoursReversed(**ABOUT, corrects_event_id=approval.id, entries=entries, reason="Twice"))


def test_logged_hours_are_booked_back_by_who_logged_them():
    log = recorded(LOGGED, actor="paolo")
    reversing(log).then(HoursReversed(**ABOUT, corrects_event_id=log.id, entries=BACK, reason="Twice"))


def test_approved_hours_are_taken_back_by_another():
    reversing(recorded(LOGGED, actor="paolo"), APPROVED).refuses(hours.ApproverLoggedThem)
    reversing(LOGGED, APPROVED, by=str(MARCO)).refuses(hours.ApproverIsTheVolunteer)


def test_hours_are_reversed_once():
    undone = HoursReversed(**ABOUT, corrects_event_id=HOURS, entries=BACK)
    reversing(LOGGED, undone).refuses(hours.HoursOver)
    reversing(LOGGED, REJECTED).refuses(hours.HoursOver)
    reversing().refuses(hours.UnknownHours)


def test_the_day_is_free_again_after_hours_were_reversed():
    whole = LOGGED.model_copy(update={"minutes": 1440})
    logging(whole).refuses(hours.MoreThanADay)
    logging(whole, HoursReversed(**{**ABOUT, "minutes": 1440}, corrects_event_id=HOURS, entries=BACK)).then(LOGGED)
