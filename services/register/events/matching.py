"""What register publishes about: matching."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId, PersonId
from services.register.events.volunteer import Level


class Weights(BaseModel):
    """Per criterion the points of who meets it in full, or what a candidate was given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    skill: int
    language: int
    distance: int
    free_hours: int
    past_matches: int
    courses: int


class Measures(BaseModel):
    """What was known of a candidate when they were ranked: all that the points follow from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    skill: Literal["declared", "verified"] | None
    """Whether they say that they have the skill of the need, and somebody else has seen it."""
    level: Level | None
    """How well they speak the language of the need; None where they do not, or none is asked."""
    kilometres: int | None
    """Between the municipalities of need and volunteer; None where one is not known."""
    free_minutes: int
    """Of the hours asked for, or of the whole week where none are, those that the volunteer can give and has not given away."""
    past_matches: int
    courses: int


class Candidacy(BaseModel):
    """One candidate: the points per criterion, what they follow from, and the rules that would refuse the match."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: PersonId
    total: int
    points: Weights
    measures: Measures
    tie: str
    refused: tuple[str, ...] = ()


class MatchingRulesPublished(Event):
    """How an agency ranks candidates: what each criterion weighs, and when it is met in full. A version never changes."""

    stream: ClassVar = "matching-rules/{agency}"
    agency: AgencyCode
    version: str
    weights: Weights
    declared_percent: int
    """What a skill gives that is declared and that nobody has verified, of the points of a verified one."""
    farthest_km: int
    """From so many kilometres on, distance gives nothing."""
    free_minutes: int
    """So many free minutes a week meet the criterion in full."""
    past_matches: int
    """So many completed matches meet the criterion in full."""
    courses: tuple[UUID, ...] = ()
    """The courses of which one must be completed; any, if none is named."""


class CandidatesRanked(Event):
    """The candidates for a need in the order of their points by these rules, those whom a rule refuses last; nobody is chosen."""

    stream: ClassVar = "matches/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("persons",)
    ranking: UUID
    need: UUID
    household: HouseholdId
    agency: AgencyCode
    rules_version: str
    persons: tuple[PersonId, ...]
    candidates: tuple[Candidacy, ...]
