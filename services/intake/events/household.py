"""What intake publishes about: household."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId, Personal, PersonId, ProjectCode


class Member(BaseModel):
    """A person of a household and how they are related to its head (a code of `tipo_parentela`, or `head`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: PersonId
    relationship: str


class PrivacyNotice(BaseModel):
    """Which privacy notice was handed over, when and in which language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    given_on: date
    language: str
    version: str


class FamilyEnrolled(Event):
    """A household has entered a funded project."""

    stream: ClassVar = "household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    project: ProjectCode
    agency: AgencyCode
    head: PersonId
    members: tuple[Member, ...]
    adults: tuple[PersonId, ...] = ()
    """Those members who are known to be of age on the day of entry."""
    entry: date
    notice: PrivacyNotice | None = None
    guardian: PersonId | None = None
    """Who answers for a head that is under age."""

    @property
    def subjects(self) -> tuple[UUID, ...]:
        """The members, and the guardian."""
        people = tuple(member.person for member in self.members)
        return people if self.guardian is None else tuple(dict.fromkeys((*people, self.guardian)))


class MemberAdded(Event):
    """A person has joined the household."""

    stream: ClassVar = "household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    household: HouseholdId
    person: PersonId
    relationship: str
    adult: bool | None = None
    since: date


class MemberLeft(Event):
    """A person has left the household."""

    stream: ClassVar = "household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    household: HouseholdId
    person: PersonId
    left: date
    destination: str | None = None


class HeadChanged(Event):
    """Another member heads the household."""

    stream: ClassVar = "household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head", "before", "guardian")
    household: HouseholdId
    head: PersonId
    before: PersonId
    guardian: PersonId | None = None


class MembershipTaken(Event):
    """The person belongs to a household of this project; nobody belongs to two at a time."""

    stream: ClassVar = "membership/{project}:{person}"
    about: ClassVar = ("person",)
    project: ProjectCode
    person: PersonId
    household: HouseholdId


class MembershipReleased(Event):
    """The person belongs to that household no longer."""

    stream: ClassVar = "membership/{project}:{person}"
    about: ClassVar = ("person",)
    project: ProjectCode
    person: PersonId
    household: HouseholdId


class FamilyExited(Event):
    """The household has left the project."""

    stream: ClassVar = "household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("members",)
    happened: ClassVar = "exit"
    household: HouseholdId
    project: ProjectCode
    members: tuple[PersonId, ...]
    exit: date
    destination: str
    head: PersonId
    reason: Annotated[str | None, Personal("head")] = None
