"""What may be asked of the training path. Each class is the body of one request."""

from services.training.commands.attendance import CorrectAttendance, OpenRegister, RecordAttendance, SignRegister
from services.training.commands.certificate import IssueCertificate, RevokeCertificate
from services.training.commands.completion import AssessLearner, CompleteCourse
from services.training.commands.course import PublishCourse
from services.training.commands.edition import CancelSession, CloseEdition, OpenEdition, ScheduleSession, plain_version
from services.training.commands.learner import EnrolLearner, WithdrawLearner
from services.training.commands.person import NoteDuplicate
