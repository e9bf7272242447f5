"""A canary: one person with a word of their own in every personal text of every event there is; and where such words may lie."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4, uuid5

import psycopg
from psycopg import sql
from pydantic import ValidationError

from infra.ledger import Ledger
from infra.program import ledger_of
from infra.servers.postgres import binaries
from infra.settings import SERVICES, Settings
from infra.topics import DEAD_LETTERS, topic_of
from services.kernel.command import Caller, Command
from services.kernel.event import Event, personal_fields
from tests.examples import CATALOGUES, STORY
from tests.spec import NOW

from kafka import KafkaConsumer, TopicPartition  # isort: skip

ANY_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NO_WORD = {"partial_birth_date"}
"""Texts that no word can be."""
DATABASES = (*SERVICES, "keys", "read", "seal", "evidence")


class Canary:
    """The person, their words, and the facts that hold them."""

    def __init__(self) -> None:
        self.person = uuid4()
        self.mark = f"canarino{uuid4().hex[:10]}"
        self.project = f"PROG-{self.mark[-6:].upper()}"
        self.words: list[str] = []
        self._numbers = count(1)

    def facts(self) -> dict[str, list[Event]]:
        """By service: every event that has personal texts, about the canary."""
        return {
            service: [self._about(event) for event in story if personal_fields(type(event))] for service, story in STORY.items()
        }

    def _about(self, example: Event) -> Event:
        kind, text = type(example), example.model_dump_json().replace("PROG-2784", self.project)
        renamed = ANY_UUID.sub(lambda found: str(uuid5(self.person, found[0])), text)
        data: dict[str, Any] = kind.model_validate_json(renamed).model_dump()
        for name, mark in personal_fields(kind).items():
            owner = data[mark.of]
            several = isinstance(owner, list | tuple)
            data[mark.of] = (uuid5(self.person, "another"), self.person) if several else self.person
            if name not in NO_WORD:
                data[name] = self._worded(kind, name, data)
        return kind.model_validate(data)

    def _worded(self, kind: type[Event], name: str, data: dict[str, Any]) -> Any:
        """A word of its own where the field takes one; else what the example has."""
        word = f"{self.mark}n{next(self._numbers):04d}"
        for value in (word, (word,), {"note": word}):
            try:
                kind.model_validate({**data, name: value})
            except ValidationError:
                continue
            self.words.append(word)
            return value
        return data[name]

    def tell(self, settings: Settings) -> int:
        """Record all facts as the services do; how many."""
        told = 0
        for service, facts in self.facts().items():
            ledger = ledger_of(settings, CATALOGUES[service])
            for fact in facts:
                _record(ledger, fact)
                told += 1
        return told


def _record(ledger: Ledger, event: Event) -> None:
    by = Caller(actor="canary", role="system", agency="canarini", key=str(uuid4()), now=NOW)

    def decide(read: Any) -> Iterator[Event]:
        read.history(event.stream_id)
        yield event

    ledger.record(Command(), by, decide)


def found_in_databases(settings: Settings, word: str) -> list[str]:
    """Tables, of every database, of which some row holds the word."""
    found = []
    for name in DATABASES:
        url = psycopg.conninfo.make_conninfo(settings.server(name), dbname=f"weita_{name}")
        with psycopg.connect(url, autocommit=True) as connection:
            tables = connection.execute(
                "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
            ).fetchall()
            for schema, table in tables:
                query = sql.SQL("select count(*) from {}.{} t where t::text ilike %s").format(
                    sql.Identifier(schema), sql.Identifier(table)
                )
                row = connection.execute(query, (f"%{word}%",)).fetchone()
                if row and row[0]:
                    found.append(f"{name}: {schema}.{table}")
    return found


def found_in_dumps(settings: Settings, word: str) -> list[str]:
    """Databases whose dump, as an operator makes it, holds the word, as text or as the hexadecimal digits of bytes."""
    found = []
    for name in DATABASES:
        url = psycopg.conninfo.make_conninfo(settings.server(name), dbname=f"weita_{name}")
        dump = subprocess.run([binaries() / "pg_dump", url], check=True, capture_output=True).stdout
        assert b"PostgreSQL database dump complete" in dump
        if any(one in dump for one in _as_bytes(word)):
            found.append(name)
    return found


def _as_bytes(word: str) -> tuple[bytes, bytes]:
    return word.encode(), word.encode().hex().encode()


def found_in_topics(settings: Settings, word: str) -> list[str]:
    """Messages that hold the word, of all topics and partitions from their first."""
    consumer = KafkaConsumer(bootstrap_servers=settings.bootstrap, enable_auto_commit=False, group_id=None)
    try:
        topics = [topic for topic in consumer.topics() if topic.startswith("weita") or topic == DEAD_LETTERS]
        places = [TopicPartition(topic, number) for topic in topics for number in consumer.partitions_for_topic(topic) or ()]
        assert {topic_of(service) for service in SERVICES} <= set(topics)
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        ends = {place: end for place, end in consumer.end_offsets(places).items() if end}
        found = []
        while any(consumer.position(place) < end for place, end in ends.items()):
            for place, messages in consumer.poll(1000).items():
                found += [
                    f"{place.topic} {one.offset}" for one in messages if word.encode() in (one.value or b"") + (one.key or b"")
                ]
    finally:
        consumer.close()
    return found


def found_in_files(folders: Sequence[Path], word: str) -> list[str]:
    """Files that hold the word, as text or as the hexadecimal digits of bytes."""
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [str(file) for file in files if any(one in file.read_bytes() for one in _as_bytes(word))]


def folders_of(settings: Settings) -> list[Path]:
    """All of the data folder but the database's own, which is asked table by table."""
    return [place for place in settings.data.iterdir() if place.is_dir() and place.name != "postgres"]
