"""What may be asked of register about: matching."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId
from services.kernel.words import Code
from services.register.commands.week import AskedSlot

Points = Annotated[int, Field(ge=0, le=1000)]


class AskedWeights(BaseModel):
    """Per criterion the points of who meets it in full."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    skill: Points
    language: Points
    distance: Points
    free_hours: Points
    past_matches: Points
    courses: Points


class PublishMatchingRules(Command):
    """Say how the agency ranks candidates from now on, under a version of its own."""

    version: Code
    weights: AskedWeights
    declared_percent: Annotated[int, Field(ge=0, le=100)] = 50
    farthest_km: Annotated[int, Field(ge=1, le=1000)]
    free_minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)]
    past_matches: Annotated[int, Field(ge=1, le=1000)]
    courses: Annotated[tuple[UUID, ...], Field(max_length=50)] = ()


class RankVolunteers(Command):
    """Rank these volunteers for a need by the newest rules, and say of each why. Without shifts those of the need are meant."""

    household: HouseholdId
    need: UUID
    candidates: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)]
    shifts: Annotated[tuple[AskedSlot, ...], Field(max_length=100)] = ()
