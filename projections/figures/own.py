"""The project's own outcomes, and what is counted neither by person nor by fact: one question each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg

from projections.figures.definitions import Indicator
from projections.figures.sources import ENTRANT, PLAIN, ROWS, SURVIVOR, TOPIC, known, question, stands

Rows = Iterable[tuple[str, int, str, Any]]

STAYS = f"""stay as (
    select n.assigned_by as event_id, n.person, n.human, n.household, lower(r) as on_day, upper(r) - lower(r) as nights
      from (select s.*, datemultirange(daterange(s.first, s.last))
                      - coalesce(range_agg(daterange(s.first, s.last)) over earlier, '{{}}') as free
              from (select s.*, coalesce(v.survivor, s.person) as human, greatest(s.starts, %(since)s::date) as first,
                           least(coalesce(e.ends, %(today)s::date), %(until)s::date + 1, g.left_on) as last
                      from indicators.stay s left join survivor v on v.person = s.person
                      left join (select s.assigned_by, s.person, min(l.left_on) as left_on from indicators.stay s
                                   join indicators.leaving l on l.person = s.person and l.household = s.household
                                                            and l.left_on >= s.starts and {stands("l")}
                                  group by 1, 2) g on g.assigned_by = s.assigned_by and g.person = s.person
                      left join indicators.release e on e.assignment = coalesce(s.joined_to, s.assignment)
                                                    and {stands("e", "released_by")}
                     where s.starts <= %(until)s and (%(project)s::text is null or s.project = %(project)s)
                       and {stands("s", "assigned_by")}) s
             where s.last > s.first
            window earlier as (partition by s.human order by s.starts, s.assignment, s.person
                               rows between unbounded preceding and 1 preceding)
           ) n, unnest(n.free) as r)"""
"""The nights of each stay: up to the day on which somebody left the household, and none that an earlier stay has counted."""
NIGHTS = (
    question(SURVIVOR, STAYS)
    + """select 'nights_housed', p.n, '', sum(
        least(s.on_day + s.nights, p.last + 1) - greatest(s.on_day, p.first))
    from period p join stay s on s.on_day <= p.last and s.on_day + s.nights > p.first group by p.n"""
)
RETURNS = (
    question()
    + f"""select 'returns', p.n, '', count(distinct r.household)
    from indicators.counted r join period p on r.on_day between p.first and p.last
    join indicators.counted x on x.household = r.household and x.kind = 'exit' and {stands("x")}
                             and r.on_day > x.on_day and r.on_day <= x.on_day + interval '12 months'
   where r.kind = 'reopened' and (%(project)s::text is null or r.project = %(project)s) and {stands("r")} group by p.n"""
)
DAYS_TO_HOME = (
    question()
    + f"""select 'days_to_home', p.n, '', array[sum(f.first - n.entry), count(*)]
    from (select s.household, min(s.starts) as first from indicators.stay s
           where (%(project)s::text is null or s.project = %(project)s) and {stands("s", "assigned_by")} group by 1) f
    join (select e.household, min(e.on_day) as entry from indicators.counted e
           where e.kind = 'entered' and e.about = 'family' and {stands("e")} group by 1) n on n.household = f.household
    join period p on f.first between p.first and p.last where f.first >= n.entry group by p.n"""
)
STAY_LENGTH = (
    question()
    + f"""select 'stay_length', p.n, '', array[sum(e.ends - s.starts), count(*)]
    from (select distinct s.assignment, s.starts from indicators.stay s where s.joined_to is null
             and (%(project)s::text is null or s.project = %(project)s) and {stands("s", "assigned_by")}) s
    join indicators.release e on e.assignment = s.assignment and {stands("e", "released_by")}
    join period p on e.ends between p.first and p.last group by p.n"""
)
SSM_CHANGE = (
    question(SURVIVOR)
    + f""", score as (
    select coalesce(v.survivor, s.person) as human, s.domain, s.score, s.on_day, s.position from indicators.score s
      left join survivor v on v.person = s.person
     where (%(project)s::text is null or s.project = %(project)s) and {stands("s")}),
    turn as (
    select s.*, first_value(s.score) over told as began, row_number() over told as nth, lead(s.on_day) over told as next_day
      from score s window told as (partition by s.human, s.domain order by s.on_day, s.position)),
    changed as (
    select p.n, t.human, t.domain, t.score - t.began as change
      from turn t join period p on t.on_day between p.first and p.last and (t.next_day is null or t.next_day > p.last)
     where t.nth > 1)
    select 'ssm_change', n, coalesce(domain, ''), array[sum(change), count(*)] from changed
     group by grouping sets ((n), (n, domain))"""
)
HOURS_PER_FAMILY = (
    question(TOPIC, PLAIN)
    + """select 'hours_per_family', p.n, '', array[sum(r.quantity), 60 * count(distinct r.household)]
    from row r join period p on r.on_day between p.first and p.last where r.kind = 'volunteering' group by p.n"""
)
COMPLETION = (
    question(SURVIVOR)
    + f"""select 'completion_rate', p.n, '', array[100 * count(*) filter (where d.person is not null), count(*)]
    from indicators.counted c join period p on c.on_day between p.first and p.last
    join (select distinct l.about, coalesce(v.survivor, l.person) as human from indicators.counted l
            left join survivor v on v.person = l.person
           where l.kind in ('enrolled', 'enrolled-other') and {stands("l")}) l on l.about = c.about
    left join (select distinct d.about, coalesce(v.survivor, d.person) as person from indicators.counted d
                 left join survivor v on v.person = d.person
                where d.kind in ('completed', 'completed-other') and {stands("d")}) d on d.about = l.about and d.person = l.human
   where c.kind = 'closed' and (%(project)s::text is null or c.project = %(project)s) and {stands("c")} group by p.n"""
)
TOOLS = (
    question()
    + f"""select 'b-iii', p.n, '', count(distinct t.about)
    from period p join indicators.counted t on t.kind = 'tool' and t.on_day <= p.last and {stands("t")}
   where %(project)s::text is null or t.project = %(project)s
      or (t.project = 'common' and exists (select 1 from indicators.counted c
            where c.agency = t.agency and c.project = %(project)s and c.on_day <= p.last and {known("c")})) group by p.n"""
)
AUTHORITIES = (
    question(SURVIVOR, TOPIC, ENTRANT, ROWS)
    + f"""select 'O2', p.n, '', count(distinct r.agency) from (
        select distinct width_bucket(r.on_day, %(bounds)s::date[]) as stretch, r.agency from row r where r.agency in (
            select a.about from indicators.counted a where a.kind = 'authority' and {stands("a")})) r
    join period p on r.stretch between p.opens and p.closes group by p.n"""
)
QUESTIONS: Mapping[str, str] = {
    "nights_housed": NIGHTS, "returns": RETURNS, "days_to_home": DAYS_TO_HOME, "stay_length": STAY_LENGTH,
    "ssm_change": SSM_CHANGE, "hours_per_family": HOURS_PER_FAMILY, "completion_rate": COMPLETION, "b-iii": TOOLS,
    "O2": AUTHORITIES,
}  # fmt: skip


def asked(connection: psycopg.Connection[Any], wanted: Sequence[Indicator], values: Mapping[str, Any]) -> Rows:
    """The numbers of these indicators: name, period, cell, number."""
    for one in wanted:
        if one.measure == "own":
            for name, n, cell, number in connection.execute(QUESTIONS[one.name], values).fetchall():
                yield name, n, cell, tuple(map(int, number)) if isinstance(number, list) else int(number or 0)
