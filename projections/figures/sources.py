"""The rows that figures are counted from, as known at a cut: without what was taken back, one human under whichever ids.

Parts of one query.
"""

from infra.settings import SERVICES
from projections.identities import SURVIVORS

PERIOD = """period as materialized (
        select * from unnest(%(firsts)s::date[], %(lasts)s::date[]) with ordinality as p(first, last, n))"""


def known(row: str) -> str:
    """Whether a row was told by the cut."""
    bounds = " ".join(f"when '{service}' then %(upto_{service})s::bigint" for service in SERVICES)
    return f"{row}.position <= case {row}.service {bounds} end"


def stands(row: str, event: str = "event_id") -> str:
    """Whether a row was told by the cut and not taken back by then."""
    return f"""{known(row)} and not exists (
        select 1 from indicators.superseded x where x.event_id = {row}.{event} and {known("x")})"""


SURVIVOR = f"survivor as materialized ({SURVIVORS})"
PROFILE = f"""profile as materialized (
    select p.person, p.valid_from, p.sex, p.eligible, p.ground, p.event_id,
           split_part(p.birth_month, '-', 1)::int * 12 + coalesce(nullif(split_part(p.birth_month, '-', 2), '')::int, 1) as born,
           coalesce(lead(p.valid_from) over (partition by p.person order by p.valid_from), 'infinity') as until
      from (select distinct on (p.person, p.valid_from) p.* from indicators.profile p where {known("p")}
             order by p.person, p.valid_from, p.position desc) p)"""
"""Of each person, what counting may know from a day until another. Who is born in a month counts as born on its first day."""
TOPIC = f"""topic as materialized (
    select d.edition, c.teaches from indicators.edition d join indicators.course c on c.course = d.course
     where {stands("d")} and {stands("c")})"""
ENTRANT = f"""entrant as materialized (
    select coalesce(v.survivor, e.person) as human, min(e.on_day) as since
      from indicators.counted e left join survivor v on v.person = e.person
     where e.kind = 'entered' and (%(project)s::text is null or e.project = %(project)s) and {stands("e")} group by 1)"""
"""Since when somebody takes part in the project."""
ROWS = f"""row as (
    select c.kind, coalesce(t.teaches, c.about) as about, c.event_id, c.person, c.household, c.on_day, c.quantity, c.agency,
           coalesce(v.survivor, c.person) as human
      from indicators.counted c left join survivor v on v.person = c.person left join topic t on t.edition = c.about
      left join entrant n on c.kind = 'registered' and n.human = coalesce(v.survivor, c.person)
     where c.on_day between %(since)s and %(until)s
       and {stands("c")}
       and case when c.kind = 'registered' then n.since <= c.on_day
                else %(project)s::text is null or c.project = %(project)s end)"""
"""A register of active citizens belongs to no project: who is entered counts for the one in which they take part."""
BAND = """case when {born} is null then 'unknown'
    when extract(year from {day}) * 12 + extract(month from {day}) - {born} < 216 then '<18'
    when extract(year from {day}) * 12 + extract(month from {day}) - {born} < 732 then '18-60' else '>60' end"""
"""The age on the day, in completed years: under 18, 18 to 60, over 60."""


def question(*parts: str) -> str:
    """The parts, in front of what is asked."""
    return "with " + ", ".join((PERIOD, *parts)) + " "
