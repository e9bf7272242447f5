"""Every volunteer is insured against accident, illness and liability on every day of service."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some
from pydantic import ValidationError

from services.register.commands import StartCover
from services.register.domain.calendar import Days, first_bare_day, fits, meet
from services.register.domain.cover import CoverEndsBeforeStart, Covers, RiskNotCovered, evolve, start
from services.register.domain.volunteer import UnknownVolunteer, Volunteer
from services.register.events import Slot
from tests.register.examples import DECEMBER, JANUARY, JULY, MARCO, MONDAY, VOLUNTEER, cover
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


@pytest.mark.parametrize(("start_", "end"), [("15:00", "15:00"), ("16:00", "15:00"), ("10:00+02:00", "12:00"), ("10:00", "12:00Z")])
def test_a_slot_is_a_stretch_of_local_time(start_, end):
    with pytest.raises(ValidationError):
        Slot.model_validate({"weekday": 1, "start": start_, "end": end})
