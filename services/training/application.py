"""One method per command of the training path: gather facts, decide, record."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Command, Receipt
from services.kernel.event import COMMON, Event
from services.kernel.rules import RuleBroken
from services.training import commands as asks
from services.training.domain import course, edition

Decision = Iterator[Event | RuleBroken]


class Training:
    """The application of the training service."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def publish_course(self, ask: asks.PublishCourse, by: Caller) -> Receipt:
        """Publish a course."""
        name = by.new_id("course")

        def decide(read: Reading) -> Decision:
            _course(read, name)
            return course.publish(name, ask, by.agency)

        return self.ledger.record(ask, by, decide)

    def open_edition(self, ask: asks.OpenEdition, by: Caller) -> Receipt:
        """Give a course."""
        name = by.new_id("edition")

        def decide(read: Reading) -> Decision:
            read.state(f"edition/{name}", edition.evolve, edition.Edition())
            read.project = ask.project or COMMON
            return edition.open_edition(name, ask, by.agency, _course(read, ask.course))

        return self.ledger.record(ask, by, decide)

    def schedule_session(self, ask: asks.ScheduleSession, by: Caller) -> Receipt:
        """Add a lesson."""
        return self.ledger.record(
            ask, by, lambda read: edition.schedule(_edition(read, ask.edition, by), by.new_id("session"), ask)
        )

    def enrol_learner(self, ask: asks.EnrolLearner, by: Caller) -> Receipt:
        """Enrol a person."""
        return self.ledger.record(ask, by, lambda read: edition.enrol(_edition(read, ask.edition, by), ask, _day(ask, by)))

    def record_attendance(self, ask: asks.RecordAttendance, by: Caller) -> Receipt:
        """Say who was there, and how long."""
        return self.ledger.record(ask, by, lambda read: edition.record_attendance(_edition(read, ask.edition, by), ask, by.now))

    def complete_course(self, ask: asks.CompleteCourse, by: Caller) -> Receipt:
        """Find that a learner has completed the course."""
        return self.ledger.record(ask, by, lambda read: edition.complete(_edition(read, ask.edition, by), ask, _day(ask, by)))


def _day(ask: Command, by: Caller) -> date:
    return (ask.occurred_at or by.now).date()


def _course(read: Reading, name: UUID) -> course.Course:
    return read.state(f"course/{name}", course.evolve, course.Course())


def _edition(read: Reading, name: UUID, by: Caller) -> edition.Edition:
    """The edition, if the asking agency gives it; files the facts under its project."""
    found = read.state(f"edition/{name}", edition.evolve, edition.Edition())
    if found.opened is None or found.opened.agency != by.agency:
        raise edition.UnknownEdition("edition")
    read.project = found.opened.project or COMMON
    return found
