"""What of the training path is corrected and voided as such, and what has a command of its own that says how it is."""

from services.kernel.policy import Amendable, Instead, Part, Policy, Rest
from services.training import commands as asks
from services.training import events

_CLASS_WENT_ON = Rest((events.LearnerEnrolled, events.RegisterSigned, events.EditionClosed))
"""The seat was given to another, or it was signed for that nobody is missing."""

POLICY: Policy = {
    events.CoursePublished: Amendable(asks.PublishCourse, fields=("title", "field", "teaches"), voidable=False),
    events.EditionOpened: Amendable(
        asks.OpenEdition, rests=(Rest((events.SessionScheduled, events.LearnerEnrolled, events.AttendanceRecorded)),)
    ),
    events.SessionScheduled: Instead("CancelSession"),
    events.SessionCancelled: Instead("ScheduleSession"),
    events.LearnerEnrolled: Instead("WithdrawLearner"),
    events.LearnerWithdrawn: Amendable(asks.WithdrawLearner, fields=("reason",), rests=(_CLASS_WENT_ON,)),
    events.RegisterOpened: Amendable(
        asks.OpenRegister, rests=(Rest((events.AttendanceRecorded, events.RegisterSigned), "session"),)
    ),
    events.AttendanceRecorded: Instead("CorrectAttendance"),
    events.AttendanceCorrected: Instead("CorrectAttendance"),
    events.RegisterSigned: Amendable(asks.SignRegister, rests=(Rest((events.CourseCompleted, events.EditionClosed)),)),
    events.LearnerAssessed: Amendable(
        asks.AssessLearner, fields=("score", "level_before", "level_after"), rests=(Rest((events.CourseCompleted,), "person"),)
    ),
    events.CourseCompleted: Amendable(asks.CompleteCourse, four_eyes=True),
    events.EditionClosed: Amendable(asks.CloseEdition),
    events.CertificateIssued: Instead("RevokeCertificate"),
    events.CertificateRevoked: Amendable(asks.RevokeCertificate, fields=("cause", "reason"), voidable=False),
    events.DuplicateNoted: Part(),
    events.DuplicateCleared: Part(),
}
