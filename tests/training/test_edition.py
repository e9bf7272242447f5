"""An edition keeps the completion rule it opened with; its lessons do not overlap; it closes when all were held and signed for."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from services.training.commands import CancelSession, CloseEdition, OpenEdition, PublishCourse, ScheduleSession
from services.training.domain import course, edition
from services.training.domain.course import Course, UnknownCourse
from services.training.events import CompletionRule
from tests.spec import NOW, an_id, decided, given
from tests.training.story import (
    CANCELLED,
    CLASS,
    CLOSED,
    COURSE,
    EDITION,
    LATER,
    LESSON,
    MORNING,
    OPENED,
    PUBLISHED,
    RULE,
    SCHEDULED,
    SECOND,
    START,
    TEACHER,
    UNTIL,
    the_edition,
)


def opening(taught=Course(10), **changes):  # noqa: B008 - a frozen value
    fixed = {"course": COURSE, "seats": 2, "open_to": OPENED.open_to, "start": START, "until": UNTIL, "rule": RULE}
    return decided.by(lambda: edition.open_edition(EDITION, OpenEdition(**{**fixed, **changes}), "sds", taught))


def scheduling(*facts, name=LESSON, **changes):
    ask = ScheduleSession(**{"edition": EDITION, "starts_at": MORNING, "minutes": 480, "teacher": TEACHER, **changes})
    return the_edition(*facts).when(edition.schedule, name, ask)


def cancelling(*facts, session=LESSON, attended=False):
    ask = CancelSession(edition=EDITION, session=session, cause="no-room")
    return the_edition(*facts).when(edition.cancel, ask, attended=attended)


def closing(*facts, signed=(LESSON, LATER), now=NOW):
    return the_edition(*facts).when(edition.close, CloseEdition(edition=EDITION), now, UNTIL, signed=signed)


def test_a_course_is_published():
    ask = PublishCourse(title="Welcome", field="social work", hours=10)
    decided.by(lambda: course.publish(COURSE, ask, "sds")).then(PUBLISHED)
    assert given(course.evolve, Course(), PUBLISHED).state == Course(10, "Welcome")


def test_an_edition_opens_with_its_completion_rule():
    opening().then(OPENED)


def test_a_course_that_was_not_published_has_no_editions():
    opening(Course()).refuses(UnknownCourse)


def test_an_edition_lasts_a_day_at_least():
    opening(until=START - timedelta(1)).refuses(edition.EditionEndsBeforeStart)


@pytest.mark.parametrize("percent", [0, 101])
def test_a_completion_rule_asks_for_a_share_of_the_hours(percent):
    with pytest.raises(ValidationError):
        CompletionRule(min_percent=percent)


@pytest.mark.parametrize("version", ["", "  ", "1" * 41, "\u202e1"])
def test_a_completion_rule_has_a_version_that_can_be_read(version):
    ask = {"course": str(an_id("course")), "seats": 1, "open_to": ["citizen"], "start": "2026-01-01", "until": "2026-01-02"}
    with pytest.raises(ValidationError):
        OpenEdition(**ask, rule={"min_percent": 80, "version": version})


def test_only_signed_registers_count_unless_the_rule_says_otherwise():
    assert CompletionRule(min_percent=80).signed_registers


def test_no_command_changes_the_rule_of_an_open_edition():
    with pytest.raises(ValidationError):
        OPENED.rule.min_percent = 10
    assert {decision.facts[0].stream_id for decision in (scheduling(OPENED), closing(OPENED))} == {OPENED.stream_id}
    assert the_edition(OPENED, SCHEDULED, CANCELLED, CLOSED).state.opened == OPENED


def test_a_lesson_is_scheduled():
    scheduling(OPENED).then(SCHEDULED)


def test_an_edition_that_was_not_opened_is_unknown():
    for outcome in (scheduling(), cancelling(), closing()):
        outcome.refuses(edition.UnknownEdition)


@pytest.mark.parametrize("day", [datetime(2026, 2, 28, 23, 59, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)])
def test_a_lesson_is_held_within_the_edition(day):
    scheduling(OPENED, starts_at=day).refuses(edition.SessionOutsideEdition, until=UNTIL)


@pytest.mark.parametrize("hours", [-7, 0, 7])
def test_lessons_of_an_edition_do_not_overlap(hours):
    at = MORNING + timedelta(hours=hours)
    scheduling(OPENED, SCHEDULED, name=LATER, starts_at=at).refuses(edition.SessionsOverlap, session=LESSON)


@pytest.mark.parametrize("hours", [-8, 8])
def test_lessons_may_follow_each_other(hours):
    at = MORNING + timedelta(hours=hours)
    scheduling(OPENED, SCHEDULED, name=LATER, starts_at=at).then(SCHEDULED.model_copy(update={"session": LATER, "starts_at": at}))


def test_a_lesson_is_cancelled():
    cancelling(*CLASS).then(CANCELLED)


def test_the_time_of_a_cancelled_lesson_is_free():
    scheduling(OPENED, SCHEDULED, CANCELLED, name=LATER).then(SCHEDULED.model_copy(update={"session": LATER}))


def test_a_lesson_is_cancelled_once():
    cancelling(*CLASS, CANCELLED).refuses(edition.SessionIsCancelled)


def test_only_a_lesson_of_the_edition_is_cancelled():
    cancelling(*CLASS, session=an_id("elsewhere")).refuses(edition.UnknownSession)


def test_a_lesson_that_somebody_attended_is_not_cancelled():
    cancelling(*CLASS, attended=True).refuses(edition.SessionWasHeld, session=LESSON)


def test_an_edition_is_closed():
    closing(*CLASS).then(CLOSED)


def test_an_edition_is_closed_once():
    closing(*CLASS, CLOSED).refuses(edition.EditionIsClosed)


def test_an_edition_is_not_closed_before_its_last_lesson_is_over():
    closing(*CLASS, now=SECOND.starts_at + timedelta(minutes=479)).refuses(edition.LessonsAhead, sessions=[LATER])
    closing(*CLASS, now=SECOND.starts_at + timedelta(minutes=480)).then(CLOSED)


def test_an_edition_is_not_closed_with_registers_that_are_not_signed():
    closing(*CLASS, signed=(LATER,)).refuses(edition.RegistersNotSigned, sessions=[LESSON])


def test_a_cancelled_lesson_needs_no_signatures():
    closing(*CLASS, CANCELLED, signed=(LATER,)).then(CLOSED)


def test_an_edition_whose_rule_counts_all_registers_closes_without_signatures():
    lenient = OPENED.model_copy(update={"rule": RULE.model_copy(update={"signed_registers": False})})
    closing(lenient, *CLASS[1:], signed=()).then(CLOSED)


def test_a_closed_edition_takes_no_lesson_and_loses_none():
    scheduling(*CLASS, CLOSED, name=an_id("third")).refuses(edition.EditionIsClosed)
    cancelling(*CLASS, CLOSED).refuses(edition.EditionIsClosed)
