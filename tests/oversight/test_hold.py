"""What a control needs is kept to the end of the legal period; the end follows from the final payment."""

from datetime import date

import pytest

from services.intake.events import MembershipTaken
from services.kernel.event import Event
from services.oversight import commands as asks
from services.oversight import events
from services.oversight.application import Oversight
from services.oversight.domain.hold import (
    ErasureUnderWay,
    Held,
    Hold,
    HoldEndsInThePast,
    HoldIsReleased,
    OfPersonOrProject,
    Retention,
    UnknownHold,
    evolve,
    evolve_retention,
    grounds,
    note_participation,
    note_retention,
    place,
    release,
)
from services.oversight.reactions import ON
from services.training.events import LearnerEnrolled
from tests.memory import Book, somebody
from tests.spec import an_id, decided, recorded

AMAL, OFFICER, HOLD = an_id("amal"), an_id("officer"), an_id("hold")
TODAY = date(2026, 5, 4)
PROJECT = "PROG-2784"
PLACE = asks.PlaceHold(person=AMAL, ground="court-case")
RELEASE = asks.ReleaseHold(hold=HOLD, person=AMAL)


@pytest.mark.parametrize(
    ("paid", "counted", "years", "ends"),
    [
        (date(2027, 3, 31), "year-end", 5, date(2032, 12, 31)),
        (date(2027, 12, 31), "year-end", 5, date(2032, 12, 31)),
        (date(2027, 10, 15), "financial-year-end", 4, date(2031, 10, 15)),
        (date(2027, 10, 16), "financial-year-end", 4, date(2032, 10, 15)),
    ],
)
def test_papers_are_kept_so_many_years_after_the_year_of_the_final_payment(paid, counted, years, ends):
    assert Retention(years=years, counted_from=counted, paid_on=paid).ends == ends


def test_before_the_final_payment_nobody_knows_the_end():
    assert Retention().ends is None
    (ground,) = grounds([Held(frozenset({PROJECT}))], {PROJECT: Retention()}, TODAY, everything=True)
    assert (ground.ground, ground.until, ground.project) == ("retention", None, PROJECT)


def test_notes_and_stories_are_kept_by_holds_on_everything_alone():
    held = Held(frozenset({PROJECT}), holds={HOLD: Hold("court-case", "evidence")})
    assert grounds([held], {PROJECT: Retention()}, TODAY, everything=False) == []
    everything = Held(holds={HOLD: Hold("court-case", "everything")})
    assert [one.ground for one in grounds([everything], {}, TODAY, everything=False)] == ["court-case"]


def test_what_lasts_longest_is_told_first_and_what_is_over_not_at_all():
    over, soon = Retention(paid_on=date(2010, 1, 1)), Retention(paid_on=date(2025, 1, 1))
    open_ = Held(holds={HOLD: Hold("legal-claim", "evidence")})
    found = grounds([open_], {"OLD": over, "NEW": soon}, TODAY, everything=True)
    assert [(one.ground, one.until) for one in found] == [("legal-claim", None), ("retention", date(2030, 12, 31))]


@pytest.mark.parametrize(
    ("ground", "ends"),
    [("court-case", date(2027, 5, 4)), ("clearance", date(2027, 5, 4)), ("irregularity", date(2029, 5, 4)),
     ("legal-claim", TODAY), ("commission-request", TODAY)],
)  # fmt: skip
def test_a_hold_lasts_after_its_release_as_long_as_its_ground_asks(ground, ends):
    (fact,) = decided.by(lambda: release({HOLD: Hold(ground, "evidence")}, RELEASE, Retention(), TODAY)).facts
    assert fact.ends == ends


def test_a_leap_day_has_an_anniversary():
    assert Retention().after("court-case", date(2028, 2, 29)) == date(2029, 2, 28)


