"""What register publishes about: volunteer."""

from datetime import date, time
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.kernel.event import Event
from services.kernel.people import AgencyCode, Personal, PersonId, ProjectCode

Section = Literal["regular", "occasional"]


Outcome = Literal["positive", "negative"]


class Slot(BaseModel):
    """A stretch of one day of every week; weekday 1 is Monday, as in ISO 8601."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weekday: Annotated[int, Field(ge=1, le=7)]
    start: time
    end: time

    @model_validator(mode="after")
    def ends_after_it_starts(self) -> Self:
        """A stretch over midnight is two; times are those of the place, without a zone."""
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueError("a weekly slot has local times, without a zone")
        if self.start >= self.end:
            raise ValueError("a weekly slot ends after it starts")
        return self


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
    adult: bool
    guardian: PersonId | None = None
    minors_certificate: date | None = None
    """Day of issue of the certificate for work with minors (D.Lgs. 39/2014) that was seen."""
    note: Annotated[str | None, Personal("person")] = None


class VolunteerRegistered(Event):
    """The volunteer is entered in a section of the agency's register, under a number that no gap precedes."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    agency: AgencyCode
    section: Section
    number: int
    start: date


class NumberTaken(Event):
    """The next number of this section of the agency's register is taken by this person."""

    stream: ClassVar = "numbering/{agency}:{section}"
    about: ClassVar = ("person",)
    agency: AgencyCode
    section: Section
    number: int
    person: PersonId


class SkillDeclared(Event):
    """The volunteer says that they can do this."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    skill: str


class AvailabilitySet(Event):
    """The hours of the week that the volunteer can give; they replace those said before."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    slots: tuple[Slot, ...]


class CourseNoted(Event):
    """The volunteer has completed a course of the training path."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    course: UUID
    edition: UUID
    minutes: int
    completed_on: date
