"""The application of training: one method per command, in the file of its topic."""

from infra.ledger import Ledger
from services.training.application.attendance import Attendance
from services.training.application.completion import Completions
from services.training.application.course import Courses
from services.training.application.edition import Editions


class Training:
    """The application of the training service."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.courses = Courses(ledger)
        self.editions = Editions(ledger)
        self.attendance = Attendance(ledger)
        self.completions = Completions(ledger)
