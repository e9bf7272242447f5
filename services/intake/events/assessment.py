"""What intake publishes about: assessment.

Scores stand in clear, as figures of outcome are made of them and must hold after a person is forgotten: what is left then
are numbers between 1 and 5 about an id that leads to nobody. What was said in the talk is a note, and notes are personal.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import HouseholdId, Personal, PersonId

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
    note: Annotated[str | None, Personal("person")] = None


class AssessmentRevised(Event):
    """The scores of an assessment were otherwise; all are said again. The first ones stay readable."""

    stream: ClassVar = "assessment/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("person",)
    assessment: UUID
    household: HouseholdId
    corrects_event_id: UUID
    person: PersonId
    tool: str
    tool_version: str
    phase: Phase
    scores: dict[str, int | None]
    reason: Annotated[str | None, Personal("person")] = None
