"""A control of a funded project: what the law wants to see recorded of it, and that who controls answers nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.people import PersonId
from services.kernel.rules import Malformed, NotAllowed, RuleBroken, Unknown
from services.oversight.commands import AnswerFinding, CloseControl, OpenControl, RaiseFinding
from services.oversight.domain.period import PeriodEndsBeforeStart
from services.oversight.events import (
    Absence,
    ControlClosed,
    ControlOpened,
    FindingAnswered,
    FindingRaised,
    Ground,
    Item,
    Outcome,
    SampleDrawn,
)

GROUNDS: Mapping[Item, frozenset[Ground]] = {
    "sample": frozenset({"all-was-looked-at", "nothing-to-draw-from"}),
    "findings": frozenset({"nothing-found"}),
    "reaction": frozenset({"no-answer-in-time", "nothing-to-answer"}),
}
"""Why a control may end without an item."""


class UnknownControl(Unknown):
    """There is no such control, or another authority carries it out."""


class ControlIsClosed(RuleBroken):
    """A control that was closed stays as it is."""


class ControlBeforeItBegan(RuleBroken):
    """What belongs to a control happens on the day it was opened or later."""


class AnswerDayBeforeFinding(RuleBroken):
    """The day by which an answer is due comes after the finding."""


class UnknownFinding(Unknown):
    """There is no such finding, or it is another agency that is to answer it."""


class FindingIsAnswered(RuleBroken):
    """The finding was answered before."""


class ControllerAnswers(NotAllowed):
    """Who controls does not answer for what is controlled."""


class AnswererControls(NotAllowed):
    """Who has answered a finding does not control what it is about."""


class ItemsMissing(RuleBroken):
    """The report of a control has its eight items, or says why it lacks one."""


class ItemIsThere(Malformed):
    """What the report has, it does not lack."""


class GroundDoesNotFit(Malformed):
    """The reason given is none for lacking this item."""


class AnswerStillAwaited(RuleBroken):
    """Nobody is too late with an answer before the day by which it is due."""


@dataclass(frozen=True)
class Finding:
    """A finding, and whether it was answered."""

    raised: FindingRaised
    answered: bool = False


@dataclass(frozen=True)
class Control:
    """A control as rules see it."""

    opened: ControlOpened | None = None
    agency: str = ""
    controllers: frozenset[str] = frozenset()
    answerers: frozenset[str] = frozenset()
    samples: frozenset[str] = frozenset()
    findings: Mapping[UUID, Finding] = field(default_factory=dict)
    closed: bool = False

    @property
    def has(self) -> Mapping[Item, bool]:
        """Which of the items that come after the opening are there."""
        answered = bool(self.findings) and all(finding.answered for finding in self.findings.values())
        return {"sample": bool(self.samples), "findings": bool(self.findings), "reaction": answered}

    @property
    def outcome(self) -> Outcome:
        """What came out."""
        severities = {finding.raised.severity for finding in self.findings.values()}
        return "with-irregularity" if "irregularity" in severities else "with-findings" if severities else "clear"


@dataclass(frozen=True)
class Acting:
    """Who acts on a control, and on which day."""

    actor: str
    agency: str
    official: PersonId
    day: date


def open_control(name: UUID, ask: OpenControl, by: Acting) -> Iterator[Event | RuleBroken]:
    """Any project may be controlled at any time."""
    if ask.until < ask.start:
        yield PeriodEndsBeforeStart("until")
    yield ControlOpened(
        control=name, project=ask.project, kind=ask.kind, controller=by.official, start=ask.start, until=ask.until,
        opened_on=by.day, controller_name=ask.controller_name, signature=ask.signature, scope=ask.scope,
    )  # fmt: skip


def under_way(control: Control, by: Acting) -> ControlOpened:
    """The control, for whom it is to carry on. Raises `UnknownControl` and what else stands against it."""
    if control.opened is None or control.agency != by.agency:
        raise UnknownControl("control")
    if by.actor in control.answerers:
        raise AnswererControls("control")
    return _open(control, control.opened, by)


def _open(control: Control, opened: ControlOpened, by: Acting) -> ControlOpened:
    if control.closed:
        raise ControlIsClosed("control")
    if by.day < opened.opened_on:
        raise ControlBeforeItBegan("occurred_at", opened_on=opened.opened_on)
    return opened


def raise_finding(control: Control, name: UUID, ask: RaiseFinding, by: Acting) -> Iterator[Event | RuleBroken]:
    """To the agency that is to answer."""
    opened = under_way(control, by)
    if ask.answer_by and ask.answer_by < by.day:
        yield AnswerDayBeforeFinding("answer_by")
    yield FindingRaised(
        control=ask.control, finding=name, project=opened.project, agency=ask.agency, severity=ask.severity,
        concerns=tuple(dict.fromkeys(ask.concerns)), answer_by=ask.answer_by, raised_on=by.day, controller=by.official,
        text=ask.text,
    )  # fmt: skip


def addressed(control: Control, name: UUID, agency: str) -> tuple[ControlOpened, Finding]:
    """The control and its finding, if this agency is to answer it. Raises `UnknownFinding`."""
    finding = control.findings.get(name)
    if control.opened is None or finding is None or finding.raised.agency != agency:
        raise UnknownFinding("finding")
    return control.opened, finding


def answer(control: Control, ask: AnswerFinding, by: Acting) -> Iterator[Event | RuleBroken]:
    """Once, and by nobody who controls."""
    opened, finding = addressed(control, ask.finding, by.agency)
    if by.actor in control.controllers:
        raise ControllerAnswers("finding")
    _open(control, opened, by)
    if finding.answered:
        raise FindingIsAnswered("finding")
    if by.day < finding.raised.raised_on:
        raise ControlBeforeItBegan("occurred_at", opened_on=finding.raised.raised_on)
    yield FindingAnswered(
        control=ask.control, finding=ask.finding, project=opened.project, agency=by.agency, position=ask.position,
        measures_by=ask.measures_by, answered_on=by.day, official=by.official, answer=ask.answer,
    )  # fmt: skip


def close(control: Control, ask: CloseControl, by: Acting) -> Iterator[Event | RuleBroken]:
    """With all eight items, or the reason why one is missing."""
    opened = under_way(control, by)
    without = {absence.item: absence.ground for absence in ask.without}
    _see_that_absences_are(control, without, by.day)
    if missing := [item for item, there in control.has.items() if not there and item not in without]:
        raise ItemsMissing("without", missing=missing)
    yield ControlClosed(
        control=ask.control, project=opened.project, outcome=control.outcome, samples=len(control.samples),
        findings=len(control.findings), answered=sum(finding.answered for finding in control.findings.values()),
        without=tuple(Absence(item=item, ground=ground) for item, ground in without.items()), closed_on=by.day,
        controller=by.official, conclusion=ask.conclusion,
    )  # fmt: skip


def _see_that_absences_are(control: Control, without: Mapping[Item, Ground], day: date) -> None:
    for item, ground in without.items():
        if ground not in GROUNDS[item] or (ground == "nothing-to-answer" and control.findings):
            raise GroundDoesNotFit("without", item=item, ground=ground)
        if control.has[item]:
            raise ItemIsThere("without", item=item)
    if without.get("reaction") == "no-answer-in-time":
        open_ = [finding.raised for finding in control.findings.values() if not finding.answered]
        if not open_:
            raise GroundDoesNotFit("without", item="reaction", ground="no-answer-in-time")
        if any(raised.answer_by and raised.answer_by >= day for raised in open_):
            raise AnswerStillAwaited("without")


def evolve(control: Control, fact: Recorded) -> Control:
    """Opened, looked into, answered, closed."""
    match fact.event:
        case ControlOpened():
            return Control(fact.event, fact.agency, frozenset({fact.actor}))
        case SampleDrawn(of=of):
            return replace(control, samples=control.samples | {of}, controllers=control.controllers | {fact.actor})
        case FindingRaised(finding=name) as raised:
            findings = {**control.findings, name: Finding(raised)}
            return replace(control, findings=findings, controllers=control.controllers | {fact.actor})
        case FindingAnswered(finding=name):
            findings = {**control.findings}
            if name in findings:
                findings[name] = replace(findings[name], answered=True)
            return replace(control, findings=findings, answerers=control.answerers | {fact.actor})
        case ControlClosed():
            return replace(control, closed=True)
        case _:
            return control
