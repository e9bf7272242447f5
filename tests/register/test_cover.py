"""Every volunteer is insured against accident, illness and liability on every day of service."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some
from pydantic import ValidationError

from services.register.commands import EndCover, LapseCover, RenewCover, SetAvailability, StartCover
from services.register.domain import cover as covers
from services.register.domain.agenda import Agenda
from services.register.domain.calendar import Days, first_bare_day, fits, meet, minutes_of
from services.register.domain.cover import CoverEndsBeforeStart, Covers, RiskNotCovered, evolve, start
from services.register.domain.volunteer import UnknownVolunteer, Volunteer
from services.register.events import CoverEnded, CoverLapsed, CoverRenewed, Slot
from tests.register.examples import DECEMBER, FREE, JANUARY, JULY, MARCO, MATCH, MONDAY, MONDAYS, VOLUNTEER, cover
from tests.spec import an_id, decided, given

ASK = StartCover(
    person=MARCO, insurer="Mutua", policy="P-1", risks=("liability", "illness", "accident"), start=JANUARY, until=DECEMBER
)
DAYS = some.dates(date(2026, 1, 1), date(2026, 2, 10))


def starting(volunteer=VOLUNTEER, **changes):
    return decided.by(lambda: start(an_id("cover"), ASK.model_copy(update=changes), volunteer))


def test_a_cover_starts_with_all_three_risks():
    starting().then(cover())


@pytest.mark.parametrize("missing", ["accident", "illness", "liability"])
def test_a_cover_without_one_of_the_risks_is_refused(missing):
    starting(risks=tuple(risk for risk in ASK.risks if risk != missing)).refuses(RiskNotCovered, risk=missing)


def test_a_cover_ends_after_it_starts():
    starting(until=date(2026, 1, 9)).refuses(CoverEndsBeforeStart)


def test_only_who_has_applied_is_insured():
    starting(volunteer=Volunteer()).refuses(UnknownVolunteer)


def bare(*covers, until=DECEMBER):
    return given(evolve, Covers(), *covers).state.first_bare_day(Days(JANUARY, until))


def test_a_renewal_that_follows_on_the_next_day_leaves_no_bare_day():
    assert bare(cover(until=JULY), cover(start=JULY + timedelta(1))) is None


def test_a_renewal_that_comes_a_day_late_leaves_one():
    assert bare(cover(until=JULY), cover(start=JULY + timedelta(2))) == JULY + timedelta(1)


def test_a_day_on_which_one_risk_is_missing_is_bare():
    assert bare(cover(risks=("accident", "illness")), cover(risks=("liability",), until=JULY)) == JULY + timedelta(1)


def test_without_any_cover_the_first_day_is_bare():
    assert bare() == JANUARY


def test_covers_to_the_end_of_time_are_no_fault():
    assert bare(cover(until=date.max)) is None
    assert not Days(date.max, date.max).has_weekday(1)


@for_all(some.lists(some.builds(Days, DAYS, DAYS), max_size=6), some.builds(Days, DAYS, DAYS))
def test_the_first_bare_day_is_the_first_that_no_cover_contains(covers, days):
    every = [days.start + timedelta(n) for n in range((days.until - days.start).days + 1)]
    assert first_bare_day(days, covers) == next((d for d in every if not any(c.contains(d) for c in covers)), None)


@for_all(DAYS, some.integers(0, 10), some.integers(1, 7))
def test_a_stretch_has_a_weekday_when_one_of_its_days_is_one(first, length, weekday):
    days = [first + timedelta(n) for n in range(length + 1)]
    assert Days(first, days[-1]).has_weekday(weekday) == any(day.isoweekday() == weekday for day in days)


def test_slots_that_touch_hold_a_shift_over_both():
    two = (Slot(weekday=1, start=time(16), end=time(18)), Slot(weekday=1, start=time(14), end=time(16)))
    assert fits(MONDAY, two)
    assert not fits(MONDAY, two[:1])
    assert not fits(MONDAY, (Slot(weekday=2, start=time(9), end=time(20)),))


def test_slots_that_only_touch_do_not_meet():
    assert not meet(MONDAY, Slot(weekday=1, start=time(17), end=time(18)))
    assert meet(MONDAY, Slot(weekday=1, start=time(16, 59), end=time(18)))


@pytest.mark.parametrize(
    ("weekday", "start_", "end"),
    [
        (1, "15:00", "15:00"),
        (1, "16:00", "15:00"),
        (1, "10:00+02:00", "12:00"),
        (1, "10:00", "12:00Z"),
        (0, "01:00", "02:00"),
        (8, "01:00", "02:00"),
        (1, 3600, 7200),
        (1, "3600", "7200"),
    ],
)
def test_a_slot_that_is_asked_is_a_stretch_of_local_time_of_a_weekday(weekday, start_, end):
    with pytest.raises(ValidationError):
        SetAvailability.model_validate({"person": MARCO, "slots": [{"weekday": weekday, "start": start_, "end": end}]})


def test_a_slot_that_was_recorded_is_read_whatever_is_asked_today():
    assert Slot.model_validate({"weekday": 8, "start": "16:00", "end": "15:00"}).weekday == 8


def test_minutes_of_the_week_count_once():
    assert len(minutes_of((*FREE, MONDAY))) == 4 * 60


COVER, AUGUST, NEXT_JULY = an_id("cover"), JULY + timedelta(1), date(2027, 7, 31)
SHORT = cover(until=JULY)
RENEWED = CoverRenewed(cover=COVER, person=MARCO, policy="P-1", start=AUGUST, until=NEXT_JULY)
ENDED = CoverEnded(cover=COVER, person=MARCO, ended_on=date(2026, 3, 31))


def renewing(*facts, **changes):
    ask = RenewCover(person=MARCO, cover=COVER, **{"until": NEXT_JULY, **changes})
    return given(evolve, Covers(), *facts).when(covers.renew, ask)


IDLE = Agenda()


def ending(*facts, ended_on=date(2026, 3, 31), served=(), agenda=IDLE):
    ask = EndCover(person=MARCO, cover=COVER, ended_on=ended_on)
    return given(evolve, Covers(), *facts).when(covers.end, ask, served=served, agenda=agenda)


def lapsing(*facts, today=AUGUST):
    return given(evolve, Covers(), *facts).when(covers.lapse, LapseCover(person=MARCO, cover=COVER), today)


def test_a_renewal_goes_on_where_the_cover_ends_and_leaves_no_bare_day():
    renewing(SHORT).then(RENEWED)
    assert bare(SHORT, RENEWED) is None
    assert bare(SHORT) == AUGUST


def test_a_renewal_follows_the_renewal_before_under_its_policy():
    later = RENEWED.model_copy(update={"policy": "P-2"})
    renewing(SHORT, later, until=date(2028, 7, 31)).then(
        CoverRenewed(cover=COVER, person=MARCO, policy="P-2", start=date(2027, 8, 1), until=date(2028, 7, 31))
    )


def test_a_late_renewal_leaves_the_days_between_bare():
    lapsed = CoverLapsed(cover=COVER, person=MARCO, until=JULY)
    late = RENEWED.model_copy(update={"start": date(2026, 8, 10), "policy": "P-9"})
    renewing(SHORT, lapsed, start=date(2026, 8, 10), policy="P-9").then(late)
    assert bare(SHORT, lapsed, late) == AUGUST


def test_a_renewal_has_the_risks_of_its_cover_and_of_no_other():
    without = cover(until=JULY, risks=("accident", "illness"))
    assert bare(without, RENEWED, cover(risks=("liability",), until=JULY, name="other")) == AUGUST


def test_what_is_renewed_ends_after_it_starts():
    renewing(SHORT, until=JULY).refuses(CoverEndsBeforeStart, start=AUGUST)


def test_a_cover_that_is_not_there_is_neither_renewed_nor_ended_nor_over():
    renewing().refuses(covers.UnknownCover)
    ending().refuses(covers.UnknownCover)
    lapsing().refuses(covers.UnknownCover)


def test_a_cover_ends_before_its_time_and_the_days_after_are_bare():
    ending(SHORT, RENEWED).then(ENDED)
    assert bare(SHORT, RENEWED, ENDED) == date(2026, 4, 1)


def test_an_ended_cover_stays_ended():
    renewing(SHORT, ENDED).refuses(covers.CoverIsEnded)
    ending(SHORT, ENDED).refuses(covers.CoverIsEnded)


def test_a_cover_is_not_ended_on_its_last_day():
    ending(SHORT, ended_on=JULY).refuses(covers.CoverOverByThen, until=JULY)


def test_a_cover_does_not_end_before_hours_that_nothing_else_covers():
    served = (date(2026, 2, 2), date(2026, 5, 4))
    ending(SHORT, served=served).refuses(covers.HoursWithoutCover, day=date(2026, 5, 4))
    ending(SHORT, cover(name="other"), served=served).then(ENDED)


def test_a_cover_does_not_end_before_shifts_that_nothing_else_covers():
    taken = Agenda({MATCH: (Days(JANUARY, JULY), MONDAYS)})
    ending(SHORT, agenda=taken).refuses(covers.ShiftsWithoutCover, match=MATCH, day=date(2026, 4, 1))
    ending(SHORT, cover(name="other"), agenda=taken).then(ENDED)
    ending(SHORT, agenda=Agenda({MATCH: (Days(JANUARY, date(2026, 3, 31)), MONDAYS)})).then(ENDED)


def test_a_cover_lapses_the_day_after_its_last_and_once():
    lapsed = CoverLapsed(cover=COVER, person=MARCO, until=JULY)
    lapsing(SHORT, today=JULY).refuses(covers.CoverStillRuns, until=JULY)
    lapsing(SHORT, RENEWED).refuses(covers.CoverStillRuns, until=NEXT_JULY)
    lapsing(SHORT).then(lapsed)
    lapsing(SHORT, lapsed).then()
    lapsing(SHORT, ENDED).then()
    lapsing(SHORT, lapsed, RENEWED, today=date(2027, 8, 1)).then(lapsed.model_copy(update={"until": NEXT_JULY}))
