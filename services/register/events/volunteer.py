"""What register publishes about: volunteer."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode, Personal, PersonId, ProjectCode
from services.register.events.week import Slot

Outcome = Literal["positive", "negative"]
Level = Literal["A1", "A2", "B1", "B2", "C1", "C2", "native"]


class VolunteerApplied(Event):
    """A person wants to give time as an active citizen, with this agency."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    agency: AgencyCode
    applied_on: date
    project: ProjectCode | None = None
    motivation: Annotated[str | None, Personal("person")] = None


class VolunteerVetted(Event):
    """The agency has checked who the applicant is and whether they may serve; the newest vetting counts."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person", "guardian")
    person: PersonId
    outcome: Outcome
    vetted_on: date
    identity_seen: bool
    identity_complete: bool = False
    """Whether the person's file holds the fiscal code or the full birth data, and the residence, as the law wants them."""
    adult: bool
    checks: tuple[str, ...] = ()
    guardian: PersonId | None = None
    minors_certificate: date | None = None
    """Day of issue of the certificate for work with minors (D.Lgs. 39/2014) that was seen."""
    note: Annotated[str | None, Personal("person")] = None


class SkillDeclared(Event):
    """The volunteer says that they can do this."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    skill: str


class SkillVerified(Event):
    """Somebody else has seen that the volunteer can do this."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    skill: str
    note: Annotated[str | None, Personal("person")] = None


class LanguageDeclared(Event):
    """The volunteer says how well they speak a language; the newest word on each counts."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    language: str
    level: Level


class AvailabilitySet(Event):
    """The hours of the week that the volunteer can give; they replace those said before."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    slots: tuple[Slot, ...]


class ZoneSet(Event):
    """The municipality from which the volunteer sets out, by its ISTAT code; no address."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    municipality: str


class CourseNoted(Event):
    """The volunteer has completed a course of the training path."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    course: UUID
    edition: UUID
    minutes: int
    completed_on: date


class CourseDropped(Event):
    """The certificate of that course was revoked: it counts no longer."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    edition: UUID


class RestrictionNoted(Event):
    """Oversight has restricted the use of what is known of the person, volunteer or head of a household; it is kept."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId


class RestrictionCleared(Event):
    """What is known of the person is used again."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId


class DuplicateNoted(Event):
    """Intake has found that two ids are one human; `survivor` is the one that stands for both. Noted on either of the two."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person", "other")
    person: PersonId
    other: PersonId
    survivor: PersonId


class DuplicateCleared(Event):
    """Intake has taken back that the two ids are one human."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person", "other")
    person: PersonId
    other: PersonId
