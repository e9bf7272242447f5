"""A family that has left is asked how it fares, on the days of the programme and on others; each time is recorded once."""

from dataclasses import replace
from datetime import date

from services.intake.commands import NoteFollowUpDue, RecordFollowUp, ScheduleFollowUp
from services.intake.domain.assessment import Assessments, UnknownAssessment
from services.intake.domain.assessment import evolve as evolve_assessments
from services.intake.domain.follow_up import (
    FollowUpAlreadyRecorded,
    FollowUpAlreadyScheduled,
    FollowUpBeforeExit,
    FollowUps,
    NotAFollowUpAssessment,
    NotLeftYet,
    Situations,
    UnknownFollowUp,
    UnknownSituation,
    evolve,
    note_due,
    record,
    schedule,
)
from services.intake.domain.household import Household, NotEnrolled
from services.intake.events import AssessmentRecorded, FollowUpFellDue, FollowUpRecorded, FollowUpScheduled
from services.kernel.rules import NotYetDue
from tests.spec import an_id, given

FAMILY, AMAL, NAME, ASSESSMENT = an_id("family"), an_id("amal"), an_id("follow-up"), an_id("assessment")
ENTRY, EXIT, DUE = date(2026, 3, 1), date(2026, 5, 1), date(2026, 8, 1)
HOME = Household("PROG-2784", "sds", AMAL, frozenset(), ENTRY, EXIT, frozenset({AMAL}))
STAYS = replace(HOME, exit=None, members=frozenset({AMAL}))
SITUATIONS = Situations(housing={"rental", "unknown"}, work={"traineeship", "unknown"})
SCHEDULED = FollowUpScheduled(follow_up=NAME, household=FAMILY, head=AMAL, due=DUE, months=3)
RECORDED = FollowUpRecorded(
    follow_up=NAME, household=FAMILY, head=AMAL, followed_up_on=DUE, months=3, housing_situation="rental",
    work_situation="traineeship", in_contact=True, note="By phone",
)  # fmt: skip
FELL_DUE = FollowUpFellDue(follow_up=NAME, household=FAMILY, head=AMAL, due=DUE)
ASK = RecordFollowUp(
    household=FAMILY, follow_up=NAME, housing_situation="rental", work_situation="traineeship", in_contact=True, note="By phone"
)


def scheduling(*facts, household=HOME, due=DUE):
    ask = ScheduleFollowUp(household=FAMILY, due=due)
    return given(evolve, FollowUps(), *facts).when(schedule, ask, NAME, household)


def assessed(phase):
    fact = AssessmentRecorded(
        assessment=ASSESSMENT, household=FAMILY, person=AMAL, tool="SSM", tool_version="1", phase=phase, scores={"housing": 4}
    )
    return given(evolve_assessments, Assessments(), fact).state


def recording(*facts, household=HOME, day=DUE, assessments=Assessments(), **changes):  # noqa: B008 - a frozen value
    ask = ASK.model_copy(update=changes)
    world = {"household": household, "assessments": assessments, "situations": SITUATIONS}
    return given(evolve, FollowUps(), *facts).when(record, ask, day, **world)


def noting(*facts, today=DUE, household=HOME):
    ask = NoteFollowUpDue(household=FAMILY, follow_up=NAME)
    return given(evolve, FollowUps(), *facts).when(note_due, ask, today, household)


def test_a_follow_up_is_scheduled_by_hand():
    scheduling().then(SCHEDULED.model_copy(update={"months": None}))


def test_a_family_is_followed_up_when_it_has_left():
    scheduling(household=STAYS).refuses(NotLeftYet)
    scheduling(household=Household()).refuses(NotEnrolled)
    recording(SCHEDULED, household=STAYS).refuses(NotLeftYet)


def test_a_follow_up_lies_after_the_exit():
    scheduling(due=EXIT).refuses(FollowUpBeforeExit, field="due", exit=EXIT)
    recording(SCHEDULED, day=EXIT).refuses(FollowUpBeforeExit, field="occurred_at", exit=EXIT)


def test_for_one_day_one_follow_up_is_scheduled():
    scheduling(SCHEDULED).refuses(FollowUpAlreadyScheduled, due=DUE)
    assert scheduling(SCHEDULED, due=date(2026, 8, 2)).broken == ()


def test_how_the_family_fares_is_recorded():
    recording(SCHEDULED).then(RECORDED)


def test_a_family_that_cannot_be_reached_is_recorded_too():
    lost = {"housing_situation": "unknown", "work_situation": "unknown", "in_contact": False}
    assert recording(SCHEDULED, **lost).facts[0].in_contact is False


def test_where_a_family_lives_and_works_is_said_in_codes_of_the_lists():
    recording(SCHEDULED, housing_situation="castle").refuses(UnknownSituation, field="housing_situation", code="castle")
    recording(SCHEDULED, work_situation="king").refuses(UnknownSituation, field="work_situation", code="king")


def test_what_was_not_scheduled_is_not_recorded():
    recording().refuses(UnknownFollowUp, follow_up=NAME)


def test_a_follow_up_is_recorded_once():
    recording(SCHEDULED, RECORDED).refuses(FollowUpAlreadyRecorded, follow_up=NAME)


def test_a_follow_up_cites_the_matrix_of_that_day():
    assert recording(SCHEDULED, assessment=ASSESSMENT, assessments=assessed("follow-up")).facts[0].assessment == ASSESSMENT
    recording(SCHEDULED, assessment=ASSESSMENT).refuses(UnknownAssessment, field="assessment")
    recording(SCHEDULED, assessment=ASSESSMENT, assessments=assessed("exit")).refuses(NotAFollowUpAssessment, phase="exit")


def test_a_follow_up_falls_due_on_its_day_and_is_noted_once():
    noting(SCHEDULED).then(FELL_DUE)
    noting(SCHEDULED, today=date(2026, 7, 31)).refuses(NotYetDue, due=DUE)
    noting(SCHEDULED, FELL_DUE).then()


def test_what_was_not_scheduled_does_not_fall_due():
    noting().refuses(UnknownFollowUp, follow_up=NAME)


def test_a_family_that_was_asked_already_is_not_due():
    noting(SCHEDULED, RECORDED).then()
    assert recording(SCHEDULED, FELL_DUE).broken == ()


def test_nothing_falls_due_for_a_family_whose_exit_was_struck_out():
    noting(SCHEDULED, household=STAYS).then()
