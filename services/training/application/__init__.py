"""The application of training: one method per command, in the file of its topic."""

from collections.abc import Callable
from typing import Any

from infra.amending import Amendments
from infra.ledger import Ledger
from services.kernel.command import Caller, Command, Receipt
from services.training import commands as asks
from services.training.application.attendance import Attendance
from services.training.application.certificate import Certificates
from services.training.application.completion import Completions
from services.training.application.course import Courses
from services.training.application.edition import Editions
from services.training.application.learner import Learning
from services.training.application.person import Persons
from services.training.domain.amending import POLICY


class Training:
    """The application of the training service."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.courses = Courses(ledger)
        self.editions = Editions(ledger)
        self.learning = Learning(ledger)
        self.attendance = Attendance(ledger)
        self.completions = Completions(ledger)
        self.certificates = Certificates(ledger)
        self.persons = Persons(ledger)
        self.amendments = Amendments(ledger, POLICY, tuple(self.reacting))

    @property
    def internal(self) -> dict[type[Command], Callable[[Any, Caller], Receipt]]:
        """All that reactions ask, and what carries it out."""
        return {**self.reacting, **self.amendments.internal}

    @property
    def reacting(self) -> dict[type[Command], Callable[[Any, Caller], Receipt]]:
        """The commands that reactions give, and what carries them out."""
        return {asks.NoteDuplicate: self.persons.note_duplicate}
