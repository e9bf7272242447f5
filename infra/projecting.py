"""One worker's way from messages to read models: all of them in one transaction, tried again while the world is ill."""

import asyncio
import logging
import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import faust
import orjson
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from infra.applying import Applied, Decoder, Message, Records, apply
from infra.codec import Codec
from infra.lag import lags
from infra.program import vault_of
from infra.readmodel import ReadModel, add_marks, create_schema
from infra.rebuilding import Rebuilding
from infra.settings import Settings
from infra.topics import DEAD_LETTERS
from services.kernel.event import Catalogue

log = logging.getLogger("weita.projections")

After = Callable[[psycopg.Connection[Any], Mapping[str, Applied]], None]
PATIENCE = 30.0
CATCH_UP = 2000
STANDSTILL = 30.0


def records_of(settings: Settings, services: Sequence[str]) -> Records:
    """The records of services, as projections read them."""
    return Records({name: settings.database(name, "weita_projector") for name in services})


def decoder_of(settings: Settings, catalogues: Sequence[Catalogue]) -> Decoder:
    """Decoders of all services, with one vault."""
    vault = vault_of(settings, "weita_projector")
    return Decoder({catalogue.service: Codec(catalogue, vault) for catalogue in catalogues})


class NewerFold(Exception):
    """Raised when a read model was made by a newer fold than this worker's; an older program must not write to it."""


class Projecting:
    """Applies batches of messages to read models on one connection."""

    def __init__(self, settings: Settings, models: Sequence[ReadModel], catalogues: Sequence[Catalogue], after: After) -> None:
        self.models, self.after = models, after
        self.decoder = decoder_of(settings, catalogues)
        self.records = records_of(settings, [c.service for c in catalogues])
        self._url = settings.database("read", "weita_projector")
        self._connection: psycopg.Connection[Any] | None = None
        self.applied = 0
        self.holes = 0
        self.progressed_at = time.monotonic()

    def prepare(self, tables: str) -> None:
        """Make the schemas that are missing, and tables that are none of a read model; one worker at a time.

        A read model that an older fold made is rebuilt from the record first. Raises `NewerFold` for one of a newer fold.
        """
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute("select pg_advisory_lock(27841)")
            connection.execute(tables)
            for model in self.models:
                if not connection.execute("select 1 from pg_namespace where nspname = %s", (model.name,)).fetchone():
                    with connection.transaction():
                        create_schema(connection, model, model.name)
                elif _fold_version(connection, model) < model.version:
                    log.warning("%s was made by an older fold: rebuilding it from the record", model.name)
                    Rebuilding(self._url, model, self.decoder, self.records, lambda _, __: None).run()
                add_marks(connection, model, model.name)
                if _fold_version(connection, model) > model.version:
                    raise NewerFold(model.name)

    def catch_up(self) -> None:
        """Apply what the marks lack straight from the record.

        Where Kafka's offsets are ahead of the marks (the read models were lost, or one is new), no message would say so.
        """
        for service in self.records.services:
            marks = self._lowest_marks(service)
            while page := self.records.beyond(service, marks, CATCH_UP):
                self.take([(service, fact) for fact in page])
                marks |= {fact.lane: fact.position for fact in page}

    def _lowest_marks(self, service: str) -> dict[int, int]:
        """Per lane, the mark of the read model that is furthest behind."""
        connection = self._connect()
        lowest: dict[int, int] = {}
        for model in self.models:
            statement = sql.SQL("select lane, position from {}.mark where service = %s").format(sql.Identifier(model.name))
            for lane, position in connection.execute(statement, (service,)).fetchall():
                lowest[lane] = min(position, lowest.get(lane, position))
        return lowest

    def watch(self, app: faust.App, settings: Settings) -> None:
        """End a worker whose marks stand still while the record grows; a fresh one begins by catching up."""

        @app.timer(10.0)  # type: ignore[untyped-decorator]
        async def look() -> None:
            if time.monotonic() - self.progressed_at < STANDSTILL:
                return
            behind = await asyncio.to_thread(lags, settings)
            oldest = max((behind[model.name].lag_seconds for model in self.models if model.name in behind), default=0.0)
            if oldest > STANDSTILL:
                log.error("the marks stand still while the record grows: ending, so that a fresh worker catches up")
                os._exit(1)

    def copy_dead_letters(self, app: faust.App) -> None:
        """Let the worker copy what gets parked to the topic of dead letters, every few seconds."""
        topic = app.topic(DEAD_LETTERS, value_type=bytes, key_type=bytes, value_serializer="raw", key_serializer="raw")

        @app.timer(5.0)  # type: ignore[untyped-decorator]
        async def copy() -> None:
            for letter in await asyncio.to_thread(self._letters):
                await topic.send(key=letter["key"].encode(), value=orjson.dumps(letter))

    def _letters(self) -> list[dict[str, Any]]:
        """Parked events not copied yet; marked as copied, so a crash in between loses a copy but never the row."""
        letters: list[dict[str, Any]] = []
        with psycopg.connect(self._url, autocommit=True, row_factory=dict_row) as connection:
            for model in self.models:
                statement = sql.SQL(
                    "update {}.parked set copied = true where not copied returning service, position, key, event_id, type, reason"
                ).format(sql.Identifier(model.name))
                letters += [{"projection": model.name, **row} for row in connection.execute(statement).fetchall()]
        return letters

    def take(self, messages: Sequence[Message]) -> None:
        """Apply a batch, for good; ends the process when the world stays ill, so that a fresh one starts."""
        give_up = time.monotonic() + PATIENCE
        while True:
            try:
                self._apply(messages)
            except psycopg.OperationalError as error:
                self._drop()
                if time.monotonic() > give_up:
                    log.exception("no database for %s seconds: ending", PATIENCE)
                    os._exit(1)
                log.warning("%s: trying again", type(error).__name__)
                time.sleep(0.2)
            else:
                self.progressed_at = time.monotonic()
                return

    def _apply(self, messages: Sequence[Message]) -> None:
        connection = self._connect()
        self.decoder.begin()
        with connection.transaction():
            done = {}
            names = [model.name for model in self.models]
            connection.execute("select pg_advisory_xact_lock_shared(hashtext(name)) from unnest(%s::text[]) name", (names,))
            for model in self.models:
                if _fold_version(connection, model) != model.version:
                    log.error("%s was rebuilt by another fold than this worker's: ending", model.name)
                    os._exit(1)
                done[model.name] = apply(connection, model, model.name, messages, self.decoder, self.records)
            self.after(connection, done)
        self.applied += max((len(applied.facts) for applied in done.values()), default=0)
        self.holes += sum(applied.holes for applied in done.values())

    def _connect(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, autocommit=True, prepare_threshold=0)
            self._connection.execute("set synchronous_commit = off")
            self._connection.execute("set idle_in_transaction_session_timeout = '60s'")  # a frozen worker lets its lanes go
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _fold_version(connection: psycopg.Connection[Any], model: ReadModel) -> int:
    """The version of the fold that made the live generation of a read model."""
    row = connection.execute(sql.SQL("select fold_version from {}.generation").format(sql.Identifier(model.name))).fetchone()
    return int(row[0]) if row else 0
