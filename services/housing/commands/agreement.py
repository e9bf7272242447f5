"""What may be asked of housing about: agreement."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId, Text
from services.kernel.time import Day
from services.kernel.words import Code, Note

Breach = Literal["noise", "damage", "unpaid", "guests", "shared-spaces", "conduct", "other"]
AgreementEnd = Literal["moved-out", "replaced", "breach", "other"]


class DraftAgreement(Command):
    """Lay a cohabitation agreement (patto di coabitazione) before a household, for a dwelling or for one unit of it."""

    household: HouseholdId
    dwelling: UUID | None = None
    unit: UUID | None = None
    version: Code
    rules: Annotated[Text, Field(min_length=1, max_length=6000)]

    @model_validator(mode="after")
    def one_place(self) -> Self:
        """An agreement is about one place."""
        if (self.dwelling is None) == (self.unit is None):
            raise ValueError("name either the dwelling or the unit")
        return self


class SignAgreement(Command):
    """A member of the household signs the agreement."""

    household: HouseholdId
    agreement: UUID
    person: PersonId
    signed: Day


class AmendAgreement(Command):
    """Give the agreement of a whole house a new version, which everybody of age who lives there signs anew."""

    dwelling: UUID
    version: Code
    amended: Day


class AddSignatory(Command):
    """Say that a member of the household has come of age, and signs from now on."""

    household: HouseholdId
    person: PersonId
    since: Day


class ReportBreach(Command):
    """Report that the household, or a member of it, has not kept to the agreement. Without `person` the head answers for it."""

    household: HouseholdId
    agreement: UUID
    person: PersonId | None = None
    kind: Breach
    on: Day
    note: Note | None = None


class EndAgreement(Command):
    """End an agreement with a household."""

    household: HouseholdId
    agreement: UUID
    ended: Day
    reason: AgreementEnd
