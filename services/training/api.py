"""The routes of the training path: one per command."""

from infra.web import Route
from services.training import commands as asks
from services.training.application import Training


def routes(training: Training) -> tuple[Route, ...]:
    """Address, command and method, one line each."""
    edition = "/editions/{edition}"
    session, learner = f"{edition}/sessions/{{session}}", f"{edition}/learners/{{person}}"
    return (
        Route("/courses", asks.PublishCourse, training.courses.publish_course),
        Route("/courses/{course}/editions", asks.OpenEdition, training.editions.open_edition),
        Route(f"{edition}/closing", asks.CloseEdition, training.editions.close_edition),
        Route(f"{edition}/sessions", asks.ScheduleSession, training.editions.schedule_session),
        Route(f"{session}/cancellation", asks.CancelSession, training.editions.cancel_session),
        Route(f"{session}/register", asks.OpenRegister, training.attendance.open_register),
        Route(f"{session}/register/signatures", asks.SignRegister, training.attendance.sign_register),
        Route(f"{session}/attendance", asks.RecordAttendance, training.attendance.record_attendance),
        Route(f"{session}/attendance/{{person}}/correction", asks.CorrectAttendance, training.attendance.correct_attendance),
        Route(f"{edition}/learners", asks.EnrolLearner, training.learning.enrol_learner),
        Route(f"{learner}/withdrawal", asks.WithdrawLearner, training.learning.withdraw_learner),
        Route(f"{learner}/assessment", asks.AssessLearner, training.completions.assess_learner),
        Route(f"{learner}/completion", asks.CompleteCourse, training.completions.complete_course),
        Route(f"{learner}/certificate", asks.IssueCertificate, training.certificates.issue_certificate),
        Route(
            f"{edition}/certificates/{{certificate}}/revocation", asks.RevokeCertificate, training.certificates.revoke_certificate
        ),
        *training.amendments.routes(),
    )
