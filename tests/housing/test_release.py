"""A stay ends once, not before it starts, and with the household's exit at the latest."""

from datetime import date

import pytest

from services.housing.commands import NoteStayDue, ReleaseAfterExit, ReleaseUnit
from services.housing.domain.dwelling import Occupancy, Stay, Unit, UnitOccupied
from services.housing.domain.household import Household
from services.housing.domain.stay import (
    AlreadyReleased,
    ReleasedBeforeStart,
    Stays,
    UnknownAssignment,
    evolve,
    note_due,
    release,
    release_after_exit,
)
from services.housing.events import AssignmentExtended, ExitNoted, HouseholdMoved, StayFellDue, UnitFreed
from services.kernel.evidence import Evidence
from services.kernel.rules import InTheFuture, NotYetDue
from tests.housing.story import END, EVERYONE, FLAT, HADDAD, HOUSE, ROSSI, STAY, assigned, released
from tests.spec import an_id, given

TODAY, DAY = date(2027, 7, 1), date(2027, 5, 1)
EXIT = ReleaseAfterExit(household=HADDAD, exit=DAY, destination="autonomous-housing")
EMPTY, STILL_IN = Occupancy(), Household()
EXITED = ExitNoted(household=HADDAD, exit=DAY, destination="autonomous-housing")


def freed(day):
    return UnitFreed(unit=FLAT, assignment=STAY, household=HADDAD, released=day)


def releasing(*facts, day=DAY, occupancy=EMPTY):
    ask = ReleaseUnit(household=HADDAD, assignment=STAY, released=day, reason="own-home", destination="autonomous-housing")
    return given(evolve, Stays(), *facts).when(release, ask, TODAY, unit=Unit(HOUSE, 4), occupancy=occupancy)


def exiting(*facts, household=STILL_IN):
    return given(evolve, Stays(), *facts).when(release_after_exit, EXIT, household)


def test_a_household_leaves_its_unit():
    releasing(assigned()).then(released(DAY), freed(DAY))


def test_a_unit_that_is_not_stated_is_not_freed():
    releasing(assigned(unit=None)).then(released(DAY, unit=None))


def test_what_was_never_assigned_is_not_released():
    releasing().refuses(UnknownAssignment, assignment=STAY)


def test_a_unit_is_released_once():
    releasing(assigned(), released(DAY)).refuses(AlreadyReleased, released=DAY)


def test_a_unit_is_not_released_before_the_stay_starts():
    releasing(assigned(), day=date(2026, 5, 31)).refuses(ReleasedBeforeStart, starts=date(2026, 6, 1))


def test_a_unit_is_not_released_tomorrow():
    releasing(assigned(), day=date(2027, 7, 2)).refuses(InTheFuture, field="released")


def test_a_household_may_leave_later_than_planned():
    releasing(assigned(), day=TODAY).then(released(TODAY), freed(TODAY))


def test_a_household_that_left_late_was_not_there_together_with_the_next_one():
    next_one = Occupancy({an_id("next"): Stay(ROSSI, 2, date(2027, 6, 1), date(2028, 1, 1))})
    releasing(assigned(), day=TODAY, occupancy=next_one).refuses(UnitOccupied, until=date(2028, 1, 1))


def test_who_has_left_the_project_has_left_its_unit():
    exiting(assigned()).then(EXITED, released(DAY, reason="family-exited"), freed(DAY))


def test_an_exit_releases_all_that_is_held_and_nothing_twice():
    other = assigned(name=an_id("other"), unit=None)
    exiting(assigned(), released(date(2027, 1, 1)), other).then(
        EXITED, released(DAY, name=an_id("other"), unit=None, reason="family-exited")
    )


def test_a_stay_that_was_to_start_after_the_exit_has_no_night():
    later = date(2027, 6, 15)
    exiting(assigned(starts=later, planned_end=None)).then(EXITED, released(later, reason="family-exited"), freed(later))


def test_an_exit_is_noted_where_there_is_no_stay():
    exiting().then(EXITED)


def test_an_exit_told_twice_changes_nothing():
    exiting(household=Household(agency="sds", exit=DAY)).then()


@pytest.mark.parametrize("day", [date(2026, 6, 1), date(2027, 6, 1)])
def test_a_release_on_the_first_or_the_planned_day_is_fine(day):
    releasing(assigned(), day=day).then(released(day), freed(day))


LOFT = an_id("loft")
MOVED = HouseholdMoved(
    assignment=STAY, household=HADDAD, members=EVERYONE, from_unit=FLAT, unit=LOFT, moved=date(2027, 1, 1)
)  # fmt: skip
FELL_DUE = StayFellDue(assignment=STAY, unit=FLAT, household=HADDAD, members=EVERYONE, due=END)


def test_a_household_leaves_the_unit_it_has_moved_to():
    loft = UnitFreed(unit=LOFT, assignment=STAY, household=HADDAD, released=DAY)
    releasing(assigned(), MOVED).then(released(DAY, unit=LOFT), loft)
    releasing(assigned(), MOVED, day=date(2026, 12, 31)).refuses(ReleasedBeforeStart, starts=date(2027, 1, 1))
    exiting(assigned(), MOVED).then(EXITED, released(DAY, unit=LOFT, reason="family-exited"), loft)


def noting(*facts, today=TODAY):
    return given(evolve, Stays(), *facts).when(note_due, NoteStayDue(household=HADDAD, assignment=STAY), today)


def test_a_stay_falls_due_on_its_planned_end_and_once():
    noting(assigned(), today=END).then(FELL_DUE)
    noting(assigned(), FELL_DUE).then()


def test_a_stay_does_not_fall_due_before_its_planned_end_or_without_one():
    noting(assigned(), today=date(2027, 5, 31)).refuses(NotYetDue, due=END)
    noting(assigned(planned_end=None)).refuses(NotYetDue, due=None)


def test_a_stay_that_has_ended_does_not_fall_due():
    noting(assigned(), released(DAY)).then()


def test_a_stay_that_was_extended_falls_due_again():
    later = date(2027, 6, 15)
    longer = AssignmentExtended(
        assignment=STAY,
        unit=FLAT,
        household=HADDAD,
        members=EVERYONE,
        planned_end=later,
        before=END,
        evidence=(Evidence(sha256="a" * 64, kind="declaration"),),
    )
    noting(assigned(), FELL_DUE, longer).then(FELL_DUE.model_copy(update={"due": later}))
    noting(assigned(), FELL_DUE, longer, today=date(2027, 6, 14)).refuses(NotYetDue, due=later)


def test_what_was_never_assigned_does_not_fall_due():
    noting().refuses(UnknownAssignment)
