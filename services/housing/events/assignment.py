"""What housing publishes about: assignment."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.evidence import Evidence
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
    proposal: UUID | None = None
    """The accepted proposal it follows."""


class AssignmentExtended(Event):
    """The household may stay longer, on evidence that it needs to."""

    stream: ClassVar = "stay/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("members",)
    assignment: UUID
    unit: UUID | None = None
    household: HouseholdId
    members: tuple[PersonId, ...]
    planned_end: date
    before: date | None = None
    evidence: tuple[Evidence, ...]
    reason: Annotated[str | None, Personal("members")] = None


class HouseholdMoved(Event):
    """The household lives in another unit from this day on; its stay goes on."""

    stream: ClassVar = "stay/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("members",)
    happened: ClassVar = "moved"
    assignment: UUID
    household: HouseholdId
    members: tuple[PersonId, ...]
    from_unit: UUID | None = None
    unit: UUID
    moved: date
    reason: Annotated[str | None, Personal("members")] = None


class OccupantJoined(Event):
    """Somebody who joined the household lives with it in its unit."""

    stream: ClassVar = "stay/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    happened: ClassVar = "joined_on"
    assignment: UUID
    unit: UUID | None = None
    household: HouseholdId
    person: PersonId
    joined_on: date


class OccupantLeft(Event):
    """Somebody who left the household lives in its unit no longer."""

    stream: ClassVar = "stay/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    happened: ClassVar = "left_on"
    assignment: UUID
    unit: UUID | None = None
    household: HouseholdId
    person: PersonId
    left_on: date


class StayFellDue(Event):
    """The planned end of a stay has come, and the household still holds the unit."""

    stream: ClassVar = "stay/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("members",)
    assignment: UUID
    unit: UUID | None = None
    household: HouseholdId
    members: tuple[PersonId, ...]
    due: date


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
