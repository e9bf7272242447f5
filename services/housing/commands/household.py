"""What may be asked of housing about: household."""

from datetime import date, datetime
from uuid import UUID

from services.kernel.command import Command
from services.kernel.people import AgencyCode, HouseholdId, PersonId, ProjectCode


class NoteRules(Command):
    """Note what a funded project asks of a stay."""

    project: ProjectCode
    stay_months: int
    stay_cap_months: int
    agreement_required: bool
    case_required: bool
    ranking_required: bool = False
    proposal_days: int = 15


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
    """Note which agencies may act on a household, on which ground."""

    household: HouseholdId
    ground: UUID
    agencies: tuple[AgencyCode, ...]
    until: datetime | None = None


class EndSharing(Command):
    """Note that a household is shared on this ground no longer."""

    household: HouseholdId
    ground: UUID


class NoteCharge(Command):
    """Note which agency has the family in charge."""

    household: HouseholdId
    agency: AgencyCode


class NoteCaseEnd(Command):
    """Note that nobody has the family in charge any longer."""

    household: HouseholdId
