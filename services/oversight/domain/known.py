"""What oversight knows of funded projects and agencies: noted from intake's facts, never asked of intake."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown
from services.oversight.commands import NoteAgency, NoteProject
from services.oversight.events import AgencyNoted, ProjectNoted


class UnknownProject(Unknown):
    """Oversight does not know this funded project (yet)."""


class UnknownAgency(Unknown):
    """Oversight does not know this agency (yet)."""


@dataclass(frozen=True)
class Known:
    """Whether the project or agency was noted."""

    noted: bool = False


def note_project(known: Known, ask: NoteProject) -> Iterator[Event | RuleBroken]:
    """Noted once."""
    if not known.noted:
        yield ProjectNoted(project=ask.project)


def note_agency(known: Known, ask: NoteAgency) -> Iterator[Event | RuleBroken]:
    """Noted once."""
    if not known.noted:
        yield AgencyNoted(agency=ask.agency)


def evolve(known: Known, fact: Recorded) -> Known:
    """Noted."""
    return Known(noted=True) if isinstance(fact.event, ProjectNoted | AgencyNoted) else known
