"""What may be asked of housing about: incident."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId
from services.kernel.time import Day
from services.kernel.words import Note

IncidentKind = Literal[
    "noise", "damage", "quarrel", "threat", "violence", "theft", "unpaid", "guests", "shared-spaces", "conduct", "other"
]
Severity = Literal["minor", "serious", "grave"]
Mediation = Literal["agreed", "adjourned", "no-agreement"]
Settlement = Literal["settled", "warned", "referred", "unfounded"]
Review = Literal["stay-goes-on", "stay-with-help", "other-unit-proposed", "end-proposed"]
Present = Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)]


class ReportIncident(Command):
    """Report an incident in a dwelling: households involved, and persons, else their heads; the note is about the first."""

    dwelling: UUID
    households: Annotated[tuple[HouseholdId, ...], Field(min_length=1, max_length=20)]
    persons: Annotated[tuple[PersonId, ...], Field(max_length=50)] = ()
    kind: IncidentKind
    on: Day
    note: Note | None = None


class ClassifyIncident(Command):
    """Say how grave an incident is; said again, the last word holds."""

    incident: UUID
    severity: Severity


class MediateIncident(Command):
    """State that people involved have sat down together."""

    incident: UUID
    present: Present
    held: Day
    outcome: Mediation
    note: Note | None = None


class IssueWarning(Command):
    """Warn a household because of an incident."""

    incident: UUID
    household: HouseholdId
    issued: Day
    note: Note | None = None


class CloseIncident(Command):
    """Close an incident."""

    incident: UUID
    closed: Day
    outcome: Settlement
    note: Note | None = None


class HoldReview(Command):
    """State that the stay was reviewed with the family, and how it goes on."""

    household: HouseholdId
    review: UUID
    held: Day
    outcome: Review
    note: Note | None = None
