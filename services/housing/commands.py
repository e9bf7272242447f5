"""What may be asked of housing. The first half has routes; the second is given by reactions alone."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.kernel.command import Command
from services.kernel.people import AgencyCode, HouseholdId, PersonId, ProjectCode, Text
from services.kernel.time import Day

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Name = Annotated[Text, Field(min_length=1, max_length=200)]
Note = Annotated[Text, Field(min_length=1, max_length=4000)]
Destination = Annotated[Text, Field(min_length=1, max_length=80)]
Reason = Literal["planned-end", "own-home", "transfer", "own-choice", "agreement-ended", "family-exited", "other"]
People = Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)]


class AddDwelling(Command):
    """Offer a dwelling. Without `agency`, the asker's own operates it."""

    name: Name
    address: Name | None = None
    shared: bool = False
    agency: Code | None = None


class AddUnit(Command):
    """Add a unit to a dwelling."""

    dwelling: UUID
    label: Name
    capacity: Annotated[int, Field(ge=1, le=1000)]
    shared: bool = False


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


class AssignUnit(Command):
    """Let a household live in a unit. Without `members` all who belong to it; only an import may leave out the unit."""

    unit: UUID | None = None
    household: HouseholdId
    members: People | None = None
    starts: Day
    planned_end: Day | None = None


class ReleaseUnit(Command):
    """End a household's stay in its unit."""

    household: HouseholdId
    assignment: UUID
    released: Day
    reason: Reason
    destination: Destination | None = None
    note: Note | None = None


class NoteRules(Command):
    """Note what a funded project asks of a stay."""

    project: ProjectCode
    stay_months: int
    stay_cap_months: int
    agreement_required: bool
    case_required: bool


class NoteHousehold(Command):
    """Note a household; without `case_open` what was known of its case stands."""

    household: HouseholdId
    project: ProjectCode
    agency: AgencyCode
    head: PersonId
    members: tuple[PersonId, ...]
    adults: tuple[PersonId, ...] = ()
    case_open: bool | None = None


class NoteMembers(Command):
    """Note who joined or left a household on a day, or who heads it now."""

    household: HouseholdId
    joined: tuple[PersonId, ...] = ()
    adults: tuple[PersonId, ...] = ()
    left: tuple[PersonId, ...] = ()
    on: date | None = None
    head: PersonId | None = None


class NoteSharing(Command):
    """Note which agencies may act on a household."""

    household: HouseholdId
    consent: UUID
    agencies: tuple[AgencyCode, ...]
    until: date


class EndSharing(Command):
    """Note that a consent was taken back."""

    household: HouseholdId
    consent: UUID


class NoteCaseEnd(Command):
    """Note that nobody has the family in charge any longer."""

    household: HouseholdId


class ReleaseAfterExit(Command):
    """Release whatever a household holds that has left its project; no rule stands against it."""

    household: HouseholdId
    exit: date
    destination: str | None = None
