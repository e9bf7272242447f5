"""What of the training path is corrected and voided as such, and what has a command of its own that says how it is."""

from services.kernel.amending import Amendable, Instead, Policy, Rest
from services.training import commands as asks
from services.training import events

POLICY: Policy = {
    events.CoursePublished: Amendable(asks.PublishCourse, fields=("title", "field"), voidable=False),
    events.EditionOpened: Amendable(
        asks.OpenEdition, rests=(Rest((events.SessionScheduled, events.LearnerEnrolled, events.AttendanceRecorded)),)
    ),
    events.SessionScheduled: Instead("CancelSession"),
    events.LearnerEnrolled: Instead("WithdrawLearner"),
    events.AttendanceRecorded: Instead("CorrectAttendance"),
    events.CourseCompleted: Amendable(asks.CompleteCourse, four_eyes=True),
}
