"""A register has one entry per learner, at most as long as the lesson; both sign it; after a signature it is only corrected."""

from datetime import timedelta

import pytest

from services.training.commands import CorrectAttendance, OpenRegister, RecordAttendance, SignRegister
from services.training.domain import attendance
from services.training.domain.edition import EditionIsClosed, SessionIsCancelled, UnknownEdition, UnknownSession
from services.training.domain.learner import LearnerHasWithdrawn, LearnerNotEnrolled
from tests.spec import NOW, an_id, recorded
from tests.training.story import (
    BY_TEACHER,
    BY_TUTOR,
    CANCELLED,
    CLASS,
    CLOSED,
    CORRECTED,
    EDITION,
    ENROLLED,
    HELD,
    LATER,
    LESSON,
    MARCO,
    MARCO_AGAIN,
    MORNING,
    REGISTER,
    RITA,
    SIGNED,
    TEACHER,
    THERE,
    TUTOR,
    WITHDRAWN,
    the_edition,
    the_learners,
    the_registers,
)

NOON = MORNING + timedelta(hours=3)
END = MORNING + timedelta(minutes=480)
RITA_TOO = ENROLLED.model_copy(update={"person": RITA})


def opening(*facts, session=LESSON, tutor=TUTOR, teacher=None):
    ask = OpenRegister(edition=EDITION, session=session, tutor=tutor, teacher=teacher)
    return the_registers(*facts).when(attendance.open_register, ask, edition=the_edition(*facts).state)


def attending(*facts, now=NOW, completed=False, ids=(), **changes):
    ask = RecordAttendance(**{"edition": EDITION, "session": LESSON, "person": MARCO, "minutes": 480, **changes})
    return the_registers(*facts).when(
        attendance.record, ask, now, edition=the_edition(*facts).state, learners=the_learners(*facts).state,
        completed=completed, ids={ask.person, *ids},
    )  # fmt: skip


def correcting(*facts, **changes):
    fixed = {"edition": EDITION, "session": LESSON, "person": MARCO, "minutes": 479, "reason": "Left early."}
    ask = CorrectAttendance(**{**fixed, **changes})
    return the_registers(*facts).when(
        attendance.correct, ask, edition=the_edition(*facts).state, learners=the_learners(*facts).state
    )


def signing(*facts, signed_as="teacher", now=NOW, session=LESSON, by="tutor"):
    ask = SignRegister(edition=EDITION, session=session, signed_as=signed_as)
    return the_registers(*facts).when(
        attendance.sign, ask, by, now, MORNING.date(), edition=the_edition(*facts).state, learners=the_learners(*facts).state
    )


def test_a_register_is_opened_and_names_who_will_sign():
    opening(*CLASS).then(REGISTER)


def test_another_may_teach_than_was_scheduled():
    opening(*CLASS, teacher=RITA).then(REGISTER.model_copy(update={"teacher": RITA}))


def test_a_lesson_has_one_register():
    opening(*HELD).refuses(attendance.RegisterOpenAlready)


def test_one_login_does_not_sign_for_both():
    """Whoever signed as teacher in this story is anna."""
    signing(*HELD, THERE, BY_TEACHER, signed_as="tutor", by="anna").refuses(attendance.SignsForBoth, field="signed_as")


def test_two_people_sign():
    opening(*CLASS, tutor=TEACHER).refuses(attendance.TeacherIsTutor)


def test_a_register_is_of_a_lesson_that_is_held():
    opening(*CLASS, session=an_id("elsewhere")).refuses(UnknownSession)
    opening(*CLASS, CANCELLED).refuses(SessionIsCancelled)
    opening(*CLASS, CLOSED).refuses(EditionIsClosed)
    opening().refuses(UnknownEdition)


def test_attendance_is_recorded():
    attending(*HELD).then(THERE)


def test_absence_is_recorded_too():
    attending(*HELD, minutes=0).then(THERE.model_copy(update={"minutes": 0}))


def test_minutes_follow_from_coming_and_leaving():
    times = {"came_at": MORNING, "left_at": NOON}
    attending(*HELD, minutes=None, **times).then(THERE.model_copy(update={**times, "minutes": 180}))


def test_who_went_out_in_between_was_there_for_fewer_minutes():
    times = {"came_at": MORNING, "left_at": NOON}
    attending(*HELD, minutes=150, **times).then(THERE.model_copy(update={**times, "minutes": 150}))
    attending(*HELD, minutes=181, **times).refuses(attendance.MoreThanTheSession, session_minutes=180)


@pytest.mark.parametrize(
    ("came", "left"), [(MORNING - timedelta(minutes=1), NOON), (NOON, END + timedelta(minutes=1)), (NOON, MORNING)]
)
def test_who_attends_comes_and_leaves_within_the_lesson(came, left):
    attending(*HELD, minutes=None, came_at=came, left_at=left).refuses(attendance.OutsideTheSession, ends_at=END)


@pytest.mark.parametrize(("said", "missing"), [({}, "minutes"), ({"came_at": NOON}, "left_at"), ({"left_at": NOON}, "came_at")])
def test_attendance_is_stated(said, missing):
    attending(*HELD, minutes=None, **said).refuses(attendance.AttendanceNotStated, field=missing)


def test_only_learners_attend():
    attending(*HELD, person=RITA).refuses(LearnerNotEnrolled, person=RITA)


def test_who_has_withdrawn_attends_no_more():
    attending(*HELD, WITHDRAWN).refuses(LearnerHasWithdrawn)


