"""Counting: every figure of some periods, by sex and age where the law asks for it, in a few questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from projections.figures import own
from projections.figures.asked import Period, Scope
from projections.figures.definitions import INDICATORS, Indicator
from projections.figures.sources import BAND, ENTRANT, PROFILE, ROWS, SURVIVOR, TOPIC, question

Cell = str
"""What a number is said of, within a figure: `female|18-60`, a domain, a destination; `` is the whole."""
Number = int | tuple[int, int]
"""A whole number, or a sum and by what it is divided: no figure is ever rounded."""
SEXES, BANDS = ("female", "male", "other", "not-stated"), ("<18", "18-60", ">60", "unknown")


@dataclass(frozen=True)
class Figure:
    """One indicator over one period: the whole, and its parts."""

    indicator: Indicator
    period: Period
    whole: Number = 0
    parts: Mapping[Cell, Number] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """The whole, in the indicator's unit."""
        return worth(self.whole, self.indicator)

    def cells(self) -> dict[Cell, Number]:
        """All numbers of it."""
        return {"": self.whole, **self.parts}


def worth(number: Number, indicator: Indicator) -> float:
    """What a number comes to, to the sixth digit: three times twenty minutes are one hour."""
    top, below = number if isinstance(number, tuple) else (number, 1)
    return round(top / (below * indicator.divided), 6) if below else 0.0


PLANNED = "set local work_mem = '64MB'; set local jit = off; set local enable_nestloop = off"
"""Nearly every row of a period is read: rows are put together by their hashes, in memory."""
Figures = Mapping[tuple[str, Period], Figure]


def figures(
    connection: psycopg.Connection[Any], periods: Sequence[Period], scope: Scope, *, only: Iterable[str] | None = None
) -> Figures:
    """Every figure of every period (or only some), by name and period."""
    wanted = [one for one in INDICATORS if only is None or one.name in set(only)]
    numbers: dict[tuple[str, int], dict[Cell, Number]] = {(one.name, n): {"": 0} for one in wanted for n in range(len(periods))}
    values = scope.values(periods)
    with connection.transaction():
        connection.execute(PLANNED, prepare=False)  # several settings at once
        for ask in (_persons, _others, own.asked):
            for name, n, cell, number in ask(connection, wanted, values):
                numbers[name, n - 1][cell] = number
    by_name = {one.name: one for one in wanted}
    return {(name, periods[n]): Figure(by_name[name], periods[n], cells.pop(""), cells) for (name, n), cells in numbers.items()}


def made_of(wanted: Sequence[Indicator], *measures: str) -> dict[str, list[Any]]:
    """The definitions as columns of a table: one row per kind of fact and beginning of what it is about."""
    made = [
        (one.name, part.kind, about, one.eligible)
        for one in wanted if one.measure in measures for part in one.of for about in part.about
    ]  # fmt: skip
    names, kinds, abouts, eligible = ([row[n] for row in made] for n in range(4))
    return {"names": names, "kinds": kinds, "abouts": abouts, "eligible": eligible}


MADE = """made as materialized (
    select * from unnest(%(names)s::text[], %(kinds)s::text[], %(abouts)s::text[], %(eligible)s::boolean[])
           as m(name, kind, about, eligible))"""
FIRST = """seen as materialized (
    select r.kind, r.about, p.n, r.human, min(r.on_day) as first, min(r.on_day) filter (where q.eligible) as first_eligible
      from row r join period p on r.on_day between p.first and p.last
      left join profile q on q.person = r.human and r.on_day >= q.valid_from and r.on_day < q.until
     where r.human is not null and r.kind = any(%(kinds)s) group by 1, 2, 3, 4),
    counts_as as materialized (
    select distinct m.name, m.eligible, s.kind, s.about
      from (select distinct kind, about from seen) s join made m on m.kind = s.kind and starts_with(s.about, m.about)),
    counting as (
    select m.name, s.n, s.human, min(case when m.eligible then s.first_eligible else s.first end) as day
      from seen s join counts_as m on m.kind = s.kind and m.about = s.about group by 1, 2, 3)"""
"""Who counts for an indicator in a period, and the first day on which they did: sex and age are those of that day."""
CELLS = f"""counted as (
    select c.name, c.n, c.human, c.day, coalesce(q.sex, 'not-stated') || '|' || {BAND.format(born="q.born", day="c.day")} as cell
      from counting c left join profile q on q.person = c.human and c.day >= q.valid_from and c.day < q.until
     where c.day is not null)"""
PERSONS = question(SURVIVOR, PROFILE, TOPIC, ENTRANT, ROWS, MADE, FIRST, CELLS)


def _persons(
    connection: psycopg.Connection[Any], wanted: Sequence[Indicator], values: Mapping[str, Any]
) -> Iterable[tuple[str, int, Cell, Number]]:
    made = made_of(wanted, "persons")
    rows = connection.execute(
        PERSONS + "select name, n, cell, count(*) from counted group by 1, 2, 3", {**values, **made}
    ).fetchall() if made["names"] else []  # fmt: skip
    whole: dict[tuple[str, int], int] = {}
    for name, n, cell, count in rows:
        whole[name, n] = whole.get((name, n), 0) + count
        yield name, n, cell, count
    yield from ((name, n, "", count) for (name, n), count in whole.items())


_OTHERS = """select m.name, p.n, '' as cell, case m.measure when 'families' then count(distinct r.household)
           when 'events' then count(distinct r.event_id) else sum(r.quantity) end
      from row r join made k on k.kind = r.kind and starts_with(r.about, k.about)
      join (select * from unnest(%(measured)s::text[], %(measures)s::text[]) as m(name, measure)) m on m.name = k.name
      join period p on r.on_day between p.first and p.last group by m.name, p.n, m.measure
    union all
    select 'exits', p.n, r.about, count(distinct r.event_id) from row r join period p on r.on_day between p.first and p.last
     where r.kind = 'exit' and 'exits' = any(%(names)s) group by 2, 3"""


def _others(
    connection: psycopg.Connection[Any], wanted: Sequence[Indicator], values: Mapping[str, Any]
) -> Iterable[tuple[str, int, Cell, Number]]:
    told = {one.name: one.measure for one in wanted if one.measure in {"families", "events", "sum"}}
    if not told:
        return []
    asked = {**values, **made_of(wanted, *told.values()), "measured": list(told), "measures": list(told.values())}
    rows = connection.execute(question(SURVIVOR, TOPIC, ENTRANT, ROWS, MADE) + _OTHERS, asked).fetchall()
    return [(name, n, cell, int(number or 0)) for name, n, cell, number in rows]
