"""Counting: every figure of some periods, by sex and age where the law asks for it, in a few questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from projections.figures import own
from projections.figures.asked import Period, Scope
from projections.figures.definitions import INDICATORS, Indicator
from projections.figures.sources import BANDS, CELL, ENTRANT, PART, PLAIN, PROFILE, ROWS, SEXES, SURVIVOR, TOPIC, question

Cell = str
"""What a number is said of, within a figure: `female|18-60`, a domain, a destination; `` is the whole."""
Number = int | tuple[int, int]
"""A whole number, or a sum and by what it is divided: no figure is ever rounded."""


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


PLANNED = "set local work_mem = '64MB'; set local jit = off; set local enable_nestloop = off; set local enable_mergejoin = off"
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
        for ask in (_people, _others, own.asked):
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
DAY_0 = "2000-01-01"
_CELL = f"(array{list(SEXES)})[({{0}} >> 2 & 3) + 1] || '|' || (array{list(BANDS)})[({{0}} & 3) + 1]"


def _seen(wanted: Sequence[Indicator]) -> str:
    """Who was seen in which stretch of time, and for each indicator the first day on which they count, with sex and age of then.

    Day and cell are one number, so that the least is that of the first day, and all indicators are counted in one pass.
    """
    days = ", ".join(f"min(r.at) filter (where r.counts & {1 << n} <> 0) as i{n}" for n in range(len(wanted)))
    anybody = sum(1 << n for n, one in enumerate(wanted) if not one.eligible)
    return f"""seen as materialized (
    select r.stretch, r.human, r.household, bit_or(r.counts) as counts, {days}
      from (select width_bucket(r.on_day, %(bounds)s::date[]) as stretch, r.human, r.household,
                   (r.on_day - date '{DAY_0}') * 16 + {CELL.format(profile="q", day="r.on_day")} as at,
                   ({_counts(wanted)}) & case when q.eligible then -1 else {anybody} end as counts
              from row r left join profile q on q.person = r.human and r.on_day >= q.valid_from and r.on_day < q.until
             where r.kind = any(%(kinds)s) offset 0) r
     where r.counts <> 0 group by 1, 2, 3)"""


def _counts(wanted: Sequence[Indicator]) -> str:
    """For which indicators a fact counts: one bit each."""
    of: dict[str, dict[str, int]] = {}
    for n, one in enumerate(wanted):
        for part in one.of:
            for about in part.about:
                starts = of.setdefault(part.kind, {})
                starts[about] = starts.get(about, 0) | 1 << n
    return f"case r.kind {' '.join(f'when {kind!r} then {_where(starts)}' for kind, starts in of.items())} else 0 end"


def _where(starts: Mapping[str, int]) -> str:
    """Those whose facts begin so; the first letters are compared first, since few facts have them."""
    among: dict[str, list[str]] = {}
    for about, bits in starts.items():
        if about:
            among.setdefault(about[:2], []).append(f"case when starts_with(r.about, '{about}') then {bits} else 0 end")
    cases = " ".join(f"when starts_with(r.about, '{head}') then {' | '.join(each)}" for head, each in among.items())
    return f"{starts.get('', 0)} | case {cases} else 0 end" if cases else f"{starts.get('', 0)}"


def _first(wanted: Sequence[Indicator]) -> str:
    """The same of each human in each period."""
    days = ", ".join(f"min(s.i{n}) as i{n}" for n in range(len(wanted)))
    return f"""first as materialized (
    select p.n, s.human, {days} from seen s join part p on p.stretch = s.stretch
     where s.human is not null group by 1, 2)"""


def _each(wanted: Sequence[Indicator], row: str) -> str:
    """A row's columns as rows: name of the indicator, and day with cell."""
    values = ", ".join(f"('{one.name}', {row}.i{n})" for n, one in enumerate(wanted))
    return f"cross join lateral (values {values}) i (name, at) where i.at is not null"


