"""What may be asked of register about: volunteer."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.time import Day
from services.kernel.words import Code, Note
from services.register.commands.week import AskedSlot
from services.register.events import Level, Outcome

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
"""An ISO 639 code."""
Municipality = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
"""An ISTAT code."""


class ApplyAsVolunteer(Command):
    """Ask to become an active citizen of the agency's register."""

    person: PersonId
    project: Code | None = None
    motivation: Note | None = None


class VetVolunteer(Command):
    """Record which checks were made on an applicant, and their outcome.

    `identity_complete` states that the person's file holds the fiscal code or the full birth data, and the residence: the
    register itself keeps none of them.
    """

    person: PersonId
    outcome: Outcome
    identity_seen: bool
    identity_complete: bool = False
    adult: bool
    checks: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    guardian: PersonId | None = None
    minors_certificate: Day | None = None
    note: Note | None = None


class DeclareSkill(Command):
    """Say what the volunteer can do."""

    person: PersonId
    skill: Code


class VerifySkill(Command):
    """Say that the volunteer can do what they have declared."""

    person: PersonId
    skill: Code
    note: Note | None = None


class DeclareLanguage(Command):
    """Say how well the volunteer speaks a language."""

    person: PersonId
    language: Language
    level: Level


class SetAvailability(Command):
    """Say which hours of the week the volunteer can give; none at all is allowed."""

    person: PersonId
    slots: Annotated[tuple[AskedSlot, ...], Field(max_length=100)]


class SetZone(Command):
    """Say from which municipality the volunteer sets out."""

    person: PersonId
    municipality: Municipality


class NoteCourse(Command):
    """A person has completed a course; noted if they are a volunteer."""

    person: PersonId
    course: UUID
    edition: UUID
    minutes: int
    completed_on: date


class DropCourse(Command):
    """The certificate of a course was revoked."""

    person: PersonId
    edition: UUID


class NoteRestriction(Command):
    """Note that what is known of a person is not used, or (`restricted` false) that it is used again."""

    person: PersonId
    restricted: bool = True


class NoteDuplicate(Command):
    """Two ids are one human, for whom the survivor stands."""

    survivor: PersonId
    merged: PersonId


class ClearDuplicate(Command):
    """The two ids are two humans after all."""

    survivor: PersonId
    merged: PersonId
