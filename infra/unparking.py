"""After a mend: the parked events of a key, applied in their order, in one transaction."""

from typing import Any

import psycopg
from psycopg import sql

from infra.applying import Applied, Decoder, Records, fold
from infra.readmodel import ReadModel
from infra.store import COLUMNS, stored_fact


def unpark(connection: psycopg.Connection[Any], model: ReadModel, key: str, decoder: Decoder, records: Records) -> Applied:
    """Apply what waits for a key; what still cannot be folded is parked again, and all that follows it."""
    done = Applied()
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(hashtext(%s))", (model.name,))
        parked = connection.execute(
            sql.SQL("delete from {}.parked where key = %s returning service, position").format(sql.Identifier(model.name)), (key,)
        ).fetchall()
        messages = []
        for service in sorted({service for service, _ in parked}):
            rows = records.connection(service).execute(
                f"select {COLUMNS} from event where position = any(%s) order by position",  # noqa: S608 - constants
                ([position for name, position in parked if name == service],),
            )
            messages += [(service, stored_fact(row)) for row in rows.fetchall()]
        decoder.begin()
        fold(connection, model, model.name, messages, decoder, done)
    return done
