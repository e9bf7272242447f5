"""What oversight publishes about: sampling."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.kernel.event import Event
from services.kernel.people import ProjectCode

Population = Literal["families", "claims", "hours"]
Method = Literal["random", "risk"]


class TicketRules(BaseModel):
    """How many tickets of the draw each member of a population holds: `base`, and so many for each unit of a risk factor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    base: int
    points: Mapping[str, int]
    most: int


class SamplingRulesPublished(Event):
    """From now on samples by risk are drawn for the project with these weights; a version never changes."""

    stream: ClassVar = "sampling-rules/{project}"
    project: ProjectCode
    rules: TicketRules


class SampleDrawn(Event):
    """A sample was drawn by a seed that nobody picks: everything stands here to draw it again."""

    stream: ClassVar = "control/{control}"
    happened: ClassVar = "drawn_on"
    control: UUID
    sample: UUID
    project: ProjectCode
    of: Population
    method: Method
    rules: TicketRules | None = None
    seed: str
    """SHA-256 of the checkpoint's text."""
    log: str
    checkpoint_size: int
    checkpoint_root: str
    population_size: int
    population_sha256: str
    drawn: tuple[UUID, ...]
    drawn_on: date
