"""A course is completed by what the signed registers say, by the rule its edition opened with, and once per human."""

from datetime import timedelta

from hypothesis import given as for_all
from hypothesis import strategies as some

from services.training.commands import AssessLearner, CompleteCourse
from services.training.domain import completion
from services.training.domain.attendance import AlreadyCompleted
from services.training.domain.edition import UnknownEdition
from services.training.domain.learner import LearnerHasWithdrawn, LearnerNotEnrolled
from services.training.events import CompletionRule
from tests.spec import an_id, decided
from tests.training.story import (
    BY_TEACHER,
    CLASS,
    COMPLETED,
    CORRECTED,
    EDITION,
    ENROLLED,
    FAILED,
    HELD,
    MARCO,
    MARCO_AGAIN,
    MORNING,
    OPENED,
    PASSED,
    REGISTER,
    RITA,
    RULE,
    SCHEDULED,
    SIGNED,
    THERE,
    UNTIL,
    WITHDRAWN,
    standing,
    the_completions,
    the_edition,
    the_learners,
)

DONE = (*HELD, THERE, *SIGNED)


def completing(*facts, day=UNTIL, person=MARCO, ids=()):
    ask, stands = CompleteCourse(edition=EDITION, person=person), standing(*facts, ids={person, *ids})
    return decided.by(lambda: completion.complete(stands, ask, day, learners=the_learners(*facts).state))


def assessing(*facts, test="passed", person=MARCO):
    ask = AssessLearner(edition=EDITION, person=person, test=test)
    return the_completions(*facts).when(
        completion.assess, ask, PASSED.assessed_on, edition=the_edition(*facts).state, learners=the_learners(*facts).state
    )


def with_rule(*facts, **changes):
    """The facts in an edition with another rule."""
    return (OPENED.model_copy(update={"rule": RULE.model_copy(update=changes)}), *facts[1:])


def test_who_was_there_for_the_share_asked_completes_the_course():
    completing(*DONE).then(COMPLETED)


def test_a_minute_less_is_not_enough():
    less = THERE.model_copy(update={"minutes": 479})
    completing(*HELD, less, *SIGNED).refuses(completion.AttendanceTooLow, minutes=479)


def test_a_correction_counts_instead_of_what_it_corrects():
    completing(*DONE, CORRECTED).refuses(completion.AttendanceTooLow, minutes=479)
    completing(*DONE, CORRECTED.model_copy(update={"minutes": 480})).then(COMPLETED)


def test_what_is_not_signed_for_does_not_count():
    for signatures in ((), (BY_TEACHER,)):
        completing(*HELD, THERE, *signatures).refuses(completion.AttendanceTooLow, minutes=0, recorded=480)


def test_an_edition_may_count_registers_that_are_not_signed():
    completing(*with_rule(*HELD, THERE, signed_registers=False)).then(COMPLETED)


def test_what_others_attended_does_not_count():
    others = THERE.model_copy(update={"person": RITA})
    rita = ENROLLED.model_copy(update={"person": RITA})
    completing(*HELD, rita, others, *SIGNED).refuses(completion.AttendanceTooLow, minutes=0)


def test_only_learners_complete():
    completing(OPENED).refuses(LearnerNotEnrolled)
    completing(*DONE, WITHDRAWN).refuses(LearnerHasWithdrawn)
    completing(ENROLLED).refuses(UnknownEdition)


def test_a_course_is_completed_once():
    completing(*DONE, COMPLETED).refuses(AlreadyCompleted)


def test_a_course_is_completed_once_per_human():
    again = ENROLLED.model_copy(update={"person": MARCO_AGAIN})
    completing(*DONE, COMPLETED, again, person=MARCO_AGAIN, ids=[MARCO]).refuses(AlreadyCompleted, person=MARCO_AGAIN)


def test_what_a_human_attended_under_either_id_counts():
    again = ENROLLED.model_copy(update={"person": MARCO_AGAIN})
    completing(*DONE, again, person=MARCO_AGAIN, ids=[MARCO]).then(COMPLETED.model_copy(update={"person": MARCO_AGAIN}))


def test_a_test_is_taken_where_the_rule_asks_for_one():
    tested = with_rule(*DONE, test_required=True)
    completing(*tested).refuses(completion.TestMissing)
    completing(*tested, FAILED).refuses(completion.TestFailed)
    completing(*tested, FAILED, PASSED).then(COMPLETED.model_copy(update={"test": "passed"}))


def test_a_learner_is_assessed():
    assessing(*CLASS).then(PASSED)


def test_who_failed_may_take_the_test_again_and_who_passed_may_not():
    assessing(*CLASS, FAILED).then(PASSED)
    assessing(*CLASS, PASSED).refuses(completion.AlreadyPassed)


def test_only_learners_are_assessed():
    assessing(*CLASS, person=RITA).refuses(LearnerNotEnrolled)
    assessing(*CLASS, WITHDRAWN).refuses(LearnerHasWithdrawn)


def test_a_course_is_not_completed_before_the_last_lesson_attended_or_the_test():
    completing(*DONE, day=MORNING.date() - timedelta(1)).refuses(completion.CompletedBeforeLastLesson, day=MORNING.date())
    completing(*DONE, PASSED, day=MORNING.date()).refuses(completion.CompletedBeforeLastLesson, day=PASSED.assessed_on)


@for_all(
    some.integers(1, 100),
    some.integers(1, 40),
    some.lists(some.tuples(some.integers(1, 600), some.integers(0, 600), some.booleans()), max_size=8),
)
def test_completion_follows_from_signed_attendance_alone(min_percent, hours, lessons):
    rule = CompletionRule(min_percent=min_percent)
    facts = [OPENED.model_copy(update={"rule": rule, "hours": hours}), ENROLLED]
    attended = 0
    for n, (length, minutes, signed) in enumerate(lessons):
        name, there = an_id(f"lesson {n}"), min(length, minutes)
        facts.append(SCHEDULED.model_copy(update={"session": name, "starts_at": MORNING + timedelta(n), "minutes": length}))
        facts.append(REGISTER.model_copy(update={"session": name}))
        facts.append(THERE.model_copy(update={"session": name, "minutes": there}))
        facts += [signature.model_copy(update={"session": name}) for signature in SIGNED[: 2 if signed else 1]]
        attended += there if signed else 0
    assert (not completing(*facts).broken) == (attended * 100 >= min_percent * hours * 60)
