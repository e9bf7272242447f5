"""What intake publishes about: consent."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId, Personal, PersonId


class ConsentGiven(Event):
    """The family lets the named agencies see its file, for a purpose and until a date."""

    stream: ClassVar = "consent/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("signatory",)
    consent: UUID
    household: HouseholdId
    purpose: str
    recipients: tuple[AgencyCode, ...]
    expires: date
    signatory: PersonId


class ConsentWithdrawn(Event):
    """The consent no longer allows new sharing; what was shared before stays lawful."""

    stream: ClassVar = "consent/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("signatory",)
    consent: UUID
    household: HouseholdId
    signatory: PersonId
    recipients: tuple[AgencyCode, ...]
    reason: Annotated[str | None, Personal("signatory")] = None
