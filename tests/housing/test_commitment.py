"""Who shares a dwelling promises help to the others; what was given counts once two have seen it."""

from dataclasses import replace
from datetime import date

from services.housing.commands import ConfirmHelp, EndCommitment, EndPromisesAfterExit, LogHelp, MakeCommitment, RejectHelp
from services.housing.domain.commitment import (
    CommitmentEndsBeforeStart,
    CommitmentHasEnded,
    Commitments,
    CommittedAlready,
    ConfirmedByWhoLogged,
    HelpIsSettled,
    HelpLoggedAlready,
    HelpWasGivenLater,
    NotLivingThere,
    OutsideCommitment,
    UnknownCommitment,
    UnknownHelp,
    confirm,
    end,
    end_after_exit,
    evolve,
    log,
    make,
    reject,
)
from services.housing.domain.dwelling import UnknownDwelling
from services.housing.domain.house import DwellingNotShared, House
from services.housing.domain.household import Household, NotAMember, UnknownHousehold
from services.housing.domain.household import evolve as evolve_household
from services.housing.events import CommitmentEnded, CommitmentKept, CommitmentMade, HelpLogged, HelpRejected
from services.kernel.rules import InTheFuture
from tests.housing.story import AMAL, HADDAD, HOUSE, KNOWN, SAMI, TODAY
from tests.spec import an_id, given, recorded

PROMISE, GIVEN, DAY = an_id("promise"), an_id("given"), date(2026, 5, 10)
FAMILY = given(evolve_household, Household(), KNOWN).state
SHARED = House(frozenset({"coop"}), shared=True)
MAKE = MakeCommitment(
    household=HADDAD, dwelling=HOUSE, person=SAMI, kind="cooking", minutes=120, starts=date(2026, 5, 1), until=date(2026, 7, 31)
)
MADE = CommitmentMade(
    commitment=PROMISE, household=HADDAD, person=SAMI, dwelling=HOUSE, kind="cooking", minutes=120, every="week",
    starts=date(2026, 5, 1), until=date(2026, 7, 31),
)  # fmt: skip
LOGGED = HelpLogged(help=GIVEN, commitment=PROMISE, household=HADDAD, person=SAMI, day=DAY, minutes=60)
KEPT = CommitmentKept(help=GIVEN, commitment=PROMISE, household=HADDAD, person=SAMI, day=DAY, minutes=60)
REJECTED = HelpRejected(help=GIVEN, commitment=PROMISE, household=HADDAD, person=SAMI)
ENDED = CommitmentEnded(commitment=PROMISE, household=HADDAD, person=SAMI, ended=date(2026, 5, 20), reason="done")


def making(*facts, family=FAMILY, house=SHARED, there=True, **changes):
    ask = MAKE.model_copy(update=changes)
    return given(evolve, Commitments(), *facts).when(make, PROMISE, ask, family, house, lives_there=there)


def test_help_is_promised_by_a_member_or_by_the_head():
    making().then(MADE)
    making(person=None).then(MADE.model_copy(update={"person": AMAL}))


def test_help_is_promised_where_several_households_live():
    making(house=replace(SHARED, shared=False)).refuses(DwellingNotShared)
    making(house=House()).refuses(UnknownDwelling)


def test_who_does_not_live_there_promises_nothing():
    making(there=False).refuses(NotLivingThere)
    making(person=an_id("stranger")).refuses(NotAMember)
    making(person=None, family=Household()).refuses(UnknownHousehold)


def test_a_promise_does_not_end_before_it_starts():
    making(until=date(2026, 4, 30)).refuses(CommitmentEndsBeforeStart, field="until")


def test_one_kind_of_help_is_promised_once_at_a_time():
    before = MADE.model_copy(update={"commitment": an_id("before")})
    making(before).refuses(CommittedAlready, commitment=an_id("before"))
    making(before, kind="garden").then(MADE.model_copy(update={"kind": "garden"}))
    making(before, person=AMAL).then(MADE.model_copy(update={"person": AMAL}))
    making(before, starts=date(2026, 8, 1), until=None).then(MADE.model_copy(update={"starts": date(2026, 8, 1), "until": None}))


