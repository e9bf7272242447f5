"""What may be asked of intake about: consent."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId
from services.kernel.time import Day
from services.kernel.words import Code, Name, Note


class GiveConsent(Command):
    """The family lets other agencies see its file."""

    household: HouseholdId
    purpose: Name
    recipients: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    expires: Day
    signatory: PersonId


class WithdrawConsent(Command):
    """The family takes a consent back."""

    household: HouseholdId
    consent: UUID
    reason: Note | None = None
