"""Delivery numbers of the live stream: per household 1, 2, 3 …, given in the transaction that writes the lines.

They say in which order a page hears of lines, and nothing else: they stand outside comparison and rebuild.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg

from projections.pathway import QUIET
from services.kernel.event import Recorded

CHANNEL = "weita_delivery"

TABLES = """
create table if not exists delivery.family (household uuid primary key, last bigint not null);
create table if not exists delivery.family_line (
    household uuid not null, number bigint not null, event_id uuid not null, generation uuid not null,
    delivered_at timestamptz not null default clock_timestamp(), primary key (household, number)
);
grant select on all tables in schema delivery to weita_desk
"""


def deliver(connection: psycopg.Connection[Any], facts: Sequence[Recorded]) -> None:
    """Number the new lines of each household and wake the desks. Households are locked in order of their id."""
    lines = [fact for fact in facts if fact.type not in QUIET]
    own = [(household, fact.id) for fact in lines if (household := getattr(fact.event, "household", None))]
    shared = [(person, fact.id) for fact in lines if getattr(fact.event, "household", None) is None for person in fact.subjects]
    if shared:
        own += _households_of(connection, shared)
    if own:
        connection.execute(_NUMBER, ([h for h, _ in own], [e for _, e in own]))
    connection.execute("select pg_notify(%s, '')", (CHANNEL,))


def _households_of(connection: psycopg.Connection[Any], shared: Sequence[tuple[UUID, UUID]]) -> list[tuple[UUID, UUID]]:
    rows = connection.execute(
        """select distinct m.household, a.event_id from unnest(%s::uuid[], %s::uuid[]) as a (person, event_id)
           join pathway.membership m on m.person = a.person and m.joined""",
        ([p for p, _ in shared], [e for _, e in shared]),
    ).fetchall()
    return list(rows)


_NUMBER = """
with new as (
    select household, event_id, row_number() over (partition by household order by ord) as n,
           count(*) over (partition by household) as total
      from unnest(%s::uuid[], %s::uuid[]) with ordinality as a (household, event_id, ord)
), raised as (
    insert into delivery.family (household, last) select household, count(*) from new group by household order by household
    on conflict (household) do update set last = delivery.family.last + excluded.last
    returning household, last
)
insert into delivery.family_line (household, number, event_id, generation)
select new.household, raised.last - new.total + new.n, new.event_id, (select id from pathway.generation)
  from new join raised on raised.household = new.household
"""
