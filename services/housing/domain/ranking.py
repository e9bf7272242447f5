"""How a waiting list is put in order: a pure function of published rules, what the households stated, and a day.

The same rules and inputs give the same order for ever, so that a ranking can be made again from its own facts.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.housing.events import CandidateRanked, HousingApplied, RulesPublished
from services.housing.events.waiting_list import Criterion, Input, Part, Situation


@dataclass(frozen=True)
class Candidate:
    """What is weighed of one household."""

    household: UUID
    applied: date
    situation: Situation
    months_on_list: int

    @property
    def inputs(self) -> Mapping[Input, int | str]:
        """Every input by its name."""
        said = self.situation
        return {
            "members": said.members, "minors": said.minors, "disabled": said.disabled, "eviction": said.eviction,
            "overcrowding": said.overcrowding, "income": said.income, "months_on_list": self.months_on_list,
        }  # fmt: skip

    @property
    def sha256(self) -> str:
        """The hash of all that was weighed."""
        said = [sorted(self.inputs.items()), self.applied.isoformat()]
        return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class Ranked:
    """A candidate, its points, and its place."""

    candidate: Candidate
    parts: tuple[Part, ...]
    tie_key: str
    place: int = 0

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(part.points for part in self.parts)


def candidate_of(application: HousingApplied, day: date) -> Candidate:
    """What is weighed of an application on a day."""
    applied = application.applied
    months = (day.year - applied.year) * 12 + day.month - applied.month - (day.day < applied.day)
    return Candidate(application.household, applied, application.situation, max(0, months))


def rank(rules: RulesPublished, candidates: Iterable[Candidate]) -> list[Ranked]:
    """By points, the highest first; among equals by the tie key; the order never depends on the order of asking."""
    weighed = [
        Ranked(candidate, tuple(_part(criterion, candidate) for criterion in rules.criteria), tie_key(rules, candidate))
        for candidate in candidates
    ]
    ordered = sorted(weighed, key=lambda one: (-one.total, one.tie_key))
    return [Ranked(one.candidate, one.parts, one.tie_key, place) for place, one in enumerate(ordered, 1)]


def _part(criterion: Criterion, candidate: Candidate) -> Part:
    value = candidate.inputs[criterion.input]
    if isinstance(value, str):
        points = next((band.points for band in criterion.bands if band.code == value), 0)
    else:
        reached = [(band.at_least, band.points) for band in criterion.bands if band.at_least is not None and band.at_least <= value]
        points = max(reached, default=(0, 0))[1]
    return Part(input=criterion.input, points=criterion.weight * points)


def tie_key(rules: RulesPublished, candidate: Candidate) -> str:
    """What puts equal totals in order, the smallest first: the day of applying, or a lot that nobody can choose; never equal."""
    lot = hashlib.sha256(f"{rules.version}\0{candidate.household}".encode()).hexdigest()[:16]
    first = candidate.applied.isoformat() if rules.tie == "applied" else ""
    return f"{first} {lot} {candidate.household}".strip()


def order_sha256(households: Sequence[UUID]) -> str:
    """The hash of an order."""
    return hashlib.sha256("\n".join(map(str, households)).encode()).hexdigest()


def replay(rules: RulesPublished, facts: Iterable[CandidateRanked]) -> list[Ranked]:
    """The ranking made again from the inputs that its facts recorded, as an auditor does it."""
    return rank(rules, (Candidate(fact.household, fact.applied, fact.situation, fact.months_on_list) for fact in facts))
