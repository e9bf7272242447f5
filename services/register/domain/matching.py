"""Ranking of candidates for a need: by published rules, explained, the same whenever it is computed again. It chooses nobody.

Points are whole numbers that follow from the measures and the rules alone. Whom a rule would refuse is found by asking the
decision that would refuse them, `match.propose`, so that there is no second copy of any rule.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import ProcessingRestricted, RuleBroken
from services.register.commands import ProposeMatch, PublishMatchingRules, RankVolunteers
from services.register.domain import match
from services.register.domain.calendar import Days, minutes_of
from services.register.domain.fitness import LEVELS, Candidate, rank_of
from services.register.domain.household import Household
from services.register.domain.match import Matches
from services.register.domain.need import Needs
from services.register.events import (
    Candidacy,
    CandidatesRanked,
    MatchingRulesPublished,
    Measures,
    NeedPublished,
    Slot,
    Weights,
)

EARTH_KM = 6371.0088
Centres = Mapping[str, tuple[float, float]]
UNUSED = Measures(skill=None, level=None, kilometres=None, free_minutes=0, past_matches=0, courses=0)
"""What is weighed of somebody whose data is restricted: nothing."""


class NoMatchingRules(RuleBroken):
    """Candidates are ranked by rules that the agency has published."""


class RulesVersionTaken(RuleBroken):
    """A version of the matching rules never changes; other rules have another version."""


@dataclass(frozen=True)
class MatchingRules:
    """The rules of an agency by version; the newest counts."""

    by_version: Mapping[str, MatchingRulesPublished] = field(default_factory=dict)
    newest: MatchingRulesPublished | None = None


@dataclass(frozen=True)
class Surroundings:
    """What a ranking is about, besides the candidates."""

    household: Household
    needs: Needs
    matches: Matches
    centres: Centres


def publish(rules: MatchingRules, ask: PublishMatchingRules, agency: str) -> Iterator[Event | RuleBroken]:
    """Published again as it stands, nothing changes; an older version does not come back."""
    said = MatchingRulesPublished(
        agency=agency, version=ask.version, weights=Weights(**ask.weights.model_dump()),
        declared_percent=ask.declared_percent, farthest_km=ask.farthest_km, free_minutes=ask.free_minutes,
        past_matches=ask.past_matches, courses=ask.courses,
    )  # fmt: skip
    if said == rules.newest:
        return
    if ask.version in rules.by_version:
        raise RulesVersionTaken("version", version=ask.version)
    yield said


def rank(
    name: UUID, ask: RankVolunteers, agency: str, rules: MatchingRules, around: Surroundings, candidates: Mapping[UUID, Candidate]
) -> Iterator[Event | RuleBroken]:
    """The more points the earlier; those whom a rule refuses last; who has as many points is ordered by the tie key.

    Nothing that is known of somebody whose data is restricted is weighed.
    """
    need = around.needs.named(ask.need)
    if around.household.restricted:
        raise ProcessingRestricted("household")
    if rules.newest is None:
        raise NoMatchingRules("need", agency=agency)
    newest, shifts = rules.newest, ask.shifts or need.slots
    measured = (
        (person, UNUSED, (ProcessingRestricted.__name__,))
        if candidate.restricted
        else (person, measure(candidate, need, newest, shifts, around.centres), refusals(ask, person, around, candidate))
        for person, candidate in candidates.items()
    )
    ranked = ranked_by(newest, need.need, measured)
    yield CandidatesRanked(
        ranking=name, need=ask.need, household=ask.household, agency=agency, rules_version=newest.version,
        persons=tuple(one.person for one in ranked), candidates=ranked,
    )  # fmt: skip


def ranked_by(
    rules: MatchingRulesPublished, need: UUID, measured: Iterable[tuple[UUID, Measures, tuple[str, ...]]]
) -> tuple[Candidacy, ...]:
    """The order that rules and measures give: what an auditor computes again from a ranking that was recorded."""
    found = []
    for person, measures, refused in measured:
        given = points(rules, measures)
        total = sum(given.model_dump().values())
        tie = tie_key(need, rules.version, person)
        found.append(Candidacy(person=person, total=total, points=given, measures=measures, tie=tie, refused=refused))
    return tuple(sorted(found, key=lambda one: (bool(one.refused), -one.total, one.tie, one.person)))


def tie_key(need: UUID, version: str, person: UUID) -> str:
    """Favours nobody: it is another for each need."""
    return hashlib.sha256(f"{need}/{version}/{person}".encode()).hexdigest()[:16]


def refusals(ask: RankVolunteers, person: UUID, around: Surroundings, candidate: Candidate) -> tuple[str, ...]:
    """The rules that would refuse a proposal of this volunteer, by name."""
    shifts = ask.shifts or around.needs.named(ask.need).slots
    proposal = ProposeMatch.model_construct(household=ask.household, need=ask.need, person=person, shifts=shifts)
    found: list[str] = []
    try:
        asked = match.propose(
            around.matches, ask.need, proposal, "", household=around.household, needs=around.needs, candidate=candidate
        )
        found.extend(type(outcome).__name__ for outcome in asked if isinstance(outcome, RuleBroken))
    except RuleBroken as rule:
        found.append(type(rule).__name__)
    return tuple(dict.fromkeys(found))


def measure(
    candidate: Candidate, need: NeedPublished, rules: MatchingRulesPublished, shifts: tuple[Slot, ...], centres: Centres
) -> Measures:
    """What is known of a candidate that the rules weigh."""
    volunteer, agenda = candidate.volunteer, candidate.agenda
    free = minutes_of(volunteer.slots) - minutes_of(agenda.busy(Days(need.start, need.until)))
    counting = set(volunteer.courses.values())
    return Measures(
        skill="verified" if need.skill in volunteer.verified else "declared" if need.skill in volunteer.skills else None,
        level=volunteer.languages.get(need.language) if need.language else None,
        kilometres=kilometres(need.municipality, volunteer.municipality, centres),
        free_minutes=len(free & minutes_of(shifts) if shifts else free),
        past_matches=len(agenda.completed),
        courses=len(counting & set(rules.courses) if rules.courses else counting),
    )


def points(rules: MatchingRulesPublished, measures: Measures) -> Weights:
    """The points per criterion."""
    weights, away = rules.weights, measures.kilometres
    near = 0 if away is None else max(0, rules.farthest_km - away)
    return Weights(
        skill=_share(weights.skill, {"verified": 100, "declared": rules.declared_percent, None: 0}[measures.skill], 100),
        language=_share(weights.language, rank_of(measures.level), len(LEVELS)),
        distance=_share(weights.distance, near, rules.farthest_km),
        free_hours=_share(weights.free_hours, measures.free_minutes, rules.free_minutes),
        past_matches=_share(weights.past_matches, measures.past_matches, rules.past_matches),
        courses=_share(weights.courses, measures.courses, 1),
    )


def _share(weight: int, part: int, whole: int) -> int:
    return weight * min(part, whole) // max(whole, 1)


def kilometres(one: str | None, other: str | None, centres: Centres) -> int | None:
    """As the crow flies between the centres of two municipalities (haversine); None where one is not known."""
    if one is None or other is None or one not in centres or other not in centres:
        return None
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, centres[code])) for code in (one, other))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_KM * asin(min(1.0, sqrt(chord))))


def evolve(rules: MatchingRules, fact: Recorded) -> MatchingRules:
    """One more version, the newest."""
    match fact.event:
        case MatchingRulesPublished() as event:
            return MatchingRules({**rules.by_version, event.version: event}, event)
        case _:
            return rules
