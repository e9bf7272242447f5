"""The register knows a household from its case, and only who has it in charge or a live consent sees it."""

from datetime import date, timedelta

from services.kernel.time import day_to_moment, end_of
from services.register.commands import EndMatchesAfterExit, EndSharing, NoteHousehold, NoteSharing, PublishNeed
from services.register.domain import household, need
from services.register.domain.household import FamilyHasLeft, Household, UnknownHousehold, evolve
from services.register.events import HouseholdExitNoted, HouseholdNoted, NeedPublished, SharingEnded, SharingNoted
from tests.register.examples import FAMILY, HEAD, JANUARY, JULY, NEED
from tests.register.examples import need as a_need
from tests.spec import an_id, decided, given

CONSENT = an_id("consent")
NOTED = HouseholdNoted(household=FAMILY, project="PROG-2784", agency="sds", head=HEAD)
SHARED = SharingNoted(household=FAMILY, ground=CONSENT, agencies=("coop",), until=end_of(JULY))
ENDED = SharingEnded(household=FAMILY, ground=CONSENT)
NOTE = NoteHousehold(household=FAMILY, project="PROG-2784", agency="sds", head=HEAD)
SHARE = NoteSharing(household=FAMILY, ground=CONSENT, agencies=("coop",), until=end_of(JULY))
WITHDRAW = EndSharing(household=FAMILY, ground=CONSENT)
ASK = PublishNeed(household=FAMILY, skill="italian", what="conversation", start=JANUARY, until=JULY)


def known(*facts):
    return given(evolve, Household(), *facts)


def publishing(*facts, **changes):
    return decided.by(lambda: need.publish(NEED, ASK.model_copy(update=changes), known(*facts).state))


def test_a_household_is_noted_once_by_case_and_enrolment():
    known().when(household.note, NOTE).then(NOTED)
    known(NOTED).when(household.note, NOTE).then()


def test_a_household_that_changes_hands_is_noted_again():
    moved = NOTE.model_copy(update={"agency": "coop"})
    known(NOTED).when(household.note, moved).then(NOTED.model_copy(update={"agency": "coop"}))


def test_a_consent_is_noted_once_and_its_withdrawal_once():
    known(NOTED).when(household.note_sharing, SHARE).then(SHARED)
    known(NOTED, SHARED).when(household.note_sharing, SHARE).then()
    known(NOTED, SHARED).when(household.end_sharing, WITHDRAW).then(ENDED)
    known(NOTED, SHARED, ENDED).when(household.end_sharing, WITHDRAW).then()


def test_only_who_has_it_in_charge_or_a_live_consent_sees_a_household():
    shared = known(NOTED, SHARED).state
    assert shared.seen_by("sds", day_to_moment(JANUARY))
    assert shared.seen_by("coop", end_of(JULY) - timedelta(seconds=1))
    assert not shared.seen_by("coop", end_of(JULY))
    assert not shared.seen_by("other", day_to_moment(JANUARY))
    assert not known(NOTED, SHARED, ENDED).state.seen_by("coop", day_to_moment(JANUARY))


def test_a_renewed_consent_is_noted_again_and_lasts_longer():
    longer = SHARE.model_copy(update={"until": end_of(JULY + timedelta(30))})
    noted = SHARED.model_copy(update={"until": longer.until})
    known(NOTED, SHARED).when(household.note_sharing, longer).then(noted)
    assert known(NOTED, SHARED, noted).state.seen_by("coop", end_of(JULY))


def test_what_is_shared_without_an_end_stays_open_until_it_is_ended():
    referral = SharingNoted(household=FAMILY, ground=an_id("referral"), agencies=("coop",))
    assert known(NOTED, referral).state.seen_by("coop", end_of(JULY))


def test_a_withdrawal_that_is_heard_first_counts():
    assert not known(NOTED, ENDED, SHARED).state.seen_by("coop", day_to_moment(JANUARY))


def test_a_household_without_charge_is_seen_by_nobody():
    assert not known(SHARED).state.seen_by("coop", day_to_moment(JANUARY))


def test_an_exit_is_noted_once():
    gone = EndMatchesAfterExit(household=FAMILY, exit=JULY)
    noted = HouseholdExitNoted(household=FAMILY, exit=JULY)
    known(NOTED).when(household.note_exit, gone).then(noted)
    known(NOTED, noted).when(household.note_exit, gone).then()


def test_a_need_is_published_for_a_household():
    publishing(NOTED).then(a_need())


def test_for_a_household_nobody_has_heard_of_no_need_is_published():
    publishing().refuses(UnknownHousehold)


def test_a_need_lasts_a_day_at_least():
    publishing(NOTED, until=date(2026, 1, 9)).refuses(need.NeedEndsBeforeStart)


def test_no_need_reaches_beyond_the_day_the_family_left():
    publishing(NOTED, HouseholdExitNoted(household=FAMILY, exit=JANUARY)).refuses(FamilyHasLeft, exit=JANUARY)


def test_needs_are_kept_by_their_id():
    assert given(need.evolve, need.Needs(), a_need()).state == need.Needs({NEED: a_need()})
    assert isinstance(a_need(), NeedPublished)
