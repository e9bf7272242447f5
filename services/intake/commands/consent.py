"""What may be asked of intake about: consent."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.intake.events import Purpose
from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId
from services.kernel.time import Day
from services.kernel.words import Code, Note

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


class GiveConsent(Command):
    """The family lets other agencies see its file, on a form of this version and in this language."""

    household: HouseholdId
    purpose: Purpose
    recipients: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    expires: Day
    signatory: PersonId
    language: Language | None = None
    form_version: Code | None = None


class RenewConsent(Command):
    """The family signs again before the consent runs out."""

    household: HouseholdId
    consent: UUID
    expires: Day
    signatory: PersonId
    language: Language | None = None
    form_version: Code | None = None


class WithdrawConsent(Command):
    """The family takes a consent back."""

    household: HouseholdId
    consent: UUID
    reason: Note | None = None


class ExpireConsent(Command):
    """Note that the last day of a consent has passed."""

    household: HouseholdId
    consent: UUID