def test_what_was_attended_before_withdrawing_is_recorded_still():
    attending(*HELD, WITHDRAWN.model_copy(update={"withdrawn_on": MORNING.date()})).then(THERE)


def test_attendance_names_a_lesson_of_the_edition_that_was_held():
    attending(*HELD, session=an_id("elsewhere")).refuses(UnknownSession)
    attending(*HELD, CANCELLED).refuses(SessionIsCancelled)
    attending().refuses(UnknownEdition)


def test_attendance_is_entered_in_an_open_register():
    attending(*CLASS).refuses(attendance.RegisterNotOpen)


def test_attendance_is_recorded_once_per_person_and_lesson():
    attending(*HELD, THERE.model_copy(update={"minutes": 0})).refuses(attendance.AttendanceAlreadyRecorded)


def test_attendance_is_recorded_once_per_human_and_lesson():
    again = ENROLLED.model_copy(update={"person": MARCO_AGAIN})
    attending(*HELD, again, THERE, person=MARCO_AGAIN, ids=[MARCO]).refuses(attendance.AttendanceAlreadyRecorded)


def test_nobody_attends_longer_than_the_lesson():
    attending(*HELD, minutes=481).refuses(attendance.MoreThanTheSession, session_minutes=480)


def test_attendance_is_recorded_after_the_lesson():
    attending(*HELD, now=END - timedelta(minutes=1)).refuses(attendance.SessionNotHeldYet)
    attending(*HELD, now=END).then(THERE)


def test_nothing_is_recorded_after_completion():
    attending(*HELD, completed=True).refuses(attendance.AlreadyCompleted)


def test_nothing_is_recorded_in_a_closed_edition():
    attending(*HELD, CLOSED).refuses(EditionIsClosed)


@pytest.mark.parametrize("signature", SIGNED)
def test_nothing_is_entered_after_a_signature(signature):
    attending(*HELD, RITA_TOO, signature, person=RITA).refuses(attendance.RegisterIsSigned)


def corrected(facts):
    """What the correction of the last fact looks like."""
    return CORRECTED.model_copy(update={"corrects_event_id": recorded(facts[-1], len(facts)).id})


def test_a_correction_names_the_entry_it_corrects_and_counts_instead():
    facts = (*HELD, THERE)
    correcting(*facts).then(corrected(facts))
    assert the_registers(*facts, corrected(facts)).state.minutes([MARCO], only_signed=False) == 479


def test_a_second_correction_corrects_the_first():
    facts = (*HELD, THERE, CORRECTED)
    correcting(*facts, minutes=0).then(corrected(facts).model_copy(update={"minutes": 0}))


def test_an_entry_is_corrected_also_after_signatures_completion_and_closing():
    (fact,) = correcting(*HELD, THERE, *SIGNED, CLOSED).facts
    assert fact.minutes == 479


def test_only_an_entry_is_corrected():
    correcting(*HELD).refuses(attendance.AttendanceNotRecorded)
    correcting(*HELD, THERE, person=RITA).refuses(LearnerNotEnrolled)
    correcting(*HELD, THERE, session=an_id("elsewhere")).refuses(UnknownSession)
    correcting().refuses(UnknownEdition)


def test_a_correction_keeps_to_the_lesson():
    correcting(*HELD, THERE, minutes=481).refuses(attendance.MoreThanTheSession)


def test_a_correction_says_something_else():
    correcting(*HELD, THERE, minutes=480).refuses(attendance.CorrectionSaysTheSame)


def test_teacher_and_tutor_sign():
    signing(*HELD, THERE).then(BY_TEACHER)
    signing(*HELD, THERE, BY_TEACHER, signed_as="tutor").then(BY_TUTOR)


@pytest.mark.parametrize("signature", SIGNED)
def test_one_signature_is_not_enough(signature):
    assert the_registers(*HELD, THERE, signature).state.minutes([MARCO], only_signed=True) == 0
    assert the_registers(*HELD, THERE, *SIGNED).state.minutes([MARCO], only_signed=True) == 480


def test_each_signs_once():
    signing(*HELD, THERE, BY_TEACHER).refuses(attendance.SignedAlready)


def test_only_an_open_register_is_signed():
    signing(*CLASS).refuses(attendance.RegisterNotOpen)
    signing(*HELD, CANCELLED).refuses(SessionIsCancelled)
    signing(*HELD, session=an_id("elsewhere")).refuses(UnknownSession)
    signing(*HELD, session=LATER).refuses(attendance.RegisterNotOpen)


def test_a_register_is_signed_after_the_lesson():
    signing(*HELD, THERE, now=END - timedelta(minutes=1)).refuses(attendance.SessionNotHeldYet)


def test_a_register_is_signed_when_it_says_something_of_every_learner():
    signing(*HELD).refuses(attendance.RegisterIncomplete, persons=[MARCO])
    signing(*HELD, RITA_TOO, THERE).refuses(attendance.RegisterIncomplete, persons=[RITA])


def test_who_had_withdrawn_is_not_missing():
    signing(*HELD, WITHDRAWN).then(BY_TEACHER)


def test_a_lesson_counts_once_for_a_human_with_two_ids():
    again = THERE.model_copy(update={"person": MARCO_AGAIN, "minutes": 100})
    registers = the_registers(*HELD, THERE, again, *SIGNED).state
    assert registers.minutes([MARCO, MARCO_AGAIN], only_signed=True) == 480