def persons(wanted: Sequence[Indicator]) -> str:
    """Who counts for some indicators, from which day and in which cell: in front of what is asked of `counted`."""
    counted = f"""counted as (
    select i.name, f.n, f.human, date '{DAY_0}' + (i.at >> 4) as day, {_CELL.format("i.at")} as cell
      from first f {_each(wanted, "f")})"""
    return question(PART, SURVIVOR, PROFILE, TOPIC, ENTRANT, ROWS, MADE, _seen(wanted), _first(wanted), counted)


def _people(
    connection: psycopg.Connection[Any], wanted: Sequence[Indicator], values: Mapping[str, Any]
) -> Iterable[tuple[str, int, Cell, Number]]:
    """Distinct humans by cell, and distinct households."""
    some = [one for one in wanted if one.measure in {"persons", "families"}]
    if not some:
        return
    made = question(PART, SURVIVOR, PROFILE, TOPIC, ENTRANT, ROWS, _seen(some), _first(some), _alike(some))
    homes = {one.name for one in some if one.measure == "families"}
    whole: dict[tuple[str, int], int] = {}
    rows = connection.execute(made + _homes(some), {**values, **made_of(some, "persons", "families")}).fetchall()
    for name, n, cell, count in rows:
        if cell and name not in homes:
            yield name, n, cell, count
        if bool(cell) != (name in homes):
            whole[name, n] = whole.get((name, n), 0) + count
    yield from ((name, n, "", count) for (name, n), count in whole.items())


def _alike(wanted: Sequence[Indicator]) -> str:
    """How many humans are in the same cells throughout: they are few kinds, and quickly told apart by indicator."""
    cells = ", ".join(f"f.i{n} & 15 as i{n}" for n in range(len(wanted)))
    by = ", ".join(str(n + 1) for n in range(len(wanted) + 1))
    return f"""alike as (select f.n, {cells}, count(*) as humans from first f group by {by})"""


def _homes(wanted: Sequence[Indicator]) -> str:
    homes = "".join(
        f"""select '{one.name}' as name, n, '' as cell, count(*) from (
            select distinct p.n, s.household from (
                select distinct stretch, household from seen where household is not null and counts & {1 << k} <> 0) s
              join part p on p.stretch = s.stretch) h group by n union all """
        for k, one in enumerate(wanted) if one.measure == "families"
    )  # fmt: skip
    return homes + f"""select i.name, a.n, {_CELL.format("i.at")}, sum(a.humans)::bigint
        from alike a {_each(wanted, "a")} group by 1, 2, 3"""  # fmt: skip


_OTHERS = """select name, n, '' as cell, case measure when 'sum' then sum(quantity) else count(thing) end
      from (select m.name, m.measure, p.n, case when m.measure = 'events' then r.event_id end as thing, sum(r.quantity) as quantity
              from row r join made k on r.kind = any(%(kinds)s) and k.kind = r.kind and starts_with(r.about, k.about)
              join (select * from unnest(%(measured)s::text[], %(measures)s::text[]) as m(name, measure)) m on m.name = k.name
              join period p on r.on_day between p.first and p.last group by 1, 2, 3, 4) f group by name, n, measure
    union all
    select 'exits', p.n, r.about, count(distinct r.event_id) from row r join period p on r.on_day between p.first and p.last
     where r.kind = 'exit' and 'exits' = any(%(names)s) group by 2, 3"""


def _others(
    connection: psycopg.Connection[Any], wanted: Sequence[Indicator], values: Mapping[str, Any]
) -> Iterable[tuple[str, int, Cell, Number]]:
    told = {one.name: one.measure for one in wanted if one.measure in {"events", "sum"}}
    if not told:
        return []
    asked = {**values, **made_of(wanted, *told.values()), "measured": list(told), "measures": list(told.values())}
    rows = connection.execute(question(TOPIC, PLAIN, MADE) + _OTHERS, asked).fetchall()
    return [(name, n, cell, int(number or 0)) for name, n, cell, number in rows]
