"""What housing publishes about: commitment, the mutual help of those who share a dwelling."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import HouseholdId, PersonId

Pace = Literal["week", "month"]


class CommitmentMade(Event):
    """A member of a household has promised so many minutes of help a week or a month to those who share the dwelling."""

    stream: ClassVar = "commitments/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    commitment: UUID
    household: HouseholdId
    person: PersonId
    dwelling: UUID
    kind: str
    minutes: int
    every: Pace
    starts: date
    until: date | None = None


class HelpLogged(Event):
    """Somebody says that help was given on a day; it counts once somebody else has confirmed it."""

    stream: ClassVar = "commitments/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    happened: ClassVar = "day"
    help: UUID
    commitment: UUID
    household: HouseholdId
    person: PersonId
    day: date
    minutes: int


class CommitmentKept(Event):
    """Help that was logged by one has been confirmed by another."""

    stream: ClassVar = "commitments/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    happened: ClassVar = "day"
    help: UUID
    commitment: UUID
    household: HouseholdId
    person: PersonId
    day: date
    minutes: int


class HelpRejected(Event):
    """Help that was logged has not been given so, says another."""

    stream: ClassVar = "commitments/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    help: UUID
    commitment: UUID
    household: HouseholdId
    person: PersonId


class CommitmentEnded(Event):
    """From this day on nobody counts on the help."""

    stream: ClassVar = "commitments/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    happened: ClassVar = "ended"
    commitment: UUID
    household: HouseholdId
    person: PersonId
    ended: date
    reason: str
