"""What housing publishes about: incident. Its notes are confidential: only some roles read them (`read incident notes`)."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import HouseholdId, Personal, PersonId


class IncidentReported(Event):
    """Something has gone wrong between people who live together, or with them."""

    stream: ClassVar = "incident/{incident}"
    about: ClassVar = ("persons",)
    happened: ClassVar = "on"
    incident: UUID
    dwelling: UUID
    households: tuple[HouseholdId, ...]
    persons: tuple[PersonId, ...]
    kind: str
    on: date
    note: Annotated[str | None, Personal("persons")] = None


class IncidentClassified(Event):
    """Somebody has said how grave the incident is."""

    stream: ClassVar = "incident/{incident}"
    about: ClassVar = ("persons",)
    incident: UUID
    persons: tuple[PersonId, ...]
    severity: str


class MediationHeld(Event):
    """People involved in an incident have sat down with a mediator."""

    stream: ClassVar = "incident/{incident}"
    about: ClassVar = ("present",)
    happened: ClassVar = "held"
    incident: UUID
    present: tuple[PersonId, ...]
    held: date
    outcome: str
    note: Annotated[str | None, Personal("present")] = None


class WarningIssued(Event):
    """A household is warned because of an incident; its warnings are numbered. Nobody loses a home by it."""

    stream: ClassVar = "warnings/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    happened: ClassVar = "issued"
    household: HouseholdId
    incident: UUID
    head: PersonId
    number: int
    issued: date
    note: Annotated[str | None, Personal("head")] = None


class ReviewRequested(Event):
    """So many warnings have come together that people review the stay with the family, by a day."""

    stream: ClassVar = "warnings/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    review: UUID
    household: HouseholdId
    incident: UUID
    """The last of the incidents that the household was warned because of."""
    head: PersonId
    warnings: int
    due: date


class ReviewHeld(Event):
    """People have reviewed the stay with the family, and say how it goes on."""

    stream: ClassVar = "warnings/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    happened: ClassVar = "held"
    review: UUID
    household: HouseholdId
    head: PersonId
    held: date
    outcome: str
    note: Annotated[str | None, Personal("head")] = None


class IncidentClosed(Event):
    """The incident is settled, as far as it can be."""

    stream: ClassVar = "incident/{incident}"
    about: ClassVar = ("persons",)
    happened: ClassVar = "closed"
    incident: UUID
    persons: tuple[PersonId, ...]
    closed: date
    outcome: str
    note: Annotated[str | None, Personal("persons")] = None
