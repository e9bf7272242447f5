"""How a family comes on: its self-sufficiency scores over time, its goals and its follow-ups, asked of the pathway at any moment.

One question gives all three. What was voided says nothing; a revised assessment keeps its day and says its newest scores.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from projections.due import due
from projections.families import Viewer
from projections.known import Cut
from services.intake.codes import codes
from services.kernel.access import AUDITOR
from services.kernel.time import ROME

EVERYBODY = Viewer(AUDITOR, "")
TYPES = ("AssessmentRecorded", "AssessmentRevised", "GoalSet", "GoalProgressed", "GoalReached", "FollowUpRecorded")


@dataclass(frozen=True)
class Assessment:
    """A person's scores in one phase: 1 (in crisis) to 5 (autonomous), None where a domain does not apply."""

    assessment: UUID
    person: UUID
    phase: str
    made_on: date
    scores: Mapping[str, int | None]
    revised: bool = False


@dataclass(frozen=True)
class Domain:
    """One domain over all assessments of a person; `change` is from the first score to the last, None where it is one alone."""

    domain: str
    scores: Sequence[int | None]
    change: int | None


@dataclass(frozen=True)
class Matrix:
    """The assessments of one person, the earliest first, and what they say per domain."""

    person: UUID
    assessments: Sequence[Assessment]
    domains: Sequence[Domain]


@dataclass(frozen=True)
class Goal:
    """A goal of the plan, and how far it has come. What it is stands with the fact that set it."""

    goal: UUID
    person: UUID
    dimension: str
    set_by: UUID
    set_on: date
    due: date | None
    percent: int = 0
    reached_on: date | None = None


@dataclass(frozen=True)
class FollowUp:
    """How the family fared when it was asked again."""

    followed_up_on: date
    months: int | None
    housing_situation: str
    work_situation: str
    in_contact: bool


@dataclass(frozen=True)
class Outcome:
    """All of it, in order of time."""

    matrices: Sequence[Matrix] = ()
    goals: Sequence[Goal] = ()
    follow_ups: Sequence[FollowUp] = ()
    to_come: Sequence[date] = ()
    """The days of the follow-ups that are still to be made, as it stands now."""

    @property
    def persons(self) -> set[UUID]:
        """Whose scores and goals they are."""
        return {matrix.person for matrix in self.matrices} | {goal.person for goal in self.goals}


@dataclass
class _Told:
    assessments: dict[UUID, Assessment] = field(default_factory=dict)
    goals: dict[UUID, Goal] = field(default_factory=dict)
    follow_ups: list[FollowUp] = field(default_factory=list)


def outcome(
    connection: psycopg.Connection[Any], household: UUID, *, as_of: date | None = None, known: Cut | None = None
) -> Outcome:
    """By the end of the day `as_of`, as it was known at the cut `known`."""
    values = {
        "household": household, "types": list(TYPES), "cut": known.positions.get("intake", 0) if known else None,
        "until": as_of + timedelta(days=1) if as_of else None,
    }  # fmt: skip
    found = _folded(connection.execute(_LINES, values).fetchall())
    return found if as_of or known else replace(found, to_come=_to_come(connection, household))


def _to_come(connection: psycopg.Connection[Any], household: UUID) -> list[date]:
    waiting, _ = due(connection, EVERYBODY, until=date.max, household=household, kind="follow_up")
    return [item.due_on for item in waiting]


_LINES = """select l.event_id, l.type, l.occurred_at, l.data from pathway.line l
    where l.household = %(household)s and l.service = 'intake' and l.type = any(%(types)s)
      and (%(cut)s::bigint is null or l.position <= %(cut)s)
      and (%(until)s::date is null or l.occurred_at < %(until)s::timestamp at time zone 'Europe/Rome')
      and not exists (select 1 from pathway.line v where v.corrects = l.event_id and v.voids
                         and (%(cut)s::bigint is null or v.position <= %(cut)s))
    order by l.position"""


def _folded(lines: Iterable[tuple[UUID, str, datetime, dict[str, Any]]]) -> Outcome:
    told = _Told()
    for event_id, type_, occurred_at, data in lines:
        _add(told, event_id, type_, occurred_at.astimezone(ROME).date(), data)
    assessed = sorted(told.assessments.values(), key=lambda one: one.made_on)
    persons = dict.fromkeys(one.person for one in assessed)
    matrices = [_matrix(person, [one for one in assessed if one.person == person]) for person in persons]
    follow_ups = sorted(told.follow_ups, key=lambda one: one.followed_up_on)
    return Outcome(matrices, sorted(told.goals.values(), key=lambda goal: goal.set_on), follow_ups)


def _add(told: _Told, event_id: UUID, type_: str, day: date, data: dict[str, Any]) -> None:
    match type_:
        case "AssessmentRecorded":
            name = UUID(data["assessment"])
            told.assessments[name] = Assessment(name, UUID(data["person"]), data["phase"], day, data["scores"])
        case "AssessmentRevised" if made := told.assessments.get(UUID(data["assessment"])):
            told.assessments[made.assessment] = replace(made, scores=data["scores"], revised=True)
        case "GoalSet":
            due = date.fromisoformat(data["due"]) if data["due"] else None
            name = UUID(data["goal"])
            told.goals[name] = Goal(name, UUID(data["person"]), data["dimension"], event_id, day, due)
        case "GoalProgressed" if goal := told.goals.get(UUID(data["goal"])):
            told.goals[goal.goal] = replace(goal, percent=data["percent"])
        case "GoalReached" if goal := told.goals.get(UUID(data["goal"])):
            told.goals[goal.goal] = replace(goal, percent=100, reached_on=day)
        case "FollowUpRecorded":
            on = date.fromisoformat(data["followed_up_on"])
            told.follow_ups.append(
                FollowUp(on, data["months"], data["housing_situation"], data["work_situation"], data["in_contact"])
            )
        case _:
            pass


def _matrix(person: UUID, assessments: Sequence[Assessment]) -> Matrix:
    scored = {domain for one in assessments for domain, score in one.scores.items() if score is not None}
    listed = [domain for domain in codes("ssm-domains") if domain in scored]
    return Matrix(person, assessments, [_over_time(domain, assessments) for domain in (*listed, *sorted(scored - {*listed}))])


def _over_time(domain: str, assessments: Sequence[Assessment]) -> Domain:
    scores = [one.scores.get(domain) for one in assessments]
    said = [score for score in scores if score is not None]
    return Domain(domain, scores, said[-1] - said[0] if len(said) > 1 else None)
