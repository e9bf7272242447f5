"""What housing publishes about: waiting list. One list per agency and funded project (graduatoria)."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.kernel.event import Event
from services.kernel.people import AgencyCode, HouseholdId, Personal, PersonId, ProjectCode

Input = Literal["members", "minors", "disabled", "eviction", "overcrowding", "income", "months_on_list"]
Eviction = Literal["none", "threatened", "ordered", "enforced"]
Overcrowding = Literal["none", "moderate", "severe"]
Tie = Literal["applied", "lot"]
OffTheList = Literal["own-choice", "housed", "left-project", "not-eligible", "other"]


class Situation(BaseModel):
    """What a household states about how it lives; codes and numbers, no names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    members: int
    minors: int = 0
    disabled: int = 0
    eviction: Eviction = "none"
    overcrowding: Overcrowding = "none"
    income: str
    """The code of an income band, as the rules of the list name it."""


class Band(BaseModel):
    """From this number on, or for this code, so many points."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    points: int
    at_least: int | None = None
    code: str | None = None


class Criterion(BaseModel):
    """An input gives the points of its code, or of the highest band it reaches, times the weight."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: Input
    weight: int = 1
    bands: tuple[Band, ...]


class Part(BaseModel):
    """What one criterion adds to the total."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: Input
    points: int


class RulesPublished(Event):
    """By these rules the list is ranked from now on; equal totals are put in order by `tie`."""

    stream: ClassVar = "waiting-list/{agency}:{project}"
    agency: AgencyCode
    project: ProjectCode
    version: str
    criteria: tuple[Criterion, ...]
    tie: Tie = "applied"
    refresh_months: int = 6
    """After so many months a ranking is too old to propose from."""


class HousingApplied(Event):
    """A household asks to be housed. Asked again, the new situation stands, and the first day counts."""

    stream: ClassVar = "waiting-list/{agency}:{project}"
    about: ClassVar = ("head",)
    happened: ClassVar = "applied"
    application: UUID
    agency: AgencyCode
    project: ProjectCode
    household: HouseholdId
    head: PersonId
    applied: date
    situation: Situation
    note: Annotated[str | None, Personal("head")] = None


class ApplicationWithdrawn(Event):
    """The household is on the list no longer; nobody else's place changes before the next ranking."""

    stream: ClassVar = "waiting-list/{agency}:{project}"
    about: ClassVar = ("head",)
    application: UUID
    agency: AgencyCode
    project: ProjectCode
    household: HouseholdId
    head: PersonId
    because: OffTheList


class CandidateRanked(Event):
    """A household has a place in a ranking: which rules, on what, how many points for each, and how equal totals were ordered."""

    stream: ClassVar = "waiting-list/{agency}:{project}"
    about: ClassVar = ("head",)
    ranking: UUID
    agency: AgencyCode
    project: ProjectCode
    household: HouseholdId
    head: PersonId
    rules_version: str
    applied: date
    situation: Situation
    months_on_list: int
    inputs_sha256: str
    parts: tuple[Part, ...]
    total: int
    tie_key: str
    place: int


class CandidateExcluded(Event):
    """A household that waits has no place in this ranking, because of the rule that is named; it stays on the list."""

    stream: ClassVar = "waiting-list/{agency}:{project}"
    about: ClassVar = ("head",)
    ranking: UUID
    agency: AgencyCode
    project: ProjectCode
    household: HouseholdId
    head: PersonId
    rule: str


class ListRanked(Event):
    """A ranking is complete: so many candidates, in the order whose hash this is. It assigns nothing: a person decides."""

    stream: ClassVar = "waiting-list/{agency}:{project}"
    ranking: UUID
    agency: AgencyCode
    project: ProjectCode
    rules_version: str
    day: date
    refresh_due: date
    candidates: int
    order_sha256: str


class RankOverridden(Event):
    """Somebody who did not make the ranking has put a household on another place, and said why."""

    stream: ClassVar = "waiting-list/{agency}:{project}"
    about: ClassVar = ("head",)
    ranking: UUID
    agency: AgencyCode
    project: ProjectCode
    household: HouseholdId
    head: PersonId
    from_place: int
    to_place: int
    reason: Annotated[str | None, Personal("head")] = None


class PlaceShifted(Event):
    """A household has moved by one place because another one was put elsewhere."""

    stream: ClassVar = "waiting-list/{agency}:{project}"
    about: ClassVar = ("head",)
    ranking: UUID
    agency: AgencyCode
    project: ProjectCode
    household: HouseholdId
    head: PersonId
    from_place: int
    to_place: int
