"""What may be asked of oversight about: sampling."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.kernel.command import Command
from services.kernel.words import Code
from services.oversight.events import Method, Population

Factor = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
_ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
Member = Annotated[str, Field(max_length=400, pattern=f"^{_ID}( [a-z][a-z0-9-]{{0,39}}=(0|[1-9][0-9]{{0,5}}))*$")]
"""A member of a population: its id, then its risk factors, such as `… late-entries=2 corrections=1`."""


class FactorPoints(BaseModel):
    """How many tickets each unit of a risk factor adds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    factor: Factor
    points: Annotated[int, Field(ge=0, le=1000)]


class PublishSamplingRules(Command):
    """Say by which weights samples by risk are drawn for a project from now on, under a version of its own."""

    project: Code
    version: Code
    base: Annotated[int, Field(ge=1, le=1000)] = 1
    factors: Annotated[tuple[FactorPoints, ...], Field(min_length=1, max_length=20)]
    most: Annotated[int, Field(ge=1, le=1000)] = 100


class DrawSample(Command):
    """Draw a sample from a population: a line each, as `weita audit population` prints it. The seed comes from the log."""

    control: UUID
    of: Population
    method: Method
    size: Annotated[int, Field(ge=1, le=500)]
    population: Annotated[tuple[Member, ...], Field(min_length=1, max_length=20_000)]
