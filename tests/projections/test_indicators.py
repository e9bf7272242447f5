"""What figures are counted from: a row per fact and person; corrections move, voids remove."""

from datetime import UTC, date, datetime

from projections.indicators import MODEL
from services.intake import events as intake
from services.kernel.evidence import Evidence
from services.training import events as training
from tests.projections.story import (
    AMAL,
    COURSE,
    EDITION,
    HADDAD,
    MARCO,
    NOUR,
    SAMI,
    SCHOOL,
    STAY,
    approved,
    assessed,
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


def counted(folded, kind):
    return [row for row in folded.of("counted") if row["kind"] == kind]


def test_a_service_counts_each_recipient_once_with_its_family_and_its_code():
    folded = given(recorded(served(recipients=(AMAL, SAMI)), at=day("2026-02-10"))).when(MODEL)
    assert [(row["person"], row["household"], row["about"]) for row in counted(folded, "service")] == [
        (AMAL, HADDAD, SCHOOL), (SAMI, HADDAD, SCHOOL),
    ]  # fmt: skip
    assert {row["on_day"] for row in folded.of("counted")} == {date(2026, 2, 10)}


def test_whoever_completes_a_course_as_a_citizen_or_operator_was_trained_and_not_assisted():
    for kind in ("citizen", "public-operator", "private-operator"):
        folded = given(recorded(completed(kind=kind), service="training")).when(MODEL)
        assert {row["kind"] for row in folded.of("counted")} == {"completed-other"}


def test_a_completed_course_counts_a_person_served_and_no_family():
    folded = given(recorded(completed(), service="training")).when(MODEL)
    assert [(row["person"], row["household"]) for row in counted(folded, "completed")] == [(AMAL, None)]


def test_a_corrected_service_counts_no_more_and_its_correction_counts_instead():
    first = recorded(served(recipients=(AMAL,)), 1, at=day("2026-02-10"))
    second = recorded(corrected(first.id, recipients=(SAMI,)), 2, at=day("2026-02-12"))
    folded = given(first, second).when(MODEL)
    folded.then("superseded", {"event_id": first.id, "by_event": second.id})
    standing = [row for row in counted(folded, "service") if row["event_id"] != first.id]
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
    assert {row["kind"] for row in folded.of("counted")} == {"housed"}


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
    assert NOUR in {row["person"] for row in counted(folded, "housed")}


def test_a_move_an_extension_and_who_leaves_change_no_row_of_a_stay():
    stay = [recorded(assigned(), 1, service="housing"), recorded(released(), 2, service="housing")]
    more = [recorded(event, n, service="housing") for n, event in enumerate((moved(), extended(), moved_out()), 3)]
    assert given(*stay, *more).when(MODEL).of("stay") == given(*stay).when(MODEL).of("stay")


def test_hours_count_when_they_are_approved():
    folded = given(recorded(approved(minutes=90), service="register")).when(MODEL)
    assert [(row["person"], row["quantity"]) for row in counted(folded, "volunteering")] == [(MARCO, 90)]


def test_hours_that_were_booked_back_count_no_more_and_nothing_counts_instead():
    approval = recorded(approved(minutes=90), 2, service="register")
    back = recorded(reversed_(approval.id), 3, service="register")
    folded = given(approval, back).when(MODEL)
    folded.then("superseded", {"event_id": approval.id, "by_event": back.id})
    assert [row["event_id"] for row in counted(folded, "volunteering")] == [approval.id]


def test_minutes_attended_are_training_hours_of_the_learner():
    folded = given(recorded(attended(minutes=120), service="training")).when(MODEL)
    assert [(row["person"], row["quantity"]) for row in counted(folded, "attended")] == [(AMAL, 120)]


def test_a_corrected_attendance_counts_no_more_and_its_correction_counts_instead():
    first = recorded(attended(minutes=120), 1, service="training")
    second = recorded(attendance_corrected(first.id, minutes=60), 2, service="training")
    third = recorded(attendance_corrected(second.id, minutes=90), 3, service="training")
    folded = given(first, second, third).when(MODEL)
    superseded = {row["event_id"] for row in folded.of("superseded")}
    assert superseded == {first.id, second.id}
    standing = [row for row in counted(folded, "attended") if row["event_id"] not in superseded]
    assert [(row["person"], row["quantity"]) for row in standing] == [(AMAL, 90)]


def test_an_exit_counts_each_member_by_their_destination():
    assert [(row["person"], row["about"]) for row in counted(given(exited()).when(MODEL), "exit")] == [
        (AMAL, "own-home"), (SAMI, "own-home"),
    ]  # fmt: skip


def test_a_day_is_that_of_italy():
    late = recorded(intake.CaseReopened(household=HADDAD, head=AMAL, agency="sds"), at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    assert [row["on_day"] for row in given(late).when(MODEL).of("counted")] == [date(2026, 7, 1)]


def test_every_row_says_where_it_was_told_and_so_does_what_takes_it_back():
    first = recorded(served(), 3)
    folded = given(first, recorded(voided(first.id), 7)).when(MODEL)
    assert {(row["service"], row["position"]) for row in folded.of("counted")} == {("intake", 3)}
    folded.then("superseded", {"event_id": first.id, "service": "intake", "position": 7})


def test_scores_stand_by_domain_and_what_does_not_apply_has_none():
    folded = given(recorded(assessed(housing=2, income=None))).when(MODEL)
    folded.then("score", {"domain": "housing", "score": 2, "person": AMAL})


def test_a_profile_stands_under_the_fact_that_set_it_so_that_an_older_one_is_not_lost():
    profile = intake.CountingProfileSet(
        person=AMAL, valid_from=date(1990, 1, 1), sex="female", birth_month="1990-01", citizenship_group="third-country",
        eligible=True, ground="family",
    )  # fmt: skip
    told = [recorded(profile, 1), recorded(profile.model_copy(update={"eligible": False}), 2)]
    assert [row["eligible"] for row in given(*told).when(MODEL).of("profile")] == [True, False]


def test_a_test_counts_where_the_level_of_the_language_has_risen():
    def tested(before, after):
        test = training.LearnerAssessed(
            edition=EDITION, course=COURSE, person=AMAL, learner_type="recipient", test="passed", level_before=before,
            level_after=after, assessed_on=date(2026, 3, 1),
        )  # fmt: skip
        return counted(given(recorded(test, service="training")).when(MODEL), "level")

    assert [len(tested(*levels)) for levels in (("none", "A1"), ("A2", "A2"), ("B1", "A2"), (None, "A1"))] == [1, 0, 0, 0]


def test_the_documents_that_a_fact_cites_are_kept_with_it():
    cited = served(evidence=(Evidence(sha256="a1" * 32, kind="receipt"),))
    given(recorded(cited)).when(MODEL).then("document", {"sha256": "a1" * 32})
