"""Why a figure changed between two cuts: cell by cell what it was, what it is, and the events that made it so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from projections.figures.asked import EVERYTHING, Period, Scope
from projections.figures.behind import Behind, behind
from projections.figures.counting import Cell, Number
from projections.figures.sealed import Numbers, scope_of

MOST = 20
"""So many causes are named; how many more there are is said."""


@dataclass(frozen=True)
class Change:
    """One cell that is another than before."""

    figure: str
    cell: Cell
    before: Number | None
    after: Number | None
    causes: Sequence[UUID]

    def told(self) -> dict[str, Any]:
        """As a rectification says it."""
        return {
            "figure": self.figure, "cell": self.cell, "before": self.before, "after": self.after,
            "causes": [str(cause) for cause in self.causes[:MOST]], "more": max(0, len(self.causes) - MOST),
        }  # fmt: skip


def changes(
    connection: psycopg.Connection[Any], before: Numbers, after: Numbers, project: str, period: Period,
    cuts: tuple[Mapping[str, int], Mapping[str, int] | None],
) -> Iterator[Change]:  # fmt: skip
    """Each cell that differs, with its causes: what was told after the first cut and by the second (now, where it is None)."""
    scopes = (scope_of(project, cuts[0], period), Scope(project, cuts[1], period.last))
    for name in sorted({*before, *after}):
        was, has = before.get(name, {}), after.get(name, {})
        for cell in sorted({*was, *has}):
            if was.get(cell) != has.get(cell):
                causes = _causes(connection, name, cell, period, scopes)
                yield Change(name, cell, was.get(cell), has.get(cell), causes)


def _causes(connection: psycopg.Connection[Any], name: str, cell: Cell, period: Period, scopes: tuple[Scope, Scope]) -> list[UUID]:
    was, has = ({_key(row): row for row in behind(connection, name, period, scope, cell=cell, limit=None)[0]} for scope in scopes)
    other = [row for key, row in {**was, **has}.items() if (key in was) != (key in has)]
    values = {
        "events": [row.event_id for row in other], "persons": [row.person for row in other if row.person],
        "households": [row.household for row in other if row.household], **_between(*scopes),
    }  # fmt: skip
    direct = [row[0] for row in connection.execute(_DIRECT, values).fetchall()]
    return direct or [row[0] for row in connection.execute(_AROUND, values).fetchall()] or sorted({*values["events"]})


def _key(row: Behind) -> tuple[Any, ...]:
    return row.event_id, row.person, row.household, row.on_day, row.adds


def _between(before: Scope, after: Scope) -> dict[str, Any]:
    first, last = before.cut or {}, after.cut
    services = sorted({*first, *(last or first)})
    return {
        "services": services, "above": [first.get(service, 0) for service in services],
        "upto": [EVERYTHING if last is None else last.get(service, 0) for service in services],
    }  # fmt: skip


_SPAN = """with span as materialized (
    select * from unnest(%(services)s::text[], %(above)s::bigint[], %(upto)s::bigint[]) as s(service, above, upto))"""
_NEW = "exists (select 1 from span s where s.service = {0} and {1}.position > s.above and {1}.position <= s.upto)"


def _new(row: str, service: str = "") -> str:
    return _NEW.format(service or f"{row}.service", row)


_DIRECT = f"""{_SPAN}
    select distinct cause, at from (
        select c.event_id as cause, c.position as at from indicators.counted c where c.event_id = any(%(events)s) and {_new("c")}
        union all select c.event_id, c.position from indicators.score c where c.event_id = any(%(events)s) and {_new("c")}
        union all select c.released_by, c.position from indicators.release c where c.released_by = any(%(events)s) and {_new("c")}
        union all select x.by_event, x.position from indicators.superseded x where x.event_id = any(%(events)s) and {_new("x")}
        union all select l.event_id, l.position from identities.link l
                   where (l.merged = any(%(persons)s) or l.survivor = any(%(persons)s)) and {_new("l", "'intake'")}
        union all select p.event_id, p.position from indicators.profile p where p.person = any(%(persons)s) and {_new("p")}
    ) found order by at, cause"""
"""What stands itself behind the cell, takes it back, or says who somebody is."""
_AROUND = f"""{_SPAN}
    select distinct cause, at from (
        select r.released_by as cause, r.position as at from indicators.release r
         where r.household = any(%(households)s) and {_new("r")}
        union all select l.event_id, l.position from indicators.leaving l where l.person = any(%(persons)s) and {_new("l")}
        union all select c.event_id, c.position from indicators.counted c
                   where (c.household = any(%(households)s) or c.person = any(%(persons)s)) and {_new("c")}
        union all select x.by_event, x.position from indicators.superseded x join indicators.release r on r.released_by = x.event_id
                   where r.household = any(%(households)s) and {_new("x")}
        union all select x.by_event, x.position from indicators.superseded x join indicators.leaving l on l.event_id = x.event_id
                   where l.person = any(%(persons)s) and {_new("x")}
        union all select x.by_event, x.position from indicators.superseded x join indicators.counted c on c.event_id = x.event_id
                   where (c.household = any(%(households)s) or c.person = any(%(persons)s)) and {_new("x")}
        union all select d.event_id, d.position from indicators.edition d where {_new("d")}
    ) found order by at, cause"""
"""What else was told of the families and persons behind it: the end of a stay, an entry, what a course is of."""
