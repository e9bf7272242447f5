"""What intake publishes about: access."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId, Personal, PersonId


class EmergencyAccessGranted(Event):
    """In an emergency an agency has opened a family's file that was not shared with it; the access ends by itself."""

    stream: ClassVar = "access/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    access: UUID
    household: HouseholdId
    head: PersonId
    agency: AgencyCode
    viewer: str
    expires: datetime
    reason: Annotated[str | None, Personal("head")] = None


class RecordViewed(Event):
    """Somebody has opened a family's file. Each view is a stream, so that readers never wait for one another."""

    stream: ClassVar = "viewing/{household}:{view}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    view: UUID
    household: HouseholdId
    head: PersonId
    viewer: str
    role: str
    agency: AgencyCode
    document: str | None = None
    """Which document of the file was opened, by the SHA-256 of its stored bytes; none where it was the file itself."""
