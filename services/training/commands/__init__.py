"""What may be asked of the training path. Each class is the body of one request."""

from services.training.commands.attendance import RecordAttendance
from services.training.commands.completion import CompleteCourse
from services.training.commands.course import PublishCourse
from services.training.commands.edition import EnrolLearner, OpenEdition, ScheduleSession, plain_version
