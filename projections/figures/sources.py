"""The rows that figures are counted from, as known at a cut: without what was taken back, one human under whichever ids.

Parts of one query.
"""

from infra.settings import SERVICES
from projections.identities import SURVIVORS

PERIOD = """period as materialized (
        select p.*, width_bucket(p.first, %(bounds)s::date[]) as opens, width_bucket(p.last, %(bounds)s::date[]) as closes
          from unnest(%(firsts)s::date[], %(lasts)s::date[]) with ordinality as p(first, last, n))"""
"""What is asked for. The days on which any period begins or has ended part time into stretches; a period is some in a row."""
PART = "part as materialized (select n, generate_series(opens, closes) as stretch from period)"


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
    select p.person, p.valid_from, p.eligible,
           case p.sex when 'female' then 0 when 'male' then 4 when 'other' then 8 else 12 end as sex,
           make_date(p.born + 18, p.month, 1) as grown, make_date(p.born + 61, p.month, 1) as old,
           coalesce(lead(p.valid_from) over (partition by p.person order by p.valid_from), 'infinity') as until
      from (select distinct on (p.person, p.valid_from) p.person, p.valid_from, p.eligible, p.sex,
                   split_part(p.birth_month, '-', 1)::int as born,
                   coalesce(nullif(split_part(p.birth_month, '-', 2), '')::int, 1) as month
              from indicators.profile p where {known("p")} order by p.person, p.valid_from, p.position desc) p)"""
"""Of each person, what counting may know from a day until another. Who is born in a month counts as born on its first day."""
TOPIC = f"""topic as materialized (
    select d.edition, c.teaches from indicators.edition d join indicators.course c on c.course = d.course
     where {stands("d")} and {stands("c")})"""
ENTRANT = f"""entrant as materialized (
    select coalesce(v.survivor, e.person) as human, min(e.on_day) as since
      from indicators.counted e left join survivor v on v.person = e.person
     where e.kind = 'entered' and (%(project)s::text is null or e.project = %(project)s) and {stands("e")} group by 1)"""
"""Since when somebody takes part in the project."""
_ROW = "c.kind, coalesce(t.teaches, c.about) as about, c.event_id, c.person, c.household, c.on_day, c.quantity, c.agency"
_ASKED = f"c.on_day between %(since)s and %(until)s and {stands('c')}"
PLAIN = f"""row as not materialized (
    select {_ROW} from indicators.counted c left join topic t on t.edition = c.about
     where c.kind <> 'registered' and (%(project)s::text is null or c.project = %(project)s) and {_ASKED})"""
"""The rows where nobody asks which human it was."""
ROWS = f"""row as (
    select {_ROW}, coalesce(v.survivor, c.person) as human
      from indicators.counted c left join survivor v on v.person = c.person left join topic t on t.edition = c.about
     where c.kind <> 'registered' and (%(project)s::text is null or c.project = %(project)s) and {_ASKED}
    union all
    select {_ROW}, n.human
      from indicators.counted c left join survivor v on v.person = c.person left join topic t on t.edition = c.about
      join entrant n on n.human = coalesce(v.survivor, c.person)
     where c.kind = 'registered' and n.since <= c.on_day and {_ASKED})"""
"""A register of active citizens belongs to no project: who is entered counts for the one in which they take part."""
SEXES, BANDS = ("female", "male", "other", "not-stated"), ("<18", "18-60", ">60", "unknown")
CELL = """coalesce({profile}.sex, 12) + case when {profile}.grown is null then 3 when {day} < {profile}.grown then 0
    when {day} < {profile}.old then 1 else 2 end"""
"""Sex and age on a day as one number below 16: four sexes, and under 18, 18 to 60, over 60 or unknown in completed years."""


def question(*parts: str) -> str:
    """The parts, in front of what is asked."""
    return "with " + ", ".join((PERIOD, *parts)) + " "
