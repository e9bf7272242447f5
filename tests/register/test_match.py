"""A volunteer is matched with a need: registered, skilled, insured, free; proposed by one and confirmed by another."""

from dataclasses import replace
from datetime import date, time

import pytest

from services.kernel import access
from services.kernel.access import COORDINATOR, REGISTRAR
from services.kernel.rules import ProcessingRestricted
from services.register.commands import (
    CompleteMatch,
    ConfirmMatch,
    DeclineMatch,
    EndMatch,
    EndMatchesAfterExit,
    GiveFeedback,
    ProposeMatch,
)
from services.register.domain import agenda as agendas
from services.register.domain import fitness, match
from services.register.domain.agenda import Agenda
from services.register.domain.calendar import Days
from services.register.domain.cover import Covers
from services.register.domain.household import FamilyHasLeft, Household
from services.register.domain.match import Matches
from services.register.domain.need import NeedIsClosed, Needs, UnknownNeed
from services.register.domain.volunteer import NotYourOwn, UnknownVolunteer, Volunteer
from services.register.events import (
    FeedbackGiven,
    MatchCompleted,
    MatchConfirmed,
    MatchDeclined,
    MatchEnded,
    MatchProposed,
    ShiftsReleased,
    ShiftsTaken,
    Slot,
)
from tests.register.examples import (
    CANDIDATE,
    CONFIRMED,
    DECEMBER,
    FAMILY,
    HEAD,
    JANUARY,
    JULY,
    MARCO,
    MATCH,
    MONDAYS,
    NEED,
    NEEDS,
    OTHER_MATCH,
    PROPOSED,
    RITA,
    VETTED,
    VOLUNTEER,
    a_match,
    cover,
    need,
)
from tests.spec import an_id, decided, given, recorded

HOME = Household("PROG-2784", "sds", HEAD)
ABOUT = {"match": MATCH, "need": NEED, "household": FAMILY, "person": MARCO}
WHEN = {"start": JANUARY, "until": JULY, "shifts": MONDAYS}
TAKEN = ShiftsTaken(person=MARCO, match=MATCH, household=FAMILY, **WHEN)
RELEASED = {"person": MARCO, "match": MATCH, "household": FAMILY}
APRIL = date(2026, 4, 30)
NOBODY, ALL_YEAR = Matches(), Days(JANUARY, DECEMBER)


def proposing(matches=NOBODY, *, needs=NEEDS, candidate=CANDIDATE, home=HOME, **changes):
    ask = ProposeMatch(**{"household": FAMILY, "need": NEED, "person": MARCO, "shifts": MONDAYS, **changes})
    return decided.by(lambda: match.propose(matches, MATCH, ask, "rosa", household=home, needs=needs, candidate=candidate))


def confirming(matches=PROPOSED, actor="paolo", role=COORDINATOR, *, candidate=CANDIDATE, home=HOME, needs=NEEDS, reason=None):
    ask = ConfirmMatch(household=FAMILY, match=MATCH, overlap_reason=reason)
    return decided.by(lambda: match.confirm(matches, ask, actor, role, household=home, needs=needs, candidate=candidate))


def ending(matches=CONFIRMED, last_hours=None, ended_on=APRIL):
    ask = EndMatch(household=FAMILY, match=MATCH, ended_on=ended_on, reason="completed")
    return decided.by(lambda: match.end(matches, ask, last_hours))


def with_volunteer(**changes):
    return replace(CANDIDATE, volunteer=replace(VOLUNTEER, **changes))


def test_who_fits_is_proposed_for_the_whole_need():
    proposing().then(MatchProposed(**ABOUT, **WHEN))


def test_a_need_that_was_not_published_is_unknown():
    proposing(needs=Needs()).refuses(UnknownNeed)


def test_who_is_no_volunteer_is_unknown():
    proposing(candidate=replace(CANDIDATE, volunteer=Volunteer())).refuses(UnknownVolunteer)


def test_nobody_whose_data_is_restricted_is_proposed_or_confirmed_nor_for_a_household_of_theirs():
    hidden, home = replace(CANDIDATE, restricted=True), replace(HOME, restricted=True)
    for asking in (proposing, confirming):
        asking(candidate=hidden).refuses(ProcessingRestricted, field="person")
        asking(home=home).refuses(ProcessingRestricted, field="household")


def test_nobody_is_matched_with_a_need_twice():
    proposing(PROPOSED).refuses(match.AlreadyMatched)


def test_after_a_match_has_ended_the_same_two_may_meet_again():
    ended = Matches({OTHER_MATCH: a_match(until=date(2026, 2, 1), confirmed=True, ended=True)})
    proposing(ended, start=date(2026, 2, 2)).then(MatchProposed(**ABOUT, **{**WHEN, "start": date(2026, 2, 2)}))


