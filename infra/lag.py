"""How far each read model is behind the record, in events and in seconds."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from infra.clock import now
from infra.settings import Settings


@dataclass(frozen=True)
class Lag:
    """Events not applied yet, and the age of the oldest of them."""

    lag_events: int
    lag_seconds: float


def lags(settings: Settings) -> dict[str, Lag]:
    """The lag of every read model that has marks. Raises `psycopg.OperationalError` when a database is away."""
    with psycopg.connect(settings.database("read", "weita_projector"), autocommit=True) as connection:
        marks = {model: _marks(connection, model) for model in models(connection)}
    services = sorted({service for lanes in marks.values() for service, _ in lanes})
    behind = {service: _behind(settings, service, marks) for service in services}
    found = {}
    for model in marks:
        parts = [behind[service][model] for service in services if model in behind[service]]
        oldest = min((at for _, at in parts if at), default=None)
        found[model] = Lag(sum(n for n, _ in parts), (now() - oldest).total_seconds() if oldest else 0.0)
    return found


def models(connection: psycopg.Connection[Any]) -> list[str]:
    """The read models that exist; generations being built are left out."""
    rows = connection.execute(
        """select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where c.relname = 'mark' and c.relkind = 'r' and n.nspname not like '%\\_next' order by 1"""
    )
    return [row[0] for row in rows.fetchall()]


def _marks(connection: psycopg.Connection[Any], model: str) -> dict[tuple[str, int], int]:
    rows = connection.execute(sql.SQL("select service, lane, position from {}.mark").format(sql.Identifier(model))).fetchall()
    return {(service, lane): position for service, lane, position in rows}


def _behind(settings: Settings, service: str, marks: dict[str, dict[tuple[str, int], int]]) -> dict[str, tuple[int, Any]]:
    """Per read model: events beyond its marks in one service's record, and when the oldest was recorded."""
    asked = [(m, lane, at) for m, lanes in marks.items() for (name, lane), at in lanes.items() if name == service]
    with psycopg.connect(settings.database(service, "weita_relay"), autocommit=True) as connection:
        rows = connection.execute(
            """select m.model, count(e.position), min(e.recorded_at)
               from unnest(%s::text[], %s::int[], %s::bigint[]) as m (model, lane, position)
               left join event e on e.lane = m.lane and e.position > m.position group by 1""",
            ([a[0] for a in asked], [a[1] for a in asked], [a[2] for a in asked]),
        ).fetchall()
    return {model: (count, oldest) for model, count, oldest in rows}
