"""What may be asked of register about: volunteer."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.time import Day
from services.kernel.words import Code, Note
from services.register.events import Outcome, Section, Slot


class ApplyAsVolunteer(Command):
    """Ask to become an active citizen of the agency's register."""

    person: PersonId
    project: Code | None = None
    motivation: Note | None = None


class VetVolunteer(Command):
    """Record which checks were made on an applicant, and their outcome."""

    person: PersonId
    outcome: Outcome
    identity_seen: bool
    adult: bool
    guardian: PersonId | None = None
    minors_certificate: Day | None = None
    note: Note | None = None


class RegisterVolunteer(Command):
    """Enter a vetted applicant in a section of the register; the answer's event holds the number."""

    person: PersonId
    section: Section
    start: Day


class DeclareSkill(Command):
    """Say what the volunteer can do."""

    person: PersonId
    skill: Code


class SetAvailability(Command):
    """Say which hours of the week the volunteer can give; none at all is allowed."""

    person: PersonId
    slots: Annotated[tuple[Slot, ...], Field(max_length=100)]


class NoteCourse(Command):
    """A person has completed a course; noted if they are a volunteer."""

    person: PersonId
    course: UUID
    edition: UUID
    minutes: int
    completed_on: date
