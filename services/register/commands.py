"""What may be asked of the register. Each class is the body of one request; the last four are given by reactions only."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId, Text
from services.kernel.time import Day
from services.register.events import EndReason, Outcome, Risk, Section, Slot

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Name = Annotated[Text, Field(min_length=1, max_length=200)]
Note = Annotated[Text, Field(min_length=1, max_length=4000)]
Slots = Annotated[tuple[Slot, ...], Field(min_length=1, max_length=100)]


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


class StartCover(Command):
    """Record an insurance cover of a volunteer; both days are included."""

    person: PersonId
    insurer: Name
    policy: Name
    risks: Annotated[tuple[Risk, ...], Field(min_length=1, max_length=3)]
    start: Day
    until: Day


class DeclareSkill(Command):
    """Say what the volunteer can do."""

    person: PersonId
    skill: Code


class SetAvailability(Command):
    """Say which hours of the week the volunteer can give; none at all is allowed."""

    person: PersonId
    slots: Annotated[tuple[Slot, ...], Field(max_length=100)]


class PublishNeed(Command):
    """Ask for active citizens' help for a household."""

    household: HouseholdId
    skill: Code
    what: Note | None = None
    quantity: Annotated[int, Field(ge=1, le=100)] = 1
    with_minors: bool = False
    start: Day
    until: Day


class ProposeMatch(Command):
    """Propose a volunteer for a need; without days the whole period of the need is meant."""

    household: HouseholdId
    need: UUID
    person: PersonId
    start: Day | None = None
    until: Day | None = None
    shifts: Slots


class ConfirmMatch(Command):
    """Confirm a proposed match. A coordinator may allow shifts that overlap another match, with a reason."""

    household: HouseholdId
    match: UUID
    overlap_reason: Note | None = None


class EndMatch(Command):
    """End a match, or drop a proposal."""

    household: HouseholdId
    match: UUID
    ended_on: Day
    reason: EndReason
    note: Note | None = None


class LogHours(Command):
    """Say how much time was given on a day."""

    household: HouseholdId
    match: UUID
    day: Day
    minutes: Annotated[int, Field(ge=1, le=1440)]
    note: Note | None = None


class ApproveHours(Command):
    """Confirm the time that somebody else has logged."""

    person: PersonId
    hours: UUID


class NoteHousehold(Command):
    """Intake has taken a family in charge, or enrolled it."""

    household: HouseholdId
    project: str
    agency: str
    head: PersonId


class NoteSharing(Command):
    """The family has given a consent, or (without `expires`) taken it back."""

    household: HouseholdId
    consent: UUID
    recipients: tuple[str, ...]
    expires: date | None = None


class NoteCourse(Command):
    """A person has completed a course; noted if they are a volunteer."""

    person: PersonId
    course: UUID
    edition: UUID
    minutes: int
    completed_on: date


class EndMatchesAfterExit(Command):
    """The household has left the project: its open matches end."""

    household: HouseholdId
    exit: date
