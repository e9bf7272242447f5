"""How the sample year is told: steps, each one command by somebody on a day, with ids known beforehand."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.housing import commands as housing
from services.intake import commands as intake
from services.kernel.access import ACCESS
from services.kernel.amending import ApproveAmendment, CorrectFact, RefuseAmendment, VoidFact
from services.kernel.command import Command, new_id
from services.oversight import commands as oversight
from services.register import commands as register
from services.training import commands as training

_MODULES = {"intake": intake, "housing": housing, "register": register, "training": training, "oversight": oversight}
AMENDING: Mapping[str, type[Command]] = {
    command.__name__: command for command in (VoidFact, CorrectFact, ApproveAmendment, RefuseAmendment)
}
"""What is asked in the same words of every service."""
COMMANDS: Mapping[str, tuple[str, type[Command]]] = {
    name: (service, getattr(module, name)) for service, module in _MODULES.items() for name in ACCESS if hasattr(module, name)
}
"""Every command that people or the clock give to one service alone: the service and the class."""

MAKES = {
    "RegisterPerson": "person", "OpenCase": "household", "GiveConsent": "consent", "RecordAssessment": "assessment",
    "DraftPlan": "plan", "SetGoal": "goal", "RecordService": "delivery", "RecordResidencePermit": "permit",
    "ReferToAgency": "referral", "RequestEmergencyAccess": "access", "SplitHousehold": "household",
    "ScheduleFollowUp": "follow-up", "AddDwelling": "dwelling", "AddUnit": "unit", "DraftAgreement": "agreement",
    "OpenVacancy": "vacancy", "ApplyForHousing": "application", "RankCandidates": "ranking", "ProposeUnit": "proposal",
    "AssignUnit": "assignment", "ReportIncident": "incident", "IssueWarning": "review", "MakeCommitment": "commitment",
    "LogHelp": "help", "StartCover": "cover", "PublishNeed": "need", "MakeOffer": "offer", "ProposeMatch": "match",
    "LogHours": "hours", "PublishCourse": "course", "OpenEdition": "edition", "ScheduleSession": "session",
    "IssueCertificate": "certificate", "OpenControl": "control",
    "DrawSample": "sample", "RaiseFinding": "finding", "ClaimExpense": "claim", "ReportIrregularity": "irregularity",
    "VoidFact": "amendment", "CorrectFact": "amendment",
}  # fmt: skip
"""What a command brings into being: the kind of its new id."""

DATED = frozenset({"RecordService", "CorrectService", "EndEnrolment"})
"""Commands whose own field says the day; `occurred_at` is left out, as a caseworker would."""

LATE = timedelta(days=3)
Body = dict[str, Any]
"""Fields of a command."""


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: as the token says it."""

    subject: str
    name: str
    agency: str
    role: str


@dataclass(frozen=True)
class Step:
    """One command. Steps of one queue are played in their order; `refused` is the problem that must answer it."""

    on: date
    queue: str
    service: str
    command: str
    key: str
    actor: Actor
    body: Mapping[str, Any]
    refused: str | None = None
    live: bool = False

    @property
    def happened(self) -> date:
        """The day it is about; well before `on` for a late entry."""
        stated = self.body.get("delivered_on") or self.body.get("occurred_at")
        return date.fromisoformat(stated[:10]) if stated else self.on

    @property
    def late(self) -> bool:
        """Whether it is told well after it happened."""
        return self.on - self.happened > LATE


@dataclass
class Plot:
    """Collects the steps of one queue (a family, the register, an edition)."""

    seed: int
    today: date
    queue: str
    steps: list[Step] = field(default_factory=list)
    live: bool = False
    _told: Counter[date] = field(default_factory=Counter)

    def key(self, name: str) -> str:
        """The idempotency key of a step."""
        return f"demo:{self.seed}:{name}"

    def fact(self, actor: Actor, service: str, name: str) -> UUID:
        """The id of the first fact that a step records."""
        return new_id(actor.agency, self.key(name), f"{service} event 0")

    def made(self, actor: Actor, command: str, name: str) -> UUID:
        """The id of what a step brings into being."""
        return self.made_of(actor, name, MAKES[command])

    def made_of(self, actor: Actor, name: str, kind: str) -> UUID:
        """The id of one of several things that a step brings into being."""
        return new_id(actor.agency, self.key(name), kind)

    def tell(
        self, on: date, actor: Actor, command: str, name: str, /,
        *, happened: date | None = None, refused: str | None = None, service: str = "", **body: Any,
    ) -> UUID:  # fmt: skip
        """Add a step and give the id of what it makes. `happened` is the day it is about, where that is earlier."""
        service = service or COMMANDS[command][0]
        day = happened or on
        if command not in DATED and (day < self.today):
            body["occurred_at"] = self._moment(day)
        key = self.key(name)
        plain = {field: _plain(value) for field, value in body.items()}
        self.steps.append(Step(on, self.queue, service, command, key, actor, plain, refused, self.live))
        return new_id(actor.agency, key, MAKES.get(command, command))

    def _moment(self, day: date) -> datetime:
        """Office hours: a quarter of an hour after the one before on the same day."""
        told = self._told[day]
        self._told[day] += 1
        return datetime.combine(day, time(8)) + timedelta(minutes=15 * (told % 36))


def in_order(plots: Iterable[Plot]) -> list[Step]:
    """The steps of all plots by day, those of one queue in their order, the live tail last."""
    told = [step for plot in plots for step in plot.steps]
    return sorted(told, key=lambda step: (step.live, step.on if not step.live else date.max))


def _plain(value: Any) -> Any:
    match value:
        case UUID() | time():
            return str(value)
        case datetime():
            return value.isoformat() + "Z"
        case date():
            return value.isoformat()
        case BaseModel():
            return value.model_dump(mode="json")
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case _:
            return value
