"""What the training path publishes, in the order of an edition's story."""

from services.kernel.event import Catalogue
from services.training.events.attendance import AttendanceRecorded
from services.training.events.certificate import CertificateIssued, CertificateRevoked, RevocationCause
from services.training.events.completion import CourseCompleted, Test
from services.training.events.course import CoursePublished
from services.training.events.edition import CompletionRule, EditionOpened, LearnerEnrolled, LearnerType, SessionScheduled

CATALOGUE = Catalogue(
    "training", CoursePublished, EditionOpened, SessionScheduled, LearnerEnrolled, AttendanceRecorded, CourseCompleted,
    CertificateIssued, CertificateRevoked,
)  # fmt: skip
