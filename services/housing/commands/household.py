"""What may be asked of housing about: household."""

from datetime import date
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
