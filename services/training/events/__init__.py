"""What the training path publishes, in the order of an edition's story."""

from services.kernel.amending import EVENTS as AMENDING
from services.kernel.event import Catalogue
from services.training.events.attendance import AttendanceCorrected, AttendanceRecorded, RegisterOpened, RegisterSigned, Signatory
from services.training.events.certificate import CertificateIssued, CertificateRevoked, RevocationCause
from services.training.events.completion import CourseCompleted, LanguageLevel, LearnerAssessed, Test
from services.training.events.course import CoursePublished, Teaches
from services.training.events.edition import (
    CancellationCause,
    CompletionRule,
    EditionClosed,
    EditionOpened,
    LearnerType,
    SessionCancelled,
    SessionScheduled,
)
from services.training.events.learner import LearnerEnrolled, LearnerWithdrawn
from services.training.events.person import DuplicateCleared, DuplicateNoted

CATALOGUE = Catalogue(
    "training", CoursePublished, EditionOpened, SessionScheduled, SessionCancelled, LearnerEnrolled, LearnerWithdrawn,
    RegisterOpened, AttendanceRecorded, AttendanceCorrected, RegisterSigned, LearnerAssessed, CourseCompleted, EditionClosed,
    CertificateIssued, CertificateRevoked, DuplicateNoted, DuplicateCleared,
    *AMENDING,
)  # fmt: skip
