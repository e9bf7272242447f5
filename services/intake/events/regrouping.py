"""What intake publishes about: regrouping."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import HouseholdId, PersonId


class HouseholdSplit(Event):
    """Some members leave together for a household of their own, which enters the project the same day."""

    stream: ClassVar = "household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("members", "guardian")
    happened: ClassVar = "on"
    household: HouseholdId
    into: UUID
    """The new household."""
    members: tuple[PersonId, ...]
    head: PersonId
    guardian: PersonId | None = None
    on: date


class HouseholdsJoined(Event):
    """All members of another household have come into this one; the other, now empty, has left the project."""

    stream: ClassVar = "household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("members",)
    happened: ClassVar = "on"
    household: HouseholdId
    joining: UUID
    """The household that is empty now."""
    members: tuple[PersonId, ...]
    on: date
