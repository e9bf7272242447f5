"""What intake publishes about: consent."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId, Personal, PersonId

Purpose = Literal["care", "housing", "work", "training", "volunteering", "health", "legal", "evaluation"]
"""What a family's file is shared for."""


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
    language: str | None = None
    form_version: str | None = None


class ConsentRenewed(Event):
    """The family has signed again before the consent ran out: it lives until a later date."""

    stream: ClassVar = "consent/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("signatory",)
    consent: UUID
    household: HouseholdId
    recipients: tuple[AgencyCode, ...]
    expires: date
    signatory: PersonId
    language: str | None = None
    form_version: str | None = None


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


class ConsentExpired(Event):
    """The last day of the consent has passed; the clock has noted it."""

    stream: ClassVar = "consent/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("signatory",)
    consent: UUID
    household: HouseholdId
    signatory: PersonId
    recipients: tuple[AgencyCode, ...]
    expired: date
