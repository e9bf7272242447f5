"""What may be asked of intake about: referral."""

from typing import Self
from uuid import UUID

from pydantic import model_validator

from services.intake.events import OtherGround, Purpose
from services.kernel.command import Command
from services.kernel.people import HouseholdId
from services.kernel.words import Code, Note


class ReferToAgency(Command):
    """Ask another agency to help a family. Without `ground` a live consent must name the receiver."""

    household: HouseholdId
    receiver: Code
    purpose: Purpose
    code: Code | None = None
    consent: UUID | None = None
    ground: OtherGround | None = None
    reason: Note | None = None

    @model_validator(mode="after")
    def one_ground(self) -> Self:
        """A referral rests on a consent or on another ground."""
        if self.consent and self.ground:
            raise ValueError("name either the consent or another ground")
        return self


class AcceptReferral(Command):
    """The receiver takes the referral up."""

    household: HouseholdId
    referral: UUID


class RejectReferral(Command):
    """The receiver cannot help, and says why."""

    household: HouseholdId
    referral: UUID
    reason: Note


class CompleteReferral(Command):
    """The receiver has done what it was asked."""

    household: HouseholdId
    referral: UUID
    note: Note | None = None


class RevokeReferral(Command):
    """The sender takes a referral back."""

    household: HouseholdId
    referral: UUID
    reason: Note | None = None