def logging(*facts, day=DAY, there=True):
    ask = LogHelp(household=HADDAD, commitment=PROMISE, day=day, minutes=60)
    return given(evolve, Commitments(), *facts).when(log, GIVEN, ask, TODAY, lives_there=there)


def test_help_that_was_given_is_logged():
    logging(MADE).then(LOGGED)


def test_help_counts_on_the_days_for_which_it_was_promised():
    logging(MADE, day=date(2026, 4, 30)).refuses(OutsideCommitment, until=MADE.until)
    logging(MADE, ENDED, day=date(2026, 5, 21)).refuses(OutsideCommitment, until=ENDED.ended)
    logging(MADE, day=date(2026, 6, 2)).refuses(InTheFuture, field="day")
    logging().refuses(UnknownCommitment)


def test_who_has_moved_out_gives_no_help_there():
    logging(MADE, there=False).refuses(NotLivingThere)


def test_help_is_logged_once_a_day_unless_it_was_rejected():
    other = an_id("other")
    logging(MADE, LOGGED.model_copy(update={"help": other})).refuses(HelpLoggedAlready)
    logging(MADE, LOGGED.model_copy(update={"help": other}), REJECTED.model_copy(update={"help": other})).then(LOGGED)


def confirming(*facts, actor="bruno", settle=confirm, command=ConfirmHelp):
    ask = command(household=HADDAD, help=GIVEN)
    return given(evolve, Commitments(), *facts).when(settle, ask, actor)


def test_help_counts_once_another_has_confirmed_it():
    confirming(MADE, LOGGED).then(KEPT)
    assert given(evolve, Commitments(), MADE, LOGGED).state.kept(PROMISE) == 0
    assert given(evolve, Commitments(), MADE, LOGGED, KEPT).state.kept(PROMISE) == 60


def test_who_logged_help_does_not_confirm_it():
    logged = recorded(LOGGED, actor="bruno")
    confirming(MADE, logged).refuses(ConfirmedByWhoLogged)
    confirming(MADE, logged, settle=reject, command=RejectHelp).refuses(ConfirmedByWhoLogged)


def test_another_rejects_help_that_was_not_given_so():
    confirming(MADE, LOGGED, settle=reject, command=RejectHelp).then(REJECTED)
    assert given(evolve, Commitments(), MADE, LOGGED, REJECTED).state.kept(PROMISE) == 0


def test_help_is_settled_once():
    confirming(MADE, LOGGED, KEPT).refuses(HelpIsSettled)
    confirming(MADE, LOGGED, REJECTED).refuses(HelpIsSettled)
    confirming(MADE).refuses(UnknownHelp)


def ending(*facts, ended=date(2026, 5, 20)):
    ask = EndCommitment(household=HADDAD, commitment=PROMISE, ended=ended, reason="done")
    return given(evolve, Commitments(), *facts).when(end, ask, TODAY)


def test_a_promise_ends_once():
    ending(MADE, LOGGED).then(ENDED)
    ending(MADE, ENDED).refuses(CommitmentHasEnded, ended=ENDED.ended)
    ending().refuses(UnknownCommitment)


def test_a_promise_does_not_end_before_what_was_given_for_it():
    ending(MADE, LOGGED, ended=date(2026, 5, 9)).refuses(HelpWasGivenLater, day=DAY)
    ending(MADE, ended=date(2026, 4, 30)).refuses(CommitmentEndsBeforeStart, field="ended")
    ending(MADE, ended=date(2026, 6, 2)).refuses(InTheFuture, field="ended")


def leaving(*facts, exit_=date(2026, 5, 20)):
    return given(evolve, Commitments(), *facts).when(end_after_exit, EndPromisesAfterExit(household=HADDAD, exit=exit_))


def test_nobody_counts_on_the_help_of_who_has_left_the_project():
    gone = ENDED.model_copy(update={"reason": "moved-out"})
    leaving(MADE).then(gone)
    leaving(MADE, LOGGED, exit_=date(2026, 5, 4)).then(gone.model_copy(update={"ended": DAY}))


def test_a_promise_that_is_over_ends_once():
    leaving(MADE, ENDED).then()
    leaving(MADE, exit_=date(2026, 7, 31)).then()
