"""How a family comes on, on PostgreSQL: scores over time, goals and follow-ups, as of a day and as known at a moment."""

from datetime import date, timedelta

import pytest

from infra.clock import now
from projections.known import Known
from projections.outcomes import Domain, FollowUp, Outcome, outcome
from tests.projections.story import (
    AMAL,
    HADDAD,
    SAMI,
    assessed,
    day,
    enrolled,
    follow_up_set,
    followed_up,
    goal_progressed,
    goal_reached,
    goal_set,
    revised,
    unsaid,
)
from tests.projections.world import World

AHEAD = now().date() + timedelta(days=200)


@pytest.fixture
def family(world: World) -> World:
    world.tell(enrolled(), occurred=day("2026-01-10"))
    world.tell(assessed(housing=1, income=2, mobility=None), occurred=day("2026-01-12"))
    return world


def asked(world: World, **when) -> Outcome:
    world.project()
    return outcome(world.read, HADDAD, **when)


def test_a_family_of_which_nothing_is_known_has_not_come_on(world: World):
    assert asked(world) == Outcome([], [], [], [])


def test_change_is_from_the_first_score_to_the_last(family: World):
    family.tell(assessed("exit", name="exit", housing=4, income=1, community=3), occurred=day("2026-06-01"))
    (matrix,) = asked(family).matrices
    assert [one.phase for one in matrix.assessments] == ["entry", "exit"]
    assert matrix.domains == [Domain("housing", [1, 4], 3), Domain("income", [2, 1], -1), Domain("community", [None, 3], None)]


def test_each_person_is_compared_with_themselves_alone(family: World):
    family.tell(assessed(name="of Sami", person=SAMI, housing=5), occurred=day("2026-02-01"))
    assert [(one.person, one.domains[0].change) for one in asked(family).matrices] == [(AMAL, None), (SAMI, None)]


def test_a_revised_assessment_says_its_new_scores_on_its_own_day(family: World):
    interim = family.tell(assessed("interim", name="interim", housing=3), occurred=day("2026-03-01"))
    before = now()
    family.tell(revised(interim.id, "interim", name="interim", housing=2), occurred=day("2026-03-09"))
    (matrix,) = asked(family).matrices
    made = matrix.assessments[1]
    assert (made.made_on, made.scores, made.revised) == (date(2026, 3, 1), {"housing": 2}, True)
    assert matrix.domains[0].change == 1
    known = Known(family.settings)
    (earlier,) = asked(family, known=known.at(before)).matrices
    known.close()
    assert earlier.domains[0].change == 2


def test_what_was_voided_is_compared_with_nothing(family: World):
    event = assessed("exit", name="exit", housing=5)
    exit_ = family.tell(event, occurred=day("2026-06-01"))
    family.tell(unsaid(exit_.id, event), occurred=day("2026-06-02"))
    (matrix,) = asked(family).matrices
    assert matrix.domains[0] == Domain("housing", [1], None)


def test_a_goal_says_how_far_it_has_come_by_a_day(family: World):
    family.tell(goal_set(due=date(2026, 9, 1)), occurred=day("2026-02-01"))
    family.tell(goal_progressed(40), occurred=day("2026-03-01"))
    family.tell_all([goal_progressed(100), goal_reached()], occurred=day("2026-05-01"))
    (then,) = asked(family, as_of=date(2026, 4, 1)).goals
    assert (then.dimension, then.due, then.percent, then.reached_on) == ("work", date(2026, 9, 1), 40, None)
    (today,) = asked(family).goals
    assert (today.percent, today.reached_on) == (100, date(2026, 5, 1))


def test_follow_ups_tell_how_the_family_fared_and_which_are_to_come(family: World):
    family.tell(follow_up_set(date(2026, 9, 1)), occurred=day("2026-06-01"))
    family.tell(follow_up_set(AHEAD, 12, "a year after"), occurred=day("2026-06-01"))
    family.tell(followed_up(date(2026, 9, 2)), occurred=day("2026-09-02"))
    found = asked(family)
    assert found.follow_ups == [FollowUp(date(2026, 9, 2), 3, "rental", "self-employed", in_contact=True)]
    assert found.to_come == [AHEAD]
    assert asked(family, as_of=date(2026, 8, 1)).follow_ups == []
