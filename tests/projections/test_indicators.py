"""Indicators: one row per event, person and indicator; corrections move, voids remove."""

from datetime import date

from projections.indicators import EXITS, FAMILIES, MODEL, NIGHTS, PERSONS, TRAINING, VOLUNTEERING
from tests.projections.story import (
    AMAL,
    HADDAD,
    MARCO,
    NOUR,
    SAMI,
    STAY,
    approved,
    assigned,
    attendance_corrected,
    attended,
    completed,
    corrected,
    day,
    exited,
    extended,
    moved,
    moved_in,
    moved_out,
    released,
    reversed_,
    served,
    voided,
)  # fmt: skip
from tests.projections.told import given
from tests.spec import recorded


def counted(folded, indicator):
    return [row for row in folded.of("counted") if row["indicator"] == indicator]


def test_a_service_counts_its_family_once_and_each_recipient_once():
    folded = given(recorded(served(recipients=(AMAL, SAMI)), at=day("2026-02-10"))).when(MODEL)
    assert [row["thing"] for row in counted(folded, FAMILIES)] == [str(HADDAD)]
    assert [row["person"] for row in counted(folded, PERSONS)] == [AMAL, SAMI]
    assert {row["on_day"] for row in folded.of("counted")} == {date(2026, 2, 10)}


def test_whoever_completes_a_course_as_a_citizen_or_operator_was_trained_and_not_assisted():
    for kind in ("citizen", "public-operator", "private-operator"):
        assert given(recorded(completed(kind=kind), service="training")).when(MODEL).of("counted") == []


def test_a_completed_course_counts_a_person_served_and_no_family():
    folded = given(recorded(completed(), service="training")).when(MODEL)
    assert [row["person"] for row in counted(folded, PERSONS)] == [AMAL]
    assert counted(folded, FAMILIES) == []


def test_a_corrected_service_counts_no_more_and_its_correction_counts_instead():
    first = recorded(served(recipients=(AMAL,)), 1, at=day("2026-02-10"))
    second = recorded(corrected(first.id, recipients=(SAMI,)), 2, at=day("2026-02-12"))
    folded = given(first, second).when(MODEL)
    folded.then("superseded", {"event_id": first.id, "by_event": second.id})
    standing = [row for row in counted(folded, PERSONS) if row["event_id"] != first.id]
    assert [(row["person"], row["on_day"]) for row in standing] == [(SAMI, date(2026, 2, 12))]


def test_a_voided_service_counts_no_more_and_nothing_counts_instead():
    first = recorded(served(), 1)
    second = recorded(voided(first.id), 2)
    folded = given(first, second).when(MODEL)
    folded.then("superseded", {"event_id": first.id, "by_event": second.id})
    assert {row["event_id"] for row in folded.of("counted")} == {first.id}


def test_a_stay_is_kept_per_person_from_its_first_night_to_the_day_of_leaving():
    told = [recorded(assigned(), 1, service="housing"), recorded(released(), 2, service="housing")]
    folded = given(*told).when(MODEL)
    begun = {"assignment": STAY, "starts": date(2026, 2, 1), "assigned_by": told[0].id}
    folded.then("stay", {"person": AMAL, **begun}, {"person": SAMI, **begun})
    folded.then("release", {"assignment": STAY, "ends": date(2026, 2, 11), "released_by": told[1].id})
    assert NIGHTS not in {row["indicator"] for row in given(*told).when(MODEL).of("counted")}


def test_a_release_that_is_told_first_is_kept_until_its_assignment_is_known():
    told = [recorded(released(), 2, service="housing"), recorded(assigned(), 1, service="housing")]
    folded = given(*told).when(MODEL)
    assert {row["starts"] for row in folded.of("stay")} == {date(2026, 2, 1)}
    folded.then("release", {"assignment": STAY, "ends": date(2026, 2, 11)})


def test_who_joins_a_stay_has_nights_from_then_on_and_is_served():
    told = [recorded(assigned(), 1, service="housing"), recorded(moved_in(), 2, service="housing")]
    folded = given(*told).when(MODEL)
    (row,) = (row for row in folded.of("stay") if row["person"] == NOUR)
    assert (row["assignment"], row["starts"], row["joined_to"]) == (told[1].id, date(2026, 2, 5), STAY)
    assert NOUR in {row["person"] for row in counted(folded, PERSONS)}


def test_a_move_an_extension_and_who_leaves_change_no_row_of_a_stay():
    stay = [recorded(assigned(), 1, service="housing"), recorded(released(), 2, service="housing")]
    more = [recorded(event, n, service="housing") for n, event in enumerate((moved(), extended(), moved_out()), 3)]
    assert given(*stay, *more).when(MODEL).of("stay") == given(*stay).when(MODEL).of("stay")


def test_hours_count_when_they_are_approved():
    folded = given(recorded(approved(minutes=90), service="register")).when(MODEL)
    assert [(row["person"], row["quantity"]) for row in counted(folded, VOLUNTEERING)] == [(MARCO, 1.5)]


def test_hours_that_were_booked_back_count_no_more_and_nothing_counts_instead():
    approval = recorded(approved(minutes=90), 2, service="register")
    back = recorded(reversed_(approval.id), 3, service="register")
    folded = given(approval, back).when(MODEL)
    folded.then("superseded", {"event_id": approval.id, "by_event": back.id})
    assert [row["event_id"] for row in counted(folded, VOLUNTEERING)] == [approval.id]


def test_minutes_attended_are_training_hours_of_the_learner():
    folded = given(recorded(attended(minutes=120), service="training")).when(MODEL)
    assert [(row["person"], row["quantity"]) for row in counted(folded, TRAINING)] == [(AMAL, 2)]


def test_a_corrected_attendance_counts_no_more_and_its_correction_counts_instead():
    first = recorded(attended(minutes=120), 1, service="training")
    second = recorded(attendance_corrected(first.id, minutes=60), 2, service="training")
    third = recorded(attendance_corrected(second.id, minutes=90), 3, service="training")
    folded = given(first, second, third).when(MODEL)
    superseded = {row["event_id"] for row in folded.of("superseded")}
    assert superseded == {first.id, second.id}
    standing = [row for row in counted(folded, TRAINING) if row["event_id"] not in superseded]
    assert [(row["person"], row["quantity"]) for row in standing] == [(AMAL, 1.5)]


def test_an_exit_counts_by_its_destination():
    assert [row["thing"] for row in counted(given(exited()).when(MODEL), EXITS)] == ["own-home"]