@pytest.mark.parametrize("days", [{"start": date(2026, 1, 9)}, {"until": date(2026, 8, 1)}, {"start": JULY, "until": JANUARY}])
def test_a_match_lies_within_the_days_of_its_need(days):
    proposing(**days).refuses(match.OutsideNeed)


def test_only_who_is_registered_is_matched():
    proposing(candidate=with_volunteer(inscriptions=())).refuses(fitness.VolunteerNotRegistered)


def test_who_was_found_unfit_since_is_not_matched():
    unfit = VETTED.model_copy(update={"outcome": "negative"})
    proposing(candidate=with_volunteer(vetted=unfit)).refuses(fitness.VolunteerNotRegistered)


def test_nobody_serves_before_the_day_of_registration():
    early = NEEDS.published[NEED].model_copy(update={"start": date(2026, 1, 1)})
    proposing(needs=Needs({NEED: early})).refuses(fitness.VolunteerNotRegistered)


def test_the_volunteer_has_the_skill():
    proposing(candidate=with_volunteer(skills=frozenset({"cooking"}))).refuses(fitness.SkillMissing, skill="italian")


def test_work_with_minors_needs_the_certificate():
    proposing(needs=Needs({NEED: need(with_minors=True)})).refuses(fitness.MinorsNotCleared)


def test_with_the_certificate_seen_a_volunteer_works_with_minors():
    cleared = with_volunteer(vetted=VETTED.model_copy(update={"minors_certificate": date(2026, 1, 3)}))
    proposing(needs=Needs({NEED: need(with_minors=True)}), candidate=cleared).then(MatchProposed(**ABOUT, **WHEN))


def test_a_shift_lies_in_the_hours_the_volunteer_can_give():
    evening = Slot(weekday=1, start=time(17), end=time(19))
    proposing(shifts=(evening,)).refuses(fitness.NotAvailable, weekday=1)


def test_nobody_serves_on_a_day_that_is_not_insured():
    short = replace(CANDIDATE, covers=Covers((cover(until=date(2026, 7, 30)),)))
    proposing(candidate=short).refuses(fitness.OutsideCover, day=JULY)


def test_a_need_takes_as_many_as_it_asks_for():
    taken = Matches({OTHER_MATCH: a_match(RITA, confirmed=True)})
    proposing(taken).refuses(match.NeedFilled, quantity=1)
    proposing(taken, needs=Needs({NEED: need(quantity=2)})).then(MatchProposed(**ABOUT, **WHEN))


def test_the_need_is_filled_only_while_the_other_is_there():
    gone = Matches({OTHER_MATCH: a_match(RITA, until=APRIL, confirmed=True, ended=True)})
    proposing(gone, start=APRIL).refuses(match.NeedFilled)
    proposing(gone, start=date(2026, 5, 1)).then(MatchProposed(**ABOUT, **{**WHEN, "start": date(2026, 5, 1)}))


def test_two_who_follow_each_other_fill_one_place():
    two = Matches({
        an_id("a"): a_match(RITA, until=APRIL, confirmed=True),
        an_id("b"): a_match(an_id("ugo"), start=date(2026, 5, 1), confirmed=True),
    })  # fmt: skip
    assert two.most_at_once(NEED, Days(JANUARY, JULY)) == 1


def test_nobody_is_matched_beyond_the_day_the_family_left():
    proposing(home=replace(HOME, exit=APRIL)).refuses(FamilyHasLeft, exit=APRIL)


def test_another_confirms_and_the_hours_are_taken():
    confirming().then(MatchConfirmed(**ABOUT, **WHEN), TAKEN)


def test_who_proposed_does_not_confirm():
    confirming(actor="rosa").refuses(match.ConfirmedByProposer)


def test_a_match_that_was_not_proposed_is_unknown():
    confirming(Matches()).refuses(match.UnknownMatch)


def test_a_match_is_confirmed_once():
    confirming(CONFIRMED).refuses(match.AlreadyConfirmed)


def test_a_match_that_has_ended_is_not_confirmed():
    confirming(Matches({MATCH: a_match(ended=True)})).refuses(match.MatchOver)


def test_what_held_for_the_proposal_holds_at_the_confirmation():
    confirming(candidate=replace(CANDIDATE, covers=Covers())).refuses(fitness.OutsideCover, day=JANUARY)
    filled = Matches({**PROPOSED.by_id, OTHER_MATCH: a_match(RITA, confirmed=True)})
    confirming(filled).refuses(match.NeedFilled)
    confirming(needs=Needs()).refuses(UnknownNeed)


