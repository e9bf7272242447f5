"""Figures on PostgreSQL, by month, and the events behind each."""

from datetime import date, timedelta

import pytest

from infra.codec import StoredFact
from projections.figures import monthly as indicators
from projections.figures.asked import Period, Scope, today
from projections.figures.behind import behind
from projections.figures.definitions import BY_NAME
from tests.projections.story import (
    AMAL,
    HADDAD,
    MARCO,
    NOUR,
    ROSSI,
    SAMI,
    approved,
    assigned,
    attended,
    corrected,
    day,
    enrolled,
    exited,
    left,
    moved,
    moved_in,
    moved_out,
    released,
    served,
    voided,
)
from tests.projections.world import World
from tests.spec import an_id

TODAY = today()
WHOLE = Period(date(2026, 1, 1), date(2026, 12, 31))
YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}


@pytest.fixture
def counted(world: World) -> World:
    def tell(event, on: str) -> StoredFact:
        return world.tell(event, occurred=day(on))

    tell(enrolled(), "2026-01-10")
    first = tell(served(name=an_id("one")), "2026-02-10")
    tell(served(on=date(2026, 2, 11), name=an_id("two"), recipients=(AMAL, SAMI)), "2026-02-11")
    tell(corrected(first.id, on=date(2026, 3, 10), recipients=(SAMI,), name=an_id("one")), "2026-03-10")
    third = tell(served(on=date(2026, 3, 11), household=ROSSI, recipients=(MARCO,), name=an_id("three")), "2026-03-11")
    tell(voided(third.id, household=ROSSI, name=an_id("three")), "2026-03-12")
    tell(assigned(starts=date(2026, 1, 30)), "2026-01-30")
    tell(released(on=date(2026, 2, 3)), "2026-02-03")
    for n in range(3):
        tell(approved(minutes=20, name=an_id(f"hours {n}"), on=date(2026, 3, 1 + n)), "2026-03-05")
        tell(attended(minutes=50, session=f"lesson {n}", on=date(2026, 4, 1)), "2026-04-01")
    tell(exited(), "2026-05-20")
    world.project()
    return world


@pytest.mark.parametrize(
    ("name", "value", "by_month"),
    [
        ("families_served", 1, {1: 1, 2: 1, 3: 1}),
        ("persons_served", 2, {1: 2, 2: 2, 3: 1}),
        ("nights_housed", 8, {1: 4, 2: 4}),
        ("volunteer_hours", 1, {3: 1}),
        ("training_hours", 2.5, {4: 2.5}),
        ("exits", 1, {5: 1}),
    ],
)
def test_a_figure_counts_what_stands_and_names_the_events_behind_it(counted: World, name: str, value: float, by_month):
    figure = indicators.figure(counted.read, name, **YEAR)
    assert figure.value == value
    assert {month.month: number for month, number in figure.by_month} == by_month
    found, after = behind(counted.read, name, WHOLE, Scope())
    assert after is None
    assert sum(one.adds for one in found) / BY_NAME[name].divided == value
    known = {fact.id for _, fact in counted.messages()}
    assert {one.event_id for one in found} <= known


def test_pages_of_what_is_behind_a_figure_neither_lose_nor_repeat(counted: World):
    for name in BY_NAME:
        whole, _ = behind(counted.read, name, WHOLE, Scope())
        pages, after = [], None
        while True:
            page, after = behind(counted.read, name, WHOLE, Scope(), after=after, limit=1)
            pages += page
            if after is None:
                break
        assert pages == whole, name


def test_nights_are_cut_at_both_ends_of_the_period_asked(counted: World):
    nights = indicators.figure(counted.read, "nights_housed", since=date(2026, 1, 31), until=date(2026, 2, 1))
    assert nights.value == 4
    assert indicators.figure(counted.read, "nights_housed", since=date(2026, 2, 3), until=date(2026, 2, 28)).value == 0


def test_an_open_stay_counts_until_last_night(world: World):
    world.tell(assigned(starts=TODAY - timedelta(days=3)))
    world.project()
    assert indicators.figure(world.read, "nights_housed", since=TODAY - timedelta(days=30), until=TODAY).value == 6


def test_who_leaves_the_household_is_housed_no_longer_though_the_others_stay(world: World):
    world.tell(left(on=date(2026, 2, 4)))
    world.tell(left(on=date(2026, 1, 4)))
    world.tell(assigned(starts=date(2026, 2, 1)))
    world.tell(released(on=date(2026, 2, 11)))
    world.project()
    assert indicators.figure(world.read, "nights_housed", **YEAR).value == 10 + 3


def test_who_joins_and_who_comes_back_is_housed_from_then_on_until_all_leave(world: World):
    world.tell(assigned(starts=date(2026, 2, 1)))
    world.tell(moved_in(on=date(2026, 2, 5)))
    world.tell(left(on=date(2026, 2, 4)))
    world.tell(moved_out(on=date(2026, 2, 4)))
    world.tell(moved_in(SAMI, on=date(2026, 2, 8)))
    world.tell(moved(on=date(2026, 2, 9)))
    world.tell(released(on=date(2026, 2, 11), members=(AMAL, NOUR, SAMI)))
    world.project()
    assert indicators.figure(world.read, "nights_housed", **YEAR).value == 10 + 6 + 3 + 3


def test_a_night_in_two_places_is_one_night_of_the_person_and_the_list_says_so(world: World):
    stays = {HADDAD: (date(2026, 2, 1), date(2026, 2, 11)), ROSSI: (date(2026, 1, 31), date(2026, 3, 2))}
    for household, (starts, ends) in stays.items():
        world.tell(assigned(starts=starts, household=household, members=(AMAL,), name=an_id(f"stay of {household}")))
        world.tell(released(on=ends, household=household, members=(AMAL,), name=an_id(f"stay of {household}")))
    world.project()
    figure = indicators.figure(world.read, "nights_housed", **YEAR)
    assert (figure.value, [nights for _, nights in figure.by_month]) == (30, [1, 28, 1])
    assert sum(row.quantity for row in behind(world.read, "nights_housed", WHOLE, Scope())[0]) == 30


def test_a_fact_counts_on_the_day_that_it_names_whenever_it_is_said_to_have_happened(world: World):
    world.tell(served(), occurred=day("2026-05-05"))
    world.project()
    assert {month.month for month, _ in indicators.figure(world.read, "families_served", **YEAR).by_month} == {2}


def test_exits_are_told_by_destination(counted: World):
    assert indicators.by_destination(counted.read, **YEAR) == [("own-home", 1)]
