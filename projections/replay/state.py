"""What stood on a day, as known at a cut: families and who belonged to them, or one family with its whole timeline.

Ids and figures, never names. The same questions are asked of the live read models, which reach further than the cut, and of
those that a replay folds up to the cut and no further: both must give the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg

from projections import audit_trail, families, identities, indicators, outcomes, pathway
from projections.canonical import canonical
from projections.cuts import SealedCut
from projections.figures.asked import BEGINNING, Period, Scope
from projections.figures.counting import figures
from projections.known import Cut
from projections.replay import rankings
from services.kernel.time import ROME

FORMAT = "weita-replay/1"
MODELS = (pathway.MODEL, audit_trail.MODEL, indicators.MODEL, identities.MODEL)
"""The read models that are asked."""
COMMON = "common"
MANY = 1000
EVERY_LINE = 1_000_000


@dataclass(frozen=True)
class Question:
    """On which day, as known when (None is the newest cut), about one family or one project, or all."""

    as_of: date
    known_at: datetime | None = None
    household: UUID | None = None
    project: str | None = None


def answer(connection: psycopg.Connection[Any], question: Question, cut: SealedCut) -> bytes:
    """The answer in its one form."""
    return canonical(state(connection, question, cut))


def state(connection: psycopg.Connection[Any], question: Question, cut: SealedCut) -> dict[str, Any]:
    """The answer: what was asked, at which cut with which logs, and what stood."""
    known = Cut.at(cut.positions)
    logs: frozenset[str] | None
    if question.household:
        told, logs = _one_family(connection, question.household, question.as_of, known)
    else:
        told, logs = _all(connection, question, known)
    return {"head": _head(question, cut, logs), **told}


def _head(question: Question, cut: SealedCut, logs: frozenset[str] | None) -> dict[str, Any]:
    return {
        "format": FORMAT, "asked": question, "cut": cut.positions, "round": cut.round, "signed_at": cut.signed_at,
        "by_record_clock": cut.by_record_clock, "logs": [head for head in cut.heads if logs is None or head.log in logs],
    }  # fmt: skip


def _all(connection: psycopg.Connection[Any], question: Question, known: Cut) -> tuple[dict[str, Any], frozenset[str] | None]:
    found = list(_families(connection, question, known))
    ranked = rankings.upto(connection, as_of=question.as_of, known=known, project=question.project)
    told = {"families": found, "rankings": ranked, "counts": _counts(found), "figures": _figures(connection, question, known)}
    return told, frozenset({question.project, COMMON}) if question.project else None


def _families(connection: psycopg.Connection[Any], question: Question, known: Cut) -> Iterator[dict[str, Any]]:
    every = [one for (one,) in connection.execute("select household from pathway.household order by household").fetchall()]
    for some in (every[at : at + MANY] for at in range(0, len(every), MANY)):
        then = families.families_as_they_were(connection, some, as_of=question.as_of, known=known)
        belonged: dict[UUID, list[Sequence[Any]]] = {}
        for household, *member in families.members_of(connection, some, as_of=question.as_of, known=known):
            belonged.setdefault(household, []).append(member)
        for household, family in then.items():
            if question.project in (None, family.project):
                yield {**vars(family), "members": _members(belonged.get(household, ()))}


def _members(belonged: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(("person", "relationship", "since", "until"), one, strict=True)) for one in belonged]


def _counts(found: Sequence[dict[str, Any]]) -> dict[str, int]:
    """How many families there were, how many of them in the project on that day, and how many persons belonged to those."""
    inside = [one for one in found if one["entry"] and not one["exit"]]
    present = {member["person"] for one in inside for member in one["members"] if member["until"] is None}
    return {"families": len(found), "families_in_project": len(inside), "persons_in_project": len(present)}


def _figures(connection: psycopg.Connection[Any], question: Question, known: Cut) -> dict[str, Any]:
    """Every indicator from the beginning to the end of the day: whole numbers, or a sum and by what it is divided."""
    period = Period(BEGINNING, max(question.as_of, BEGINNING))
    asked = Scope(question.project, known.positions, question.as_of)
    return {name: figure.cells() for (name, _), figure in figures(connection, [period], asked).items()}


def _one_family(
    connection: psycopg.Connection[Any], household: UUID, as_of: date, known: Cut
) -> tuple[dict[str, Any], frozenset[str]]:
    then = families.families_as_they_were(connection, [household], as_of=as_of, known=known).get(household)
    belonged = families.members(connection, household, as_of=as_of, known=known)
    story = families.timeline(connection, household, as_of=as_of, known=known, limit=EVERY_LINE).lines
    told = {
        "family": {**vars(then), "members": _members(belonged)} if then else None,
        "lines": [_line(line, as_of) for line in story],
        "outcome": outcomes.outcome(connection, household, as_of=as_of, known=known),
    }
    return told, frozenset({COMMON, *(line.project for line in story)})


def _line(line: families.Line, as_of: date) -> dict[str, Any]:
    """`late`: recorded well after it happened; `after_the_day`: not yet recorded on the day that is asked about."""
    known_on = line.recorded_at.astimezone(ROME).date()
    return {**vars(line), "late": line.late, "after_the_day": known_on > as_of}


def reached(connection: psycopg.Connection[Any], cut: SealedCut) -> bool:
    """Whether the live read models hold everything up to the cut: positions have no gaps."""
    for service, position in cut.positions.items():
        row = connection.execute(
            "select count(*) from audit_trail.entry where service = %s and position <= %s", (service, position)
        ).fetchone()
        if row is None or row[0] != position:
            return False
    return True
