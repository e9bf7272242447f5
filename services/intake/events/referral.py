"""What intake publishes about: referral."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.intake.events.consent import Purpose
from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId, Personal, PersonId

OtherGround = Literal["legal-obligation", "vital-interest", "public-task"]
"""What lets a family be referred without its consent (GDPR art. 6(1)(c), (d), (e))."""
Ground = Literal["consent", "legal-obligation", "vital-interest", "public-task"]


class ReferralSent(Event):
    """An agency asks another to help a family it has in charge, with the family's consent or on another ground."""

    stream: ClassVar = "referral/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    referral: UUID
    household: HouseholdId
    head: PersonId
    sender: AgencyCode
    receiver: AgencyCode
    purpose: Purpose
    code: str | None = None
    ground: Ground
    consent: UUID | None = None
    reason: Annotated[str | None, Personal("head")] = None


class ReferralAccepted(Event):
    """The receiver helps; the family's file is open to it until the referral ends, and not after `until`."""

    stream: ClassVar = "referral/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    referral: UUID
    household: HouseholdId
    head: PersonId
    receiver: AgencyCode
    purpose: Purpose | None = None
    until: date | None = None


class ReferralRejected(Event):
    """The receiver cannot help."""

    stream: ClassVar = "referral/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    referral: UUID
    household: HouseholdId
    head: PersonId
    receiver: AgencyCode
    purpose: Purpose | None = None
    reason: Annotated[str | None, Personal("head")] = None


class ReferralCompleted(Event):
    """The receiver has done what it was asked."""

    stream: ClassVar = "referral/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    referral: UUID
    household: HouseholdId
    head: PersonId
    receiver: AgencyCode
    purpose: Purpose | None = None
    note: Annotated[str | None, Personal("head")] = None


class ReferralRevoked(Event):
    """The sender takes the referral back, or the family the consent it rests on."""

    stream: ClassVar = "referral/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("head",)
    referral: UUID
    household: HouseholdId
    head: PersonId
    receiver: AgencyCode
    purpose: Purpose | None = None
    reason: Annotated[str | None, Personal("head")] = None
