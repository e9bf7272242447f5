"""What the register of active citizens (albo) publishes, in the order of a volunteer's story."""

from datetime import date, time
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.kernel.event import Catalogue, Event
from services.kernel.people import AgencyCode, HouseholdId, Personal, PersonId, ProjectCode

Section = Literal["regular", "occasional"]
Risk = Literal["accident", "illness", "liability"]
Outcome = Literal["positive", "negative"]
EndReason = Literal["completed", "declined", "volunteer-withdrew", "household-withdrew", "family-exited", "other"]


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


class Entry(BaseModel):
    """One side of a booking: minutes credited (+) to an account, or debited (-) from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str
    minutes: int


class HouseholdNoted(Event):
    """The register knows of a household: which agency has it in charge, and for which project."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    household: HouseholdId
    project: ProjectCode
    agency: AgencyCode
    head: PersonId


class SharingNoted(Event):
    """The family lets these agencies see its file until a date."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    consent: UUID
    recipients: tuple[AgencyCode, ...]
    expires: date


class SharingEnded(Event):
    """The family has taken that consent back."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    consent: UUID


class HouseholdExitNoted(Event):
    """The household has left the project; nobody helps it in the project's name after that day."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    exit: date


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


class CoverStarted(Event):
    """The volunteer is insured against these risks, first and last day included (D.Lgs. 117/2017, art. 18)."""

    stream: ClassVar = "cover/{person}"
    about: ClassVar = ("person",)
    happened: ClassVar = "start"
    cover: UUID
    person: PersonId
    insurer: str
    policy: str
    risks: tuple[Risk, ...]
    start: date
    until: date


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


class NeedPublished(Event):
    """A household needs help that active citizens can give: which skill, how many of them, first and last day."""

    stream: ClassVar = "needs/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    need: UUID
    household: HouseholdId
    head: PersonId
    skill: str
    quantity: int
    with_minors: bool
    start: date
    until: date
    what: Annotated[str | None, Personal("head")] = None


class MatchProposed(Event):
    """A volunteer is proposed for a need, on these days and hours of the week."""

    stream: ClassVar = "matches/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    start: date
    until: date
    shifts: tuple[Slot, ...]


class MatchConfirmed(Event):
    """The volunteer will help the household. `overlaps` names matches at the same hours, allowed with a reason."""

    stream: ClassVar = "matches/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    start: date
    until: date
    shifts: tuple[Slot, ...]
    overlaps: tuple[UUID, ...] = ()
    overlap_reason: Annotated[str | None, Personal("person")] = None


class MatchEnded(Event):
    """The help has ended, or the proposal was dropped; `ended_on` is its last day."""

    stream: ClassVar = "matches/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    ended_on: date
    reason: EndReason
    note: Annotated[str | None, Personal("person")] = None


class ShiftsTaken(Event):
    """These hours of the volunteer's week are given to a match; two agencies that want the same hours meet here."""

    stream: ClassVar = "agenda/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    match: UUID
    household: HouseholdId
    start: date
    until: date
    shifts: tuple[Slot, ...]


class ShiftsReleased(Event):
    """The hours of that match are free again after `ended_on`."""

    stream: ClassVar = "agenda/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    match: UUID
    household: HouseholdId
    ended_on: date


class HoursLogged(Event):
    """Time was given to a household. The entries sum to zero: what the volunteer is credited, the household received."""

    stream: ClassVar = "hours/{person}"
    about: ClassVar = ("person",)
    happened: ClassVar = "day"
    hours: UUID
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    day: date
    minutes: int
    entries: tuple[Entry, ...]
    note: Annotated[str | None, Personal("person")] = None


class HoursApproved(Event):
    """Somebody else has confirmed the time; it moves from the logged accounts to the approved ones, and counts."""

    stream: ClassVar = "hours/{person}"
    about: ClassVar = ("person",)
    hours: UUID
    match: UUID
    need: UUID
    household: HouseholdId
    person: PersonId
    day: date
    minutes: int
    entries: tuple[Entry, ...]


CATALOGUE = Catalogue(
    "register",
    HouseholdNoted, SharingNoted, SharingEnded, HouseholdExitNoted,
    VolunteerApplied, VolunteerVetted, VolunteerRegistered, NumberTaken, CoverStarted, SkillDeclared, AvailabilitySet,
    CourseNoted, NeedPublished, MatchProposed, MatchConfirmed, MatchEnded, ShiftsTaken, ShiftsReleased,
    HoursLogged, HoursApproved,
)  # fmt: skip
