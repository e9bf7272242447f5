"""Identities: pairs of persons that may be one human, and which ids a person has said to be one. Ids only; names stand in `people`.

Nothing is added up when a merge is told: who stands for whom is asked when it is needed, so that an undone merge leaves
no trace and the order in which merges arrive does not matter.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from infra.readmodel import ReadModel, Row, Table
from projections.families import VISIBLE, Viewer
from services.intake import events as intake
from services.kernel.access import may
from services.kernel.event import Recorded

PAIR = Table(
    "pair",
    key=("low", "high"),
    columns={
        "low": "uuid", "high": "uuid", "score": "double precision", "rules_version": "text", "evidence": "jsonb",
        "detected_at": "timestamptz", "rejected_by": "uuid",
    },
    indexes=("(score desc, low desc, high desc)", "(high)"),
)  # fmt: skip
LINK = Table(
    "link",
    key=("event_id",),
    columns={
        "event_id": "uuid", "merged": "uuid not null", "survivor": "uuid not null", "joined": "boolean not null",
        "position": "bigint not null",
    },
    indexes=("(merged, position desc)",),
)  # fmt: skip
ENTERED = Table("entered", key=("person",), columns={"person": "uuid", "agency": "text not null"})
"""Which agency gave a person their id: whoever belongs to no household is known to that one."""


def when(fact: Recorded) -> Iterable[Row]:
    """What is suspected, what was rejected, and who was merged and parted."""
    match fact.event:
        case intake.PotentialDuplicateDetected() as found:
            evidence = [one.model_dump() for one in found.evidence]
            yield Row(
                "pair",
                {
                    "low": found.low, "high": found.high, "score": found.score, "rules_version": found.rules_version,
                    "evidence": evidence, "detected_at": fact.recorded_at,
                },
            )  # fmt: skip
        case intake.DuplicateRejected(low=low, high=high):
            yield Row("pair", {"low": low, "high": high, "rejected_by": fact.id})
        case intake.DuplicateConfirmed(survivor=survivor, merged=merged):
            yield _link(fact, merged, survivor, joined=True)
        case intake.PersonUnlinked(survivor=survivor, merged=merged):
            yield _link(fact, merged, survivor, joined=False)
        case intake.PersonRegistered(person=person):
            yield Row("entered", {"person": person, "agency": fact.agency})
        case _:
            pass


def _link(fact: Recorded, merged: UUID, survivor: UUID, *, joined: bool) -> Row:
    values = {"event_id": fact.id, "merged": merged, "survivor": survivor, "joined": joined, "position": fact.position}
    return Row("link", values)


SURVIVORS = """with recursive newest as (
        select distinct on (merged) merged, survivor, joined from identities.link
         where %(cut)s::bigint is null or position <= %(cut)s::bigint
         order by merged, position desc),
    chain (person, survivor) as (
        select merged, survivor from newest where joined
        union select c.person, n.survivor from chain c join newest n on n.merged = c.survivor and n.joined)
    select c.person, c.survivor from chain c
     where not exists (select 1 from newest n where n.merged = c.survivor and n.joined)"""
"""Who stands for each merged person, as known at the position `cut` of intake's log (now, where it is null).

