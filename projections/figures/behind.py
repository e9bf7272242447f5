"""Behind a figure: the facts that make a cell, what each adds to it, and the documents that they cite.

The sum of what they add is the cell, but for averages, where it is the sum that is divided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from projections.figures.asked import Period, Scope
from projections.figures.counting import MADE, made_of, persons
from projections.figures.definitions import BY_NAME
from projections.figures.own import STAYS
from projections.figures.sources import ENTRANT, ROWS, SURVIVOR, TOPIC, known, question, stands


@dataclass(frozen=True)
class Behind:
    """One fact behind a figure, and what it adds to it."""

    event_id: UUID
    person: UUID | None
    household: UUID | None
    on_day: date
    quantity: int
    """How much the fact says: hours in minutes, so that nothing is rounded."""
    adds: int
    """What it adds: 0 where the same human or household was counted by an earlier fact."""
    documents: Sequence[str] = field(default=())
    """The documents that it cites, by SHA-256."""


PERSONS = """select r.event_id, r.human as person, r.household,
           r.on_day, 1 as quantity, (row_number() over (partition by r.human order by r.on_day, r.event_id) = 1)::int as adds
      from counted c join made m on m.name = c.name
      join row r on r.human = c.human and r.kind = m.kind and starts_with(r.about, m.about)
      left join profile q on q.person = r.human and r.on_day >= q.valid_from and r.on_day < q.until
     where (%(cell)s = '' or c.cell = %(cell)s) and r.on_day >= c.day and (not m.eligible or q.eligible)
     group by r.event_id, r.human, r.household, r.on_day"""
FACTS = (
    question(SURVIVOR, TOPIC, ENTRANT, ROWS, MADE)
    + """select r.event_id, min(r.person::text)::uuid as person, r.household, r.on_day,
           case when %(measure)s = 'sum' then sum(r.quantity) else 1 end as quantity,
           case when %(measure)s = 'sum' then sum(r.quantity) when %(measure)s = 'events' then 1
                else (row_number() over (partition by r.household order by r.on_day, r.event_id) = 1)::int end as adds
      from row r join made m on m.kind = r.kind and starts_with(r.about, m.about)
     where (%(cell)s = '' or r.about = %(cell)s) and (%(measure)s <> 'families' or r.household is not null)
     group by r.event_id, r.household, r.on_day"""
)
_STAND = "(%(project)s::text is null or {0}.project = %(project)s)"
OWN: Mapping[str, str] = {
    "nights_housed": question(SURVIVOR, STAYS)
    + "select event_id, person, household, on_day, nights as quantity, nights as adds from stay",
    "returns": question() + f"""select r.event_id, r.person, r.household, r.on_day, 1 as quantity,
           (row_number() over (partition by r.household order by r.on_day, r.event_id) = 1)::int as adds
      from indicators.counted r where r.kind = 'reopened' and r.on_day between %(since)s and %(until)s and {_STAND.format("r")}
       and {stands("r")} and exists (select 1 from indicators.counted x where x.household = r.household and x.kind = 'exit'
                           and {stands("x")} and r.on_day > x.on_day and r.on_day <= x.on_day + interval '12 months')""",
    "days_to_home": question() + f"""select f.event_id, f.person, f.household, f.starts as on_day, f.starts - n.entry as quantity,
           f.starts - n.entry as adds
      from (select distinct on (s.household) s.household, s.assigned_by as event_id, s.person, s.starts from indicators.stay s
             where {_STAND.format("s")} and {stands("s", "assigned_by")} order by s.household, s.starts, s.assigned_by, s.person) f
      join (select e.household, min(e.on_day) as entry from indicators.counted e
             where e.kind = 'entered' and e.about = 'family' and {stands("e")} group by 1) n on n.household = f.household
     where f.starts between %(since)s and %(until)s and f.starts >= n.entry""",
    "stay_length": question() + f"""select e.released_by as event_id, null::uuid as person, e.household, e.ends as on_day,
           e.ends - s.starts as quantity, e.ends - s.starts as adds
      from (select distinct s.assignment, s.starts from indicators.stay s
             where s.joined_to is null and {_STAND.format("s")} and {stands("s", "assigned_by")}) s
      join indicators.release e on e.assignment = s.assignment and {stands("e", "released_by")}
     where e.ends between %(since)s and %(until)s""",
    "ssm_change": question(SURVIVOR) + f""", score as (
        select coalesce(v.survivor, s.person) as human, s.* from indicators.score s left join survivor v on v.person = s.person
         where {_STAND.format("s")} and s.on_day <= %(until)s and (%(cell)s = '' or s.domain = %(cell)s) and {stands("s")}),
        turn as (select human, domain, min((on_day, position)) as first, max((on_day, position)) as last from score
                  group by 1, 2 having count(*) > 1 and max(on_day) >= %(since)s)
    select s.event_id, s.human as person, min(s.household::text)::uuid as household, s.on_day, sum(s.score) as quantity,
           sum(case when (s.on_day, s.position) = t.last then s.score else -s.score end) as adds
      from score s join turn t on t.human = s.human and t.domain = s.domain and (s.on_day, s.position) in (t.first, t.last)
     group by s.event_id, s.human, s.on_day""",
    "hours_per_family": question(SURVIVOR, TOPIC, ENTRANT, ROWS)
    + "select event_id, person, household, on_day, quantity, quantity as adds from row where kind = 'volunteering'",
    "completion_rate": question(SURVIVOR) + f"""select d.event_id, coalesce(v.survivor, d.person) as person,
           null::uuid as household, d.on_day, 1 as quantity, 100 * (row_number() over (
               partition by d.about, coalesce(v.survivor, d.person) order by d.on_day, d.event_id) = 1)::int as adds
      from indicators.counted c join indicators.counted d on d.about = c.about and d.kind in ('completed', 'completed-other')
      left join survivor v on v.person = d.person
     where c.kind = 'closed' and c.on_day between %(since)s and %(until)s and {_STAND.format("c")}
       and {stands("c")} and {stands("d")}""",
    "b-iii": question() + f"""select t.event_id, null::uuid as person, null::uuid as household, t.on_day, 1 as quantity,
           (row_number() over (partition by t.about order by t.on_day, t.event_id) = 1)::int as adds
      from indicators.counted t where t.kind = 'tool' and t.on_day <= %(until)s and {stands("t")}
       and ({_STAND.format("t")} or (t.project = 'common' and exists (select 1 from indicators.counted c where c.agency = t.agency
             and c.project = %(project)s and c.on_day <= %(until)s and {known("c")})))""",
    "O2": question(SURVIVOR, TOPIC, ENTRANT, ROWS) + f"""select event_id, null::uuid as person, household, on_day,
           1 as quantity, 1 as adds
      from (select distinct on (r.agency) r.* from row r where r.agency in (
            select a.about from indicators.counted a where a.kind = 'authority' and {stands("a")})
             order by r.agency, r.on_day, r.event_id) o""",
}  # fmt: skip
PAGE = """select event_id, person, household, on_day, quantity, adds from ({query}) q {beyond}
    order by on_day, event_id, coalesce(person, '00000000-0000-0000-0000-000000000000') limit %(limit)s"""


def behind(
    connection: psycopg.Connection[Any], name: str, period: Period, scope: Scope, *, cell: str = "",
    after: str | None = None, limit: int | None = 100,
) -> tuple[list[Behind], str | None]:  # fmt: skip
    """The facts behind a cell, in order of day, and the cursor of the next page. Raises `KeyError`, `ValueError` for a cursor."""
    indicator = BY_NAME[name]
    query = OWN.get(name) or (persons([indicator]) + PERSONS if indicator.measure == "persons" else FACTS)
    values = {
        **scope.values([period]), **made_of([indicator], "persons", "families", "events", "sum"), "cell": cell,
        "measure": indicator.measure, "limit": None if limit is None else limit + 1,
    }  # fmt: skip
    beyond = ""
    if after:
        day, event_id, person = after.split("~")
        values |= {"day": date.fromisoformat(day), "event": UUID(event_id), "who": UUID(person)}
        beyond = """where (on_day, event_id, coalesce(person, '00000000-0000-0000-0000-000000000000')) > (
            %(day)s, %(event)s, %(who)s)"""
    rows = connection.execute(PAGE.format(query=query, beyond=beyond), values).fetchall()
    page = rows[:limit] if limit is not None else rows
    documents = _documents(connection, [row[0] for row in page])
    found = [Behind(e, p, h, d, int(q), int(a), documents.get(e, ())) for e, p, h, d, q, a in page]
    return found, f"{found[-1].on_day}~{found[-1].event_id}~{found[-1].person or UUID(int=0)}" if len(rows) > len(page) else None


def _documents(connection: psycopg.Connection[Any], events: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    query = "select event_id, sha256 from indicators.document where event_id = any(%s) order by 1, 2"
    for event, sha256 in connection.execute(query, (list(events),)).fetchall():
        found.setdefault(event, []).append(sha256)
    return found
