"""What housing publishes about: house, the rules by which those who share a dwelling live in it."""

from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.housing.events.dwelling import UnitKind
from services.kernel.event import Event


class HouseRules(BaseModel):
    """What a house asks of those who live in it; a house that has published none goes by these."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sign_days: int = 30
    """How many days after an amendment everybody has signed anew."""
    warnings_before_review: int = 3
    """At which warning people sit down with the family; nothing else follows from a warning."""
    review_days: int = 14
    """Within how many days they do."""


class HouseRulesPublished(Event):
    """The agency that operates a dwelling has said by which rules people live in it; the newest hold."""

    stream: ClassVar = "dwelling/{dwelling}"
    dwelling: UUID
    rules: HouseRules


class UnitListed(Event):
    """The dwelling counts this unit among its own, so that who lives in the house can be found."""

    stream: ClassVar = "dwelling/{dwelling}"
    dwelling: UUID
    unit: UUID
    kind: UnitKind = "unit"