A chain is followed to its end. While one of two merges that were told in turn has not arrived yet, ids may seem to
stand for each other; then each stands for itself.
"""


def survivors(connection: psycopg.Connection[Any], persons: Collection[UUID], *, cut: int | None = None) -> dict[UUID, UUID]:
    """Who stands for each of these persons: themselves, unless they were merged."""
    rows = connection.execute(
        f"select person, survivor from ({SURVIVORS}) s where person = any(%(persons)s)", {"cut": cut, "persons": list(persons)}
    ).fetchall()
    found: dict[UUID, UUID] = dict(rows)
    return {person: found.get(person, person) for person in persons}


def decided(connection: psycopg.Connection[Any], person: UUID, others: Collection[UUID]) -> set[UUID]:
    """Those of the others of whom it was said that they are the person, or are not, and those who were merged into somebody."""
    rows = connection.execute(
        f"""select case when low = %(person)s then high else low end from identities.pair
             where rejected_by is not null and (low = %(person)s or high = %(person)s)
            union select person from ({SURVIVORS}) s where person = any(%(others)s) or person = %(person)s""",
        {"person": person, "others": list(others), "cut": None},
    ).fetchall()
    found = {row[0] for row in rows}
    return found.union(others) if person in found else found


@dataclass(frozen=True)
class Pair:
    """Two persons that may be one human, on what evidence, and which of the two the viewer may see."""

    low: UUID
    high: UUID
    score: float
    rules_version: str
    evidence: Sequence[dict[str, Any]]
    detected_at: datetime
    low_seen: bool
    high_seen: bool
    place: str
    """Where the pair stands in the list, for the cursor."""


@dataclass(frozen=True)
class Page:
    """Open pairs, the likeliest first, and the cursor of the next page."""

    pairs: Sequence[Pair]
    after: str | None


def open_pairs(connection: psycopg.Connection[Any], viewer: Viewer, *, after: str | None = None, limit: int = 50) -> Page:
    """The pairs that wait for a decision, of which the viewer may see at least one person; none whose data is restricted.

    A person who was merged since is asked about as who stands for them. Raises `ValueError` for a cursor that is none of ours.
    """
    values: dict[str, Any] = {
        "all": may(viewer.role, "read every agency"), "agency": viewer.agency, "cut": None, "limit": limit + 1,
        "restricted": may(viewer.role, "read restricted"),
    }  # fmt: skip
    beyond = "true"
    if after:
        score, low, high = after.split("~")
        values |= {"score": float(score), "low": UUID(low), "high": UUID(high)}
        beyond = "(p.score, p.low, p.high) < (%(score)s, %(low)s, %(high)s)"
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_OPEN.format(beyond=beyond), values).fetchall()
    found = [Pair(**row) for row in rows[:limit]]
    last = found[-1] if len(rows) > limit else None
    return Page(found, last.place if last else None)


def _seen(person: str) -> str:
    return f"""(%(all)s or exists (select 1 from identities.entered e where e.person = {person} and e.agency = %(agency)s)
        or exists (select 1 from pathway.membership m join pathway.household h on h.household = m.household
                    where m.person = {person} and m.joined and m.voided_at is null and {VISIBLE}))"""


_OPEN = f"""with survivor as materialized ({SURVIVORS}),
    pair as (
        select p.*, coalesce(a.survivor, p.low) as one, coalesce(b.survivor, p.high) as other from identities.pair p
          left join survivor a on a.person = p.low left join survivor b on b.person = p.high
         where p.score is not null and p.rejected_by is null and {{beyond}}),
    seen as (
        select least(p.one, p.other) as low, greatest(p.one, p.other) as high, p.score, p.rules_version, p.evidence, p.detected_at,
               p.low as was_low, p.high as was_high
          from pair p where p.one <> p.other
           and ((p.one, p.other) = (p.low, p.high) or not exists (
                select 1 from identities.pair k where k.low = least(p.one, p.other) and k.high = greatest(p.one, p.other))))
    select s.low, s.high, s.score, s.rules_version, s.evidence, s.detected_at, low_seen, high_seen,
           concat_ws('~', s.score, s.was_low, s.was_high) as place
      from seen s cross join lateral (select {_seen("s.low")} as low_seen, {_seen("s.high")} as high_seen) v
     where (low_seen or high_seen) and (%(restricted)s or not exists (
           select 1 from rights.subject r where r.restricted and r.person in (s.low, s.high, s.was_low, s.was_high)))
     order by s.score desc, s.was_low desc, s.was_high desc limit %(limit)s"""

MODEL = ReadModel("identities", version=1, tables=(PAIR, LINK, ENTERED), when=when, services=("intake",))
