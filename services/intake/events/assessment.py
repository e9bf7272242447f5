"""What intake publishes about: assessment."""

from typing import ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import HouseholdId, PersonId

Phase = Literal["entry", "interim", "exit", "follow-up"]


class AssessmentRecorded(Event):
    """The self-sufficiency matrix was filled in: 1 (in crisis) to 5 (autonomous) per domain, None where not applicable."""

    stream: ClassVar = "assessment/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    assessment: UUID
    household: HouseholdId
    person: PersonId
    tool: str
    tool_version: str
    phase: Phase
    scores: dict[str, int | None]
