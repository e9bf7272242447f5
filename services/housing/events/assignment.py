"""What housing publishes about: assignment."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import HouseholdId, Personal, PersonId, ProjectCode


class UnitAssigned(Event):
    """A household may live in a unit from a day on, for a time. Without `unit` the source does not say which."""

    stream: ClassVar = "stay/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("members",)
    happened: ClassVar = "starts"
    assignment: UUID
    unit: UUID | None = None
    household: HouseholdId
    project: ProjectCode
    members: tuple[PersonId, ...]
    starts: date
    planned_end: date | None = None
    """The day of leaving, not a night any more."""
    decision: UUID
    """The decision that the assignment rests on: the coordinator's command."""


class UnitReleased(Event):
    """The household has left the unit; `released` is the day of leaving, not a night any more."""

    stream: ClassVar = "stay/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("members",)
    happened: ClassVar = "released"
    assignment: UUID
    unit: UUID | None = None
    household: HouseholdId
    members: tuple[PersonId, ...]
    released: date
    reason: str
    destination: str | None = None
    note: Annotated[str | None, Personal("members")] = None


class ExitNoted(Event):
    """Housing has noted that the household has left the project, when and where to."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    exit: date
    destination: str | None = None
