"""Emergency access (break glass): a file that is not shared opens for some hours, with a reason that everybody can read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.intake.commands import RecordView, RequestEmergencyAccess
from services.intake.events import EmergencyAccessGranted, ProgrammeRules, RecordViewed
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken


class AccessNotNeeded(RuleBroken):
    """The household's file is open to your agency already."""


@dataclass(frozen=True)
class EmergencyAccess:
    """Until which moment the file is open to an agency in an emergency."""

    until: Mapping[str, datetime] = field(default_factory=dict)

    def open_to(self, agency: str, at: datetime) -> bool:
        """Whether the agency's access still runs; it ends by itself."""
        return agency in self.until and at < self.until[agency]


def request(
    access: UUID, ask: RequestEmergencyAccess, head: UUID, now: datetime,
    *, agency: str, viewer: str, rules: ProgrammeRules, open_already: bool,
) -> Iterator[Event | RuleBroken]:  # fmt: skip
    """Granted at once, to be looked at afterwards: whoever asks is named, and why."""
    if open_already:
        raise AccessNotNeeded("household")
    yield EmergencyAccessGranted(
        access=access, household=ask.household, head=head, agency=agency, viewer=viewer,
        expires=now + timedelta(hours=rules.emergency_access_hours), reason=ask.reason,
    )  # fmt: skip


def view(name: UUID, ask: RecordView, head: UUID) -> Iterator[Event | RuleBroken]:
    """Every opening of a file is a fact."""
    yield RecordViewed(
        view=name, household=ask.household, head=head, viewer=ask.viewer, role=ask.role, agency=ask.agency, document=ask.document
    )


def evolve(access: EmergencyAccess, fact: Recorded) -> EmergencyAccess:
    """The newest grant of each agency."""
    match fact.event:
        case EmergencyAccessGranted(agency=agency, expires=expires):
            return replace(access, until={**access.until, agency: expires})
        case _:
            return access
