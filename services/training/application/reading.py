"""What the decisions of training read of its record."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from infra.ledger import Reading
from services.kernel.command import Caller, Command
from services.kernel.event import COMMON, Event
from services.kernel.rules import RuleBroken
from services.training.domain import attendance, certificate, completion, course, edition, learner, person

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


def learners_of(read: Reading, name: UUID) -> learner.Learners:
    return read.state(f"edition/{name}", learner.evolve, learner.Learners())


def registers_of(read: Reading, name: UUID) -> attendance.Registers:
    return read.state(f"edition/{name}", attendance.evolve, attendance.Registers())


def completions_of(read: Reading, name: UUID) -> completion.Completions:
    return read.state(f"edition/{name}", completion.evolve, completion.Completions())


def certificates_of(read: Reading, name: UUID) -> certificate.Certificates:
    return read.state(f"edition/{name}", certificate.evolve, certificate.Certificates())


def person_of(read: Reading, name: UUID) -> person.Person:
    return read.state(f"known-person/{name}", person.evolve, person.Person())


def ids_of(read: Reading, name: UUID) -> frozenset[UUID]:
    """Every id of the same human: this one, those it was found to be the same as, and theirs."""
    found, new = {name}, {name}
    while new:
        streams = [f"known-person/{one}" for one in sorted(new)]
        new = {other for known in read.states(streams, person.evolve, person.Person()) for other in known.same_as} - found
        found |= new
    return frozenset(found)


def standing_of(read: Reading, name: UUID, human: UUID, by: Caller) -> completion.Standing:
    """Where a human stands in an edition."""
    return completion.Standing(
        edition_of(read, name, by), registers_of(read, name), completions_of(read, name), ids_of(read, human)
    )
