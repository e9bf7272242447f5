"""What housing publishes: dwellings and units, agreements, stays, and what it noted of its neighbours' facts."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from services.kernel.event import Catalogue, Event
from services.kernel.people import AgencyCode, HouseholdId, Personal, PersonId, ProjectCode


class DwellingAdded(Event):
    """A dwelling is offered by the agency that operates it; a shared one is lived in by several households."""

    stream: ClassVar = "dwelling/{dwelling}"
    dwelling: UUID
    name: str
    address: str | None = None
    shared: bool = False
    agency: AgencyCode


class UnitAdded(Event):
    """A dwelling has a unit, the smallest thing that can be assigned; a shared one may be held by several households."""

    stream: ClassVar = "unit/{unit}"
    unit: UUID
    dwelling: UUID
    label: str
    capacity: int
    shared: bool = False


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


class UnitAssigned(Event):
    """A household may live in a unit from a day on, for a time. Without `unit` the source does not say which."""

    stream: ClassVar = "stay/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("members",)
    happened: ClassVar = "starts"
    assignment: UUID
    unit: UUID | None = None
    household: HouseholdId
    project: ProjectCode
    members: tuple[PersonId, ...]
    starts: date
    planned_end: date | None = None
    """The day of leaving, not a night any more."""
    decision: UUID
    """The decision that the assignment rests on: the coordinator's command."""


class UnitReleased(Event):
    """The household has left the unit; `released` is the day of leaving, not a night any more."""

    stream: ClassVar = "stay/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("members",)
    happened: ClassVar = "released"
    assignment: UUID
    unit: UUID | None = None
    household: HouseholdId
    members: tuple[PersonId, ...]
    released: date
    reason: str
    destination: str | None = None
    note: Annotated[str | None, Personal("members")] = None


class UnitTaken(Event):
    """So many people of one household hold the unit in these days; this stream is where two agencies meet."""

    stream: ClassVar = "occupancy/{unit}"
    unit: UUID
    assignment: UUID
    household: HouseholdId
    people: int
    starts: date
    planned_end: date | None = None


class UnitFreed(Event):
    """From this day on the assignment holds the unit no longer."""

    stream: ClassVar = "occupancy/{unit}"
    unit: UUID
    assignment: UUID
    household: HouseholdId
    released: date


class RulesNoted(Event):
    """Housing has noted what a funded project asks of a stay."""

    stream: ClassVar = "known-programme/{project}"
    project: ProjectCode
    stay_months: int
    stay_cap_months: int
    agreement_required: bool
    case_required: bool


class HouseholdNoted(Event):
    """Housing has noted a household that intake has taken in charge or enrolled."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("members",)
    household: HouseholdId
    project: ProjectCode
    agency: AgencyCode
    head: PersonId
    members: tuple[PersonId, ...]
    adults: tuple[PersonId, ...] = ()
    case_open: bool


class MembersNoted(Event):
    """Housing has noted who joined or left a household, or who heads it now."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("joined", "left", "head")
    household: HouseholdId
    joined: tuple[PersonId, ...] = ()
    adults: tuple[PersonId, ...] = ()
    """Those who joined and are known to be of age."""
    left: tuple[PersonId, ...] = ()
    on: date | None = None
    head: PersonId | None = None


class SharingNoted(Event):
    """Housing has noted which other agencies may act on a household, and until when."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    consent: UUID
    agencies: tuple[AgencyCode, ...]
    until: date


class SharingEnded(Event):
    """Housing has noted that the family took a consent back."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    consent: UUID


class CaseEndNoted(Event):
    """Housing has noted that nobody has the family in charge any longer."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId


class ExitNoted(Event):
    """Housing has noted that the household has left the project, when and where to."""

    stream: ClassVar = "known-household/{household}"
    key: ClassVar = "{household}"
    household: HouseholdId
    exit: date
    destination: str | None = None


CATALOGUE = Catalogue(
    "housing",
    DwellingAdded, UnitAdded, RulesNoted, HouseholdNoted, MembersNoted, SharingNoted, SharingEnded, CaseEndNoted,
    ExitNoted, AgreementDrafted, AgreementSigned, UnitAssigned, UnitTaken, UnitReleased, UnitFreed,
)  # fmt: skip