def busy(days=ALL_YEAR, start=time(16), weekday=1):
    return replace(CANDIDATE, agenda=Agenda({OTHER_MATCH: (days, (Slot(weekday=weekday, start=start, end=time(20)),))}))


def test_nobody_is_in_two_places_at_the_same_hour():
    confirming(candidate=busy()).refuses(match.ShiftsOverlap, overlaps=[OTHER_MATCH])


def test_a_coordinator_allows_an_overlap_with_a_reason():
    confirming(candidate=busy(), reason="same building").then(
        MatchConfirmed(**ABOUT, **WHEN, overlaps=(OTHER_MATCH,), overlap_reason="same building"), TAKEN
    )


def test_nobody_else_allows_an_overlap():
    confirming(role=REGISTRAR, candidate=busy(), reason="same building").refuses(match.OverlapNotYours)


@pytest.mark.parametrize(
    "elsewhere",
    [
        busy(start=time(17)),
        busy(weekday=2),
        busy(Days(date(2026, 8, 1), DECEMBER)),
        busy(Days(date(2026, 7, 28), DECEMBER)),  # a Tuesday: no Monday is left before the end of July
    ],
)
def test_other_hours_or_other_days_do_not_overlap(elsewhere):
    confirming(candidate=elsewhere).then(MatchConfirmed(**ABOUT, **WHEN), TAKEN)


def test_a_match_ends_and_its_hours_are_free_again():
    ending().then(
        MatchEnded(**ABOUT, ended_on=APRIL, reason="completed"), ShiftsReleased(**RELEASED, ended_on=APRIL, completed=True)
    )  # fmt: skip
    agenda = given(agendas.evolve, Agenda(), TAKEN, ShiftsReleased(**RELEASED, ended_on=APRIL)).state
    assert agenda.clashes(Days(date(2026, 5, 1), JULY), MONDAYS) == ()
    assert agenda.clashes(Days(JANUARY, JULY), MONDAYS) == (MATCH,)


def test_a_proposal_that_is_dropped_had_taken_no_hours():
    ending(PROPOSED).then(MatchEnded(**ABOUT, ended_on=APRIL, reason="completed"))


def test_a_match_ends_once():
    ending(Matches({MATCH: a_match(ended=True)})).refuses(match.MatchOver)
    ending(Matches()).refuses(match.UnknownMatch)


def test_a_match_does_not_end_after_its_last_day():
    ending(ended_on=DECEMBER).refuses(match.EndsAfterItsPeriod, until=JULY)


def test_a_match_does_not_end_before_hours_that_were_logged():
    ending(last_hours=date(2026, 5, 4)).refuses(match.HoursLoggedLater, day=date(2026, 5, 4))


def test_what_is_open_when_the_family_leaves_ends_that_day():
    over = a_match(RITA, until=date(2026, 3, 1), confirmed=True)
    family = Matches({MATCH: a_match(confirmed=True), OTHER_MATCH: a_match(RITA), an_id("over"): over})
    proposed = {**ABOUT, "match": OTHER_MATCH, "person": RITA}
    decided.by(lambda: match.end_after_exit(family, EndMatchesAfterExit(household=FAMILY, exit=APRIL))).then(
        MatchEnded(**ABOUT, ended_on=APRIL, reason="family-exited"),
        ShiftsReleased(**RELEASED, ended_on=APRIL),
        MatchEnded(**proposed, ended_on=APRIL, reason="family-exited"),
    )


def test_an_exit_heard_twice_ends_matches_once():
    ask = EndMatchesAfterExit(household=FAMILY, exit=APRIL)
    state = CONFIRMED
    for fact in decided.by(lambda: match.end_after_exit(CONFIRMED, ask)).facts:
        state = match.evolve(state, recorded(fact))
    decided.by(lambda: match.end_after_exit(state, ask)).then()


def test_the_proposer_is_who_recorded_the_proposal():
    state = match.evolve(Matches(), recorded(MatchProposed(**ABOUT, **WHEN), actor="rosa"))
    assert state == PROPOSED
    assert match.evolve(state, recorded(MatchConfirmed(**ABOUT, **WHEN))) == CONFIRMED


def test_nobody_is_matched_beyond_the_last_day_of_their_entry_nor_while_suspended():
    left = replace(VOLUNTEER.inscriptions[0], ended=APRIL)
    proposing(candidate=with_volunteer(inscriptions=(left,))).refuses(fitness.VolunteerNotRegistered)
    proposing(candidate=with_volunteer(inscriptions=(replace(left, ended=None, void=True),))).refuses(
        fitness.VolunteerNotRegistered
    )
    proposing(candidate=with_volunteer(pauses=(Days(APRIL, APRIL),))).refuses(fitness.VolunteerIsSuspended)
    proposing(candidate=with_volunteer(pauses=(Days(APRIL, APRIL),)), start=date(2026, 5, 1)).then(
        MatchProposed(**ABOUT, **{**WHEN, "start": date(2026, 5, 1)})
    )