def test_a_hold_is_on_a_person_or_on_a_project():
    for ask in (asks.PlaceHold(ground="clearance"), asks.PlaceHold(person=AMAL, project=PROJECT, ground="clearance")):
        decided.by(lambda ask=ask: place(HOLD, ask, OFFICER, TODAY)).refuses(OfPersonOrProject)


def test_a_hold_lasts_until_a_day_to_come():
    ask = PLACE.model_copy(update={"until": date(2026, 5, 3)})
    decided.by(lambda: place(HOLD, ask, OFFICER, TODAY)).refuses(HoldEndsInThePast)


def test_nothing_stands_against_an_erasure_that_is_under_way():
    decided.by(lambda: place(HOLD, PLACE, OFFICER, TODAY, erasing=True)).refuses(ErasureUnderWay)


def test_a_hold_is_released_once_and_where_it_was_placed():
    holds = {HOLD: Hold("court-case", "evidence", TODAY, released=True)}
    decided.by(lambda: release(holds, RELEASE, Retention(), TODAY)).refuses(HoldIsReleased)
    decided.by(lambda: release({}, RELEASE, Retention(), TODAY)).refuses(UnknownHold)


def test_what_is_noted_is_noted_once():
    noted = asks.NoteRetention(project=PROJECT, years=5, counted_from="year-end", years_after_recovery=3, years_after_case=1)
    (fact,) = decided.by(lambda: note_retention(Retention(), noted)).facts
    once = evolve_retention(Retention(), recorded(fact))
    assert decided.by(lambda: note_retention(once, noted)).facts == ()
    assert decided.by(lambda: note_participation(Held(frozenset({PROJECT})), AMAL, PROJECT)).facts == ()


def story(*events_: Event) -> Book:
    book = Book("oversight")
    book.tell(events.ProjectNoted(project=PROJECT), *events_)
    return book


def test_a_project_s_hold_holds_everybody_who_took_part():
    book = story(events.ParticipationNoted(person=AMAL, project=PROJECT))
    oversight = Oversight(book)
    oversight.holds.declare_final_payment(asks.DeclareFinalPayment(project=PROJECT, paid_on=date(2015, 1, 1)), somebody())
    hold = oversight.holds.place_hold(asks.PlaceHold(project=PROJECT, ground="commission-request"), somebody("dpo"))
    oversight.erasures.request_erasure(asks.RequestErasure(person=AMAL, what="everything"), somebody("dpo"))
    (refused,) = book.told(events.ErasureRefused)
    assert (refused.event.ground, refused.event.until) == ("commission-request", None)
    oversight.holds.release_hold(asks.ReleaseHold(hold=hold.ids["hold"], project=PROJECT), somebody("dpo", name="bruno"))
    oversight.erasures.request_erasure(asks.RequestErasure(person=AMAL, what="everything"), somebody("dpo"))
    assert len(book.told(events.ErasureRefused)) == 2, "it holds to the end of the day"


def test_who_takes_part_in_no_funded_project_is_held_by_none():
    learner = LearnerEnrolled(edition=HOLD, course=HOLD, person=AMAL, learner_type="citizen")
    assert ON[LearnerEnrolled](recorded(learner, project="common")) == ()
    (ask,) = ON[LearnerEnrolled](recorded(learner, project=PROJECT))
    assert (ask.person, ask.project) == (AMAL, PROJECT)
    (taken,) = ON[MembershipTaken](recorded(MembershipTaken(project="P", person=AMAL, household=HOLD)))
    assert taken.project == "P"


def test_a_hold_is_kept_as_it_was_told():
    placed = events.HoldPlaced(hold=HOLD, of_stream="x", person=AMAL, ground="clearance", official=OFFICER)
    gone = events.HoldReleased(hold=HOLD, of_stream="x", person=AMAL, ground="clearance", ends=TODAY)
    held = evolve(evolve(Held(), recorded(placed)), recorded(gone))
    assert held.holds == {HOLD: Hold("clearance", "evidence", TODAY, released=True)}
    assert evolve(Held(), recorded(gone)) == Held()
