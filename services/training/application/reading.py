"""What the decisions of training read of its record."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from infra.ledger import Reading
from services.kernel.command import Caller, Command
from services.kernel.event import COMMON, Event
from services.kernel.rules import RuleBroken
from services.training.domain import course, edition

Decision = Iterator[Event | RuleBroken]


def day(ask: Command, by: Caller) -> date:
    return (ask.occurred_at or by.now).date()


def course_of(read: Reading, name: UUID) -> course.Course:
    return read.state(f"course/{name}", course.evolve, course.Course())


def edition_of(read: Reading, name: UUID, by: Caller) -> edition.Edition:
    """The edition, if the asking agency gives it; files the facts under its project."""
    found = read.state(f"edition/{name}", edition.evolve, edition.Edition())
    if found.opened is None or found.opened.agency != by.agency:
        raise edition.UnknownEdition("edition")
    read.project = found.opened.project or COMMON
    return found
