"""Assessments with the self-sufficiency matrix (Arizona/Snohomish): 1 in crisis … 5 autonomous, per domain."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from services.intake.commands import RecordAssessment
from services.intake.domain.household import Household, NotAMember
from services.intake.events import AssessmentRecorded
from services.kernel.event import Event, Recorded
from services.kernel.rules import Malformed, RuleBroken

DOMAINS = (
    "housing", "employment", "income", "food", "childcare", "children-education", "adult-education", "legal",
    "health", "life-skills", "mental-health", "substance-use", "family", "mobility", "community", "safety",
)  # fmt: skip


class UnknownDomain(Malformed):
    """The self-sufficiency matrix has no such domain."""


class EntryAssessmentMissing(RuleBroken):
    """An exit assessment compares with an entry assessment, which is not there."""


class ToolVersionChanged(RuleBroken):
    """One person is assessed with one version of the tool from entry to exit, or change cannot be read."""


@dataclass(frozen=True)
class Assessments:
    """Which phases were assessed, and with which tool each person."""

    phases: frozenset[tuple[UUID, str]] = frozenset()
    tools: Mapping[UUID, tuple[str, str]] = field(default_factory=dict)

    def any(self, phase: str) -> bool:
        """Whether anybody of the household was assessed in this phase."""
        return any(done == phase for _, done in self.phases)


def record(assessments: Assessments, name: UUID, ask: RecordAssessment, household: Household) -> Iterator[Event | RuleBroken]:
    """Scores per domain; None where a domain does not apply."""
    if ask.person not in household.everyone:
        raise NotAMember("person", person=ask.person)
    for domain in ask.scores:
        if domain not in DOMAINS:
            raise UnknownDomain("scores", domain=domain)
    if ask.phase == "exit" and (ask.person, "entry") not in assessments.phases:
        yield EntryAssessmentMissing("phase")
    if assessments.tools.get(ask.person, (ask.tool, ask.tool_version)) != (ask.tool, ask.tool_version):
        yield ToolVersionChanged("tool_version")
    yield AssessmentRecorded(
        assessment=name, household=ask.household, person=ask.person, tool=ask.tool, tool_version=ask.tool_version,
        phase=ask.phase, scores=ask.scores,
    )  # fmt: skip


def evolve(assessments: Assessments, fact: Recorded) -> Assessments:
    """The first assessment fixes the tool."""
    match fact.event:
        case AssessmentRecorded(person=person, phase=phase, tool=tool, tool_version=version):
            tools = {person: (tool, version), **assessments.tools}
            return replace(assessments, phases=assessments.phases | {(person, phase)}, tools=tools)
        case _:
            return assessments