@pytest.mark.parametrize(("spoken", "fits"), [({}, False), ({"ar": "B1"}, False), ({"ar": "B2"}, True), ({"ar": "native"}, True)])
def test_a_level_that_is_asked_for_is_reached(spoken, fits):
    asked = Needs({NEED: need(language="ar", level="B2")})
    outcome = proposing(needs=asked, candidate=with_volunteer(languages=spoken))
    outcome.then(MatchProposed(**ABOUT, **WHEN)) if fits else outcome.refuses(fitness.LanguageMissing, language="ar")


def test_a_language_without_a_level_is_a_wish():
    proposing(needs=Needs({NEED: need(language="ar")})).then(MatchProposed(**ABOUT, **WHEN))


def test_nobody_is_proposed_or_confirmed_for_a_need_that_was_closed():
    closed = replace(NEEDS, closed={NEED: APRIL})
    proposing(needs=closed).refuses(NeedIsClosed, closed_on=APRIL)
    confirming(needs=closed).refuses(NeedIsClosed, closed_on=APRIL)


def declining(matches=PROPOSED):
    return decided.by(lambda: match.decline(matches, DeclineMatch(household=FAMILY, match=MATCH, reason="volunteer-declined")))


def completing(matches=CONFIRMED, completed_on=APRIL, today=DECEMBER, last_hours=None):
    ask = CompleteMatch(household=FAMILY, match=MATCH, completed_on=completed_on)
    return decided.by(lambda: match.complete(matches, ask, today, last_hours))


def hearing(matches=CONFIRMED, side="household", role=COORDINATOR):
    ask = GiveFeedback(household=FAMILY, match=MATCH, side=side, rating=5, comment="A friend")
    return decided.by(lambda: match.give_feedback(matches, an_id("feedback"), ask, role))


def test_a_proposal_is_declined_and_over():
    declined = MatchDeclined(**ABOUT, reason="volunteer-declined")
    declining().then(declined)
    over = match.evolve(PROPOSED, recorded(declined))
    declining(over).refuses(match.MatchOver)
    confirming(over).refuses(match.MatchOver)
    proposing(over).then(MatchProposed(**ABOUT, **WHEN))


def test_what_was_confirmed_or_never_proposed_is_not_declined():
    declining(CONFIRMED).refuses(match.AlreadyConfirmed)
    declining(NOBODY).refuses(match.UnknownMatch)


def test_help_that_was_given_is_completed_its_hours_are_free_and_it_speaks_for_the_volunteer():
    released = ShiftsReleased(**RELEASED, ended_on=APRIL, completed=True)
    completing().then(MatchCompleted(**ABOUT, completed_on=APRIL), released)
    agenda = given(agendas.evolve, Agenda(), TAKEN, released).state
    assert agenda.completed == {MATCH}
    assert agenda.clashes(Days(date(2026, 5, 1), JULY), MONDAYS) == ()


def test_only_confirmed_help_that_has_begun_is_completed():
    completing(PROPOSED).refuses(match.MatchNotConfirmed)
    completing(completed_on=date(2026, 1, 9)).refuses(match.CompletedBeforeStart, start=JANUARY)
    completing(today=date(2026, 4, 29)).refuses(match.CompletedInTheFuture)
    completing(completed_on=DECEMBER).refuses(match.EndsAfterItsPeriod, until=JULY)
    completing(last_hours=date(2026, 5, 4)).refuses(match.HoursLoggedLater)
    completing(Matches({MATCH: a_match(ended=True)})).refuses(match.MatchOver)


def test_each_side_says_once_how_it_went_also_after_the_end():
    said = FeedbackGiven(**ABOUT, feedback=an_id("feedback"), side="household", rating=5, comment="A friend")
    hearing().then(said)
    heard = match.evolve(Matches({MATCH: a_match(confirmed=True, ended=True)}), recorded(said))
    hearing(heard).refuses(match.FeedbackAlreadyGiven)
    hearing(heard, side="volunteer").then(said.model_copy(update={"side": "volunteer"}))


def test_feedback_is_about_help_that_was_confirmed_and_a_volunteer_speaks_as_one():
    hearing(PROPOSED).refuses(match.MatchNotConfirmed)
    hearing(NOBODY).refuses(match.UnknownMatch)
    hearing(role=access.VOLUNTEER).refuses(NotYourOwn, field="side")
