"""What may be asked of intake about: regrouping."""

from typing import Annotated

from pydantic import AfterValidator, Field

from services.intake.commands.household import plain_member, plain_notice
from services.intake.events import Member, PrivacyNotice
from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId

People = Annotated[tuple[Annotated[Member, AfterValidator(plain_member)], ...], Field(min_length=1, max_length=50)]


class SplitHousehold(Command):
    """Some members become a household of their own; `members` says how each is related to its new head."""

    household: HouseholdId
    head: PersonId
    members: People
    guardian: PersonId | None = None
    notice: Annotated[PrivacyNotice, AfterValidator(plain_notice)] | None = None


class JoinHouseholds(Command):
    """All members of `joining` come into `household`; `members` says how each is related to the head they find."""

    household: HouseholdId
    joining: HouseholdId
    members: People
