"""Commands of training about: course."""

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.training import commands as asks
from services.training.application import reading
from services.training.application.reading import Decision
from services.training.domain import course


class Courses:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def publish_course(self, ask: asks.PublishCourse, by: Caller) -> Receipt:
        """Publish a course."""
        name = by.new_id("course")

        def decide(read: Reading) -> Decision:
            reading.course_of(read, name)
            return course.publish(name, ask, by.agency)

        return self.ledger.record(ask, by, decide)
