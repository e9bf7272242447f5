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


class AgreementAmended(Event):
    """The agreement of a whole house has a new version; every adult who lives there signs it by a day, and nobody enters before."""

    stream: ClassVar = "dwelling/{dwelling}"
    happened: ClassVar = "amended"
    dwelling: UUID
    version: str
    amended: date
    sign_by: date


class SignatoryAdded(Event):
    """A member of the household has come of age, and signs the agreement from that day on."""

    stream: ClassVar = "agreement/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    happened: ClassVar = "since"
    household: HouseholdId
    person: PersonId
    since: date


class BreachReported(Event):
    """A member of the household has not kept to the agreement, somebody says."""

    stream: ClassVar = "agreement/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    happened: ClassVar = "on"
    breach: UUID
    agreement: UUID
    household: HouseholdId
    person: PersonId
    kind: str
    on: date
    note: Annotated[str | None, Personal("person")] = None


class AgreementEnded(Event):
    """From this day on the agreement binds the household no longer."""

    stream: ClassVar = "agreement/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    happened: ClassVar = "ended"
    agreement: UUID
    household: HouseholdId
    head: PersonId
    ended: date
    reason: str
