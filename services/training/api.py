"""The routes of the training path: one per command."""

from infra.web import Route
from services.training import commands as asks
from services.training.application import Training


def routes(training: Training) -> tuple[Route, ...]:
    """Address, command and method, one line each."""
    edition = "/editions/{edition}"
    return (
        Route("/courses", asks.PublishCourse, training.courses.publish_course),
        Route("/courses/{course}/editions", asks.OpenEdition, training.editions.open_edition),
        Route(f"{edition}/sessions", asks.ScheduleSession, training.editions.schedule_session),
        Route(f"{edition}/learners", asks.EnrolLearner, training.editions.enrol_learner),
        Route(f"{edition}/sessions/{{session}}/attendance", asks.RecordAttendance, training.attendance.record_attendance),
        Route(f"{edition}/learners/{{person}}/completion", asks.CompleteCourse, training.completions.complete_course),
    )
