"""Hours are logged within a confirmed match, approved by another, and booked twice: the accounts sum to zero."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some

from services.register.commands import ApproveHours, LogHours
from services.register.domain import hours
from services.register.domain.cover import Covers
from services.register.domain.hours import Account, evolve
from services.register.domain.match import Matches, OutsideCover, UnknownMatch
from services.register.events import Entry, HoursApproved, HoursLogged
from tests.register.examples import CONFIRMED, FAMILY, MARCO, MATCH, NEED, PROPOSED, a_match, cover
from tests.spec import an_id, decided, given, recorded

MONDAY, TODAY = date(2026, 2, 2), date(2026, 6, 1)
HOURS = an_id("hours")
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
COVERS = Covers((cover(),))


def logging(*facts, matches=CONFIRMED, covers=COVERS, today=TODAY, **changes):
    ask = LogHours(**{"household": FAMILY, "match": MATCH, "day": MONDAY, "minutes": 120, **changes})
    return given(evolve, Account(), *facts).when(hours.log, HOURS, ask, today, matches=matches, covers=covers)


def approving(*facts, by="paolo"):
    return given(evolve, Account(), *facts).when(hours.approve, ApproveHours(person=MARCO, hours=HOURS), by)


def test_what_the_volunteer_is_credited_the_household_has_received():
    logging().then(LOGGED)


def test_hours_need_a_match():
    logging(matches=Matches()).refuses(UnknownMatch)


def test_the_match_is_confirmed():
    logging(matches=PROPOSED).refuses(hours.MatchNotConfirmed)


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
    logging(covers=Covers()).refuses(OutsideCover, day=MONDAY)


def test_a_day_has_24_hours_in_all_matches_together():
    elsewhere = LOGGED.model_copy(update={"hours": an_id("more"), "match": an_id("elsewhere"), "minutes": 1321})
    logging(elsewhere).refuses(hours.MoreThanADay, logged=1321)
    logging(elsewhere.model_copy(update={"minutes": 1320})).then(LOGGED)


def test_another_approves_and_the_minutes_move():
    approving(recorded(LOGGED, actor=str(MARCO))).then(APPROVED)


def test_who_logged_does_not_approve():
    approving(recorded(LOGGED, actor="paolo")).refuses(hours.ApproverLoggedThem)


def test_a_volunteer_does_not_approve_their_own_hours():
    approving(recorded(LOGGED, actor="rosa"), by=str(MARCO)).refuses(hours.ApproverIsTheVolunteer)


def test_hours_are_approved_once():
    approving(LOGGED, APPROVED).refuses(hours.HoursAlreadyApproved)


def test_hours_that_were_not_logged_are_unknown():
    approving().refuses(hours.UnknownHours)


def test_an_account_knows_its_last_day_in_a_match():
    account = given(evolve, Account(), LOGGED).state
    assert (account.last_day(MATCH), account.last_day(an_id("elsewhere"))) == (MONDAY, None)


@for_all(some.lists(some.tuples(some.integers(1, 1440), some.integers(0, 3), some.booleans()), max_size=20))
def test_the_accounts_sum_to_zero_whatever_is_logged_and_approved(entries):
    account, balance, right = Account(), Counter(), 0
    for n, (minutes, day, approve) in enumerate(entries):
        name, on = an_id(f"hours {n}"), MONDAY.replace(day=2 + day)
        ask = LogHours(household=FAMILY, match=MATCH, day=on, minutes=minutes)
        outcome = decided.by(lambda a=account, i=name, q=ask: hours.log(a, i, q, TODAY, matches=CONFIRMED, covers=COVERS))
        facts = list(outcome.facts)
        account = given(evolve, account, *facts).state
        if facts and approve:
            agree = ApproveHours(person=MARCO, hours=name)
            facts += decided.by(lambda a=account, q=agree: hours.approve(a, q, "paolo")).facts
            account = given(evolve, account, *facts[1:]).state
            right += minutes
        for fact in facts:
            assert sum(entry.minutes for entry in fact.entries) == 0
            balance.update({entry.account: 0 for entry in fact.entries})
            for entry in fact.entries:
                balance[entry.account] += entry.minutes
    assert sum(balance.values()) == 0
    assert balance[f"{V}/approved"] == right == -balance[f"{H}/approved"]
    assert all(account.minutes_on(MONDAY.replace(day=2 + day)) <= 1440 for day in range(4))
