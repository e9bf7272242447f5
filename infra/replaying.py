"""Read models as they were at a cut of the record: folded from the record alone, in a schema that is thrown away.

It all happens in one transaction that is never committed. There the fresh tables take the names of the live ones, so
that every question that pages ask can be asked of them; nobody else sees any of it, and a kill leaves nothing behind.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from infra.applying import Applied, Decoder, Message, Records, fold
from infra.readmodel import ReadModel, create_schema
from infra.rebuilding import Progress
from infra.store import COLUMNS, stored_fact

PAGE = 5000


class Unfoldable(Exception):
    """Raised when an event up to the cut cannot be folded: what is parked cannot be told of."""


def upto(records: Records, cut: Mapping[str, int]) -> Iterator[Sequence[Message]]:
    """The record up to a cut, page by page, service after service, each in its order."""
    for service, last in cut.items():
        after = 0
        while after < last:
            rows = (
                records.connection(service)
                .execute(
                    f"select {COLUMNS} from event where position > %s and position <= %s order by position limit %s",  # noqa: S608
                    (after, last, PAGE),
                )
                .fetchall()
            )
            if not rows:
                raise Unfoldable(f"{service}: the record ends at {after}, and the cut is at {last}")
            facts = [stored_fact(row) for row in rows]
            after = facts[-1].position
            yield [(service, fact) for fact in facts]


@contextmanager
def replayed(
    url: str, models: Sequence[ReadModel], decoder: Decoder, pages: Iterable[Sequence[Message]], progress: Progress
) -> Iterator[psycopg.Connection[Any]]:
    """A connection on which `models` hold exactly these facts, under their own names. Raises `Unfoldable`."""
    tag = uuid4().hex[:8]
    with psycopg.connect(url, autocommit=True) as connection, connection.transaction(force_rollback=True):
        for model in models:
            create_schema(connection, model, f"{model.name}_{tag}")
        _fold(connection, models, tag, decoder, pages, progress)
        for model in models:  # a rebuild switches its schema under this lock
            connection.execute("select pg_advisory_xact_lock_shared(hashtext(%s))", (model.name,))
        for model in models:
            _take_the_name(connection, model.name, f"{model.name}_{tag}")
        yield connection


def _fold(
    connection: psycopg.Connection[Any], models: Sequence[ReadModel], tag: str, decoder: Decoder,
    pages: Iterable[Sequence[Message]], progress: Progress,
) -> None:  # fmt: skip
    folded = 0
    for page in pages:
        decoder.begin()
        for model in models:
            done = Applied()
            mine = [message for message in page if message[0] in model.services]
            fold(connection, model, f"{model.name}_{tag}", mine, decoder, done)
            if done.parked:
                raise Unfoldable(f"{model.name}: {done.parked} events cannot be folded")
        folded += len(page)
        progress(folded, folded)
    for model in models:
        for table in model.tables:
            connection.execute(sql.SQL("analyze {}.{}").format(sql.Identifier(f"{model.name}_{tag}"), sql.Identifier(table.name)))


def _take_the_name(connection: psycopg.Connection[Any], name: str, schema: str) -> None:
    if connection.execute("select 1 from pg_namespace where nspname = %s", (name,)).fetchone():
        aside = sql.Identifier(f"{schema}_live")
        connection.execute(sql.SQL("alter schema {} rename to {}").format(sql.Identifier(name), aside))
    connection.execute(sql.SQL("alter schema {} rename to {}").format(sql.Identifier(schema), sql.Identifier(name)))
