"""Assessments with the self-sufficiency matrix (Arizona/Snohomish): 1 in crisis … 5 autonomous, per domain.

Change is read from the entry of a person to what follows, so a later phase asks for an entry, made with the same tool.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from services.intake.commands import RecordAssessment, ReviseAssessment
from services.intake.domain.case import Case, takes_new_work
from services.intake.domain.household import Household, NotAMember
from services.intake.events import AssessmentRecorded, AssessmentRevised
from services.kernel.event import Event, Recorded
from services.kernel.rules import Malformed, RuleBroken, Unknown

Tools = Mapping[tuple[str, str], Collection[str]]
"""The domains of each tool, by its name and version."""
COMPARED = ("interim", "exit")
"""The phases that say how far a person has come since entry."""


class UnknownTool(Malformed):
    """Assessments are made with a tool and version of the list."""


class UnknownDomain(Malformed):
    """The self-sufficiency matrix has no such domain."""


class UnknownAssessment(Unknown):
    """The household has no such assessment."""


class EntryAssessmentMissing(RuleBroken):
    """An interim or exit assessment compares with an entry assessment of the person, which is not there."""


class ToolVersionChanged(RuleBroken):
    """One person is assessed with one version of the tool from entry to exit, or change cannot be read."""


class NothingRevised(RuleBroken):
    """A revision says other scores than those that stand."""


@dataclass(frozen=True)
class Made:
    """One assessment as it stands now, and the event that last said so."""

    fact: AssessmentRecorded | AssessmentRevised
    event_id: UUID
    agency: str
    """Which recorded it first."""


@dataclass(frozen=True)
class Assessments:
    """The assessments of a household by id, in the order in which they were recorded."""

    made: Mapping[UUID, Made] = field(default_factory=dict)

    def agency_of(self, assessment: UUID) -> str | None:
        """Which recorded the assessment."""
        return self.made[assessment].agency if assessment in self.made else None

    def any(self, phase: str) -> bool:
        """Whether anybody of the household was assessed in this phase."""
        return any(made.fact.phase == phase for made in self.made.values())

    def entered(self, person: UUID) -> bool:
        """Whether the person has an entry assessment."""
        return any(made.fact.person == person and made.fact.phase == "entry" for made in self.made.values())

    def tool_of(self, person: UUID) -> tuple[str, str] | None:
        """The tool of the person's first assessment."""
        facts = (made.fact for made in self.made.values())
        return next(((fact.tool, fact.tool_version) for fact in facts if fact.person == person), None)


def record(
    assessments: Assessments, name: UUID, ask: RecordAssessment, household: Household, *, case: Case, tools: Tools
) -> Iterator[Event | RuleBroken]:
    """Scores per domain; None where a domain does not apply. After a case is closed only follow-ups are made."""
    tool = (ask.tool, ask.tool_version)
    if ask.person not in household.everyone:
        raise NotAMember("person", person=ask.person)
    _check(ask.scores, tool, tools)
    if ask.phase != "follow-up":
        yield from takes_new_work(case)
    if ask.phase in COMPARED and not assessments.entered(ask.person):
        yield EntryAssessmentMissing("phase")
    if assessments.tool_of(ask.person) not in (None, tool):
        yield ToolVersionChanged("tool_version")
    yield AssessmentRecorded(
        assessment=name, household=ask.household, person=ask.person, tool=ask.tool, tool_version=ask.tool_version,
        phase=ask.phase, scores=ask.scores, note=ask.note,
    )  # fmt: skip


def revise(assessments: Assessments, ask: ReviseAssessment, *, tools: Tools) -> Iterator[Event | RuleBroken]:
    """All scores are said again; person, phase and tool stand."""
    made = assessments.made.get(ask.assessment)
    if made is None:
        raise UnknownAssessment("assessment", assessment=ask.assessment)
    fact = made.fact
    _check(ask.scores, (fact.tool, fact.tool_version), tools)
    if ask.scores == fact.scores:
        raise NothingRevised("scores")
    yield AssessmentRevised(
        assessment=ask.assessment, household=ask.household, corrects_event_id=made.event_id, person=fact.person,
        tool=fact.tool, tool_version=fact.tool_version, phase=fact.phase, scores=ask.scores, reason=ask.reason,
    )  # fmt: skip


def _check(scores: Mapping[str, int | None], tool: tuple[str, str], tools: Tools) -> None:
    if tool not in tools:
        raise UnknownTool("tool", known=[" ".join(one) for one in tools])
    for domain in scores:
        if domain not in tools[tool]:
            raise UnknownDomain("scores", domain=domain)


def evolve(assessments: Assessments, fact: Recorded) -> Assessments:
    """The newest word on each assessment."""
    match fact.event:
        case AssessmentRecorded() | AssessmentRevised() as event:
            made = Made(event, fact.id, assessments.agency_of(event.assessment) or fact.agency)
            return replace(assessments, made={**assessments.made, event.assessment: made})
        case _:
            return assessments
