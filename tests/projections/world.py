"""The records of all services on the test run's real PostgreSQL, emptied, and the read models beside them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg_pool import ConnectionPool

from tests.projections import libraries  # isort: skip - before what imports them
from infra.applying import Applied, Decoder, Message, Records, apply
from infra.clock import now
from infra.codec import Codec, StoredFact, lane_of
from infra.grouping import ReceiptDraft, Save
from infra.keys import Vault
from infra.ledger import Ledger
from infra.migrate import migrate
from infra.program import pool
from infra.projecting import records_of
from infra.readmodel import ReadModel, create_schema
from infra.settings import LANES, SERVICES, Settings
from infra.store import Record
from infra.wrapping import ring_of
from projections.delivery import TABLES
from projections.models import MODELS, catalogues
from services.kernel.amending import FactVoided
from services.kernel.event import Event, Recorded
from tests.spec import an_id

assert libraries
EMPTY = "delete from event; delete from receipt; delete from refused_reaction; delete from relay_mark; delete from reaction_mark"
NOBODY_FORGOTTEN = "delete from key where wrapped is null"
"""Persons have the same ids in all tests."""
SERVICE_OF = {event: catalogue.service for catalogue in catalogues() for event in catalogue.by_name.values()}


class World:
    """What a test asks of records and read models. `tell` records facts, `project` applies what is recorded."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.url = settings.database("read", "weita_projector")
        keys = pool(settings.database("keys", "weita_service"), 4)
        self.vault = Vault(keys, ring_of(settings))
        self.codecs = {catalogue.service: Codec(catalogue, self.vault) for catalogue in catalogues()}
        self.decoder = Decoder(self.codecs)
        self.ledgers: dict[str, Ledger] = {}
        self._pools: list[ConnectionPool] = [keys]
        for name in SERVICES:
            rows = pool(settings.database(name, "weita_service"), 4)
            self._pools.append(rows)
            self.ledgers[name] = Ledger(name, Record(rows, self.codecs[name]))
        self.records = records_of(settings, SERVICES)
        self.read = psycopg.connect(self.url, autocommit=True)
        self._closing: list[Records] = [self.records]

    def close(self) -> None:
        """Let every connection go."""
        self.read.close()
        for records in self._closing:
            for connection in records._open.values():
                connection.close()
        for open_pool in self._pools:
            open_pool.close()

    def another_reader(self, services: Sequence[str] = SERVICES) -> Records:
        """A second worker's view of the records."""
        self._closing.append(records_of(self.settings, services))
        return self._closing[-1]

    def tell(self, event: Event, *, occurred: datetime | None = None, agency: str = "sds", **more: Any) -> StoredFact:
        """Record one fact as its service would, and give the row."""
        return self.tell_all([event], occurred=occurred, agency=agency, **more)[0]

    def void(self, fact: StoredFact, service: str = "intake") -> StoredFact:
        """Void a fact, and give the row that says so."""
        known = self.codecs[service].decode(fact)
        voided = FactVoided(
            corrects_event_id=fact.id, fact_type=fact.topic, of_stream=known.stream, of_key=known.event.partition_key,
            household=getattr(known.event, "household", None), persons=known.subjects, ground="wrong-entry",
        )  # fmt: skip
        return self.tell_all([voided], agency=known.agency, of=service)[0]

    def tell_all(
        self, events: Sequence[Event], *, occurred: datetime | None = None, agency: str = "sds", of: str = "", **more: Any
    ) -> list[StoredFact]:
        """Record facts of one service in one save."""
        service = of or SERVICE_OF[type(events[0])]
        record = self.ledgers[service].record_
        read = {event.stream_id: 0 for event in events}
        for stream in read:
            last = record.rows.select_events(stream, desc=True, limit=1)
            read[stream] = last[0].originator_version if last else 0
        versions, facts = dict(read), []
        for event in events:
            versions[event.stream_id] += 1
            facts.append(self._stamped(event, versions[event.stream_id], service, occurred or now(), agency, more))
        self.codecs[service].ensure_keys(facts)
        stored = tuple(self.codecs[service].to_stored_event(fact) for fact in facts)
        outcome = record.rows.append(Save(stored, read, ReceiptDraft(agency, str(uuid4()), b"", uuid4(), "{}")))
        assert outcome.kind == "recorded"
        return self.stored(service, after=outcome.first_position - 1, limit=len(events))

    def _stamped(self, event: Event, version: int, service: str, occurred: datetime, agency: str, more: dict[str, Any]) -> Recorded:
        fixed = {
            "event": event, "id": uuid4(), "service": service, "stream": event.stream_id, "version": version,
            "lane": lane_of(event.partition_key), "occurred_at": occurred, "recorded_at": occurred, "actor": "anna",
            "actor_role": "caseworker", "agency": agency, "command_id": uuid4(), "correlation_id": an_id("story"),
            "project": "PROG-2784", "subjects": event.subjects,
        }  # fmt: skip
        return Recorded(**{**fixed, **more})

    def stored(self, service: str, after: int = 0, limit: int = 100_000) -> list[StoredFact]:
        """The rows of a record, in order."""
        return self.records.beyond(service, dict.fromkeys(range(LANES), after), limit)

    def messages(self) -> list[Message]:
        """Everything recorded, service by service."""
        return [(service, fact) for service in SERVICES for fact in self.stored(service)]

    def project(self, messages: Sequence[Message] | None = None, models: Sequence[ReadModel] = MODELS) -> dict[str, Applied]:
        """Apply messages (all that is recorded, left out) to read models in one transaction."""
        told = self.messages() if messages is None else messages
        self.decoder.begin()
        with self.read.transaction():
            return {m.name: apply(self.read, m, m.name, told, self.decoder, self.records) for m in models}

    def rows(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """An answer of the read database."""
        return self.read.execute(query, arguments).fetchall()

    def admin(self, service: str, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """An answer of a record to its owner."""
        url = psycopg.conninfo.make_conninfo(self.settings.admin_url, dbname=f"weita_{service}")
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(query, arguments)
            return cursor.fetchall() if cursor.description else []

    def replayed(self, model: ReadModel) -> dict[str, list[tuple[Any, ...]]]:
        """Every table of a read model, sorted, as it stands."""
        return {table.name: sorted(self.rows(f"select t.* from {model.name}.{table.name} t"), key=repr) for table in model.tables}


@cache
def _migrated(admin_url: str, data: Path) -> None:
    migrate(Settings(data=data, database_url=admin_url))


@contextmanager
def a_world(settings: Settings) -> Iterator[World]:
    """Empty records and empty read models."""
    _migrated(settings.admin_url, settings.data)
    for name in SERVICES:
        url = psycopg.conninfo.make_conninfo(settings.admin_url, dbname=f"weita_{name}")
        with psycopg.connect(url) as admin:
            admin.execute(EMPTY)
    with psycopg.connect(psycopg.conninfo.make_conninfo(settings.admin_url, dbname="weita_keys")) as admin:
        admin.execute(NOBODY_FORGOTTEN)
    with psycopg.connect(settings.database("read", "weita_projector")) as connection:
        connection.execute("drop table if exists delivery.family, delivery.family_line, delivery.rebuild_difference")
        connection.execute(TABLES)
        for model in MODELS:
            _empty(connection, model)
    made = World(settings)
    try:
        yield made
    finally:
        made.close()


def _empty(connection: psycopg.Connection, model: ReadModel) -> None:
    """Deleting a few rows costs a tenth of making the tables again."""
    present = connection.execute("select 1 from pg_namespace where nspname = %s", (model.name,)).fetchone()
    if present and connection.execute(f"select fold_version from {model.name}.generation").fetchone() == (model.version,):
        for table in (*(table.name for table in model.tables), "parked"):
            connection.execute(f"delete from {model.name}.{table}")
        connection.execute(f"update {model.name}.mark set position = 0")
        return
    connection.execute(f"drop schema if exists {model.name} cascade")
    create_schema(connection, model, model.name)


def ids(facts: Sequence[StoredFact]) -> list[UUID]:
    """The ids of facts, in order."""
    return [fact.id for fact in facts]
