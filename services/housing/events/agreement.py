"""What housing publishes about: agreement."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import HouseholdId, Personal, PersonId


class AgreementDrafted(Event):
    """A version of the cohabitation agreement (patto di coabitazione) lies before the household; older ones hold no more."""

    stream: ClassVar = "agreement/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    agreement: UUID
    household: HouseholdId
    head: PersonId
    dwelling: UUID
    unit: UUID | None = None
    version: str
    rules: Annotated[str | None, Personal("head")] = None


class AgreementSigned(Event):
    """A member of the household has signed this version of the agreement."""

    stream: ClassVar = "agreement/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    happened: ClassVar = "signed"
    agreement: UUID
    household: HouseholdId
    person: PersonId
    version: str
    signed: date
