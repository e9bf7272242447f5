"""A record in memory under the real ledger: what an application gathers, decides and amends, without a database."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from infra.codec import placed
from infra.evidence import Lookup, Stored
from infra.grouping import Outcome, Save
from infra.ledger import Ledger
from services.kernel.command import Caller
from services.kernel.event import Event, Recorded
from services.kernel.evidence import Filed
from tests.spec import recorded

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
KEYS = count()


class InMemory:
    """Facts in the order of their positions: rows and mapper of a record in one, for nothing is encrypted."""

    def __init__(self) -> None:
        self.facts: list[Recorded] = []

    rows = mapper = property(lambda self: self)

    def ensure_keys(self, facts: Sequence[Recorded]) -> None:
        """There are no keys."""

    def to_stored_event(self, fact: Recorded) -> Recorded:
        return fact

    to_domain_event = to_stored_event

    def receipt(self, *_: Any) -> None:
        """No key is used twice."""

    def stream(self, name: str) -> list[Recorded]:
        return [fact for fact in self.facts if fact.stream == name]

    def _version(self, stream: str) -> int:
        return max((fact.version for fact in self.facts if fact.stream == stream), default=0)

    def select_streams(self, after: Mapping[str, int]) -> list[Recorded]:
        return [fact for fact in self.facts if fact.version > after.get(fact.stream, fact.version)]

    def select_ids(self, ids: Sequence[UUID]) -> list[Recorded]:
        return [fact for fact in self.facts if fact.id in set(ids)]

    def append(self, save: Save) -> Outcome:
        facts: tuple[Any, ...] = save.facts
        assert {fact.stream for fact in facts} <= save.read.keys(), "a decision reads what it writes"
        if any(self._version(stream) != version for stream, version in save.read.items()):
            return Outcome("stale")
        first = len(self.facts) + 1
        self.facts += [placed(fact, first + n, fact.recorded_at) for n, fact in enumerate(facts)]
        return Outcome("recorded", NOW, first)


def everything_of_sds(hashes: Collection[str]) -> Mapping[str, Filed]:
    """A store that has whatever is asked for."""
    return {one: Filed("sds") for one in hashes}


class Shelf:
    """An evidence store that encrypts nothing."""

    def __init__(self) -> None:
        self.stored: dict[str, Stored] = {}
        self.filed: dict[str, Filed] = {}

    def filing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def keep(self, content: bytes, agency: str, *, person: UUID | None = None, project: str | None = None) -> str:
        sha256 = hashlib.sha256(agency.encode() + content).hexdigest()
        self.stored[sha256] = Stored(sha256, content, agency, person, project)
        return sha256

    def find(self, sha256: str) -> Stored | None:
        return self.stored.get(sha256)

    def opened(self, stored: Stored) -> bytes:
        return stored.sealed

    def note_filed(self, sha256: str) -> None:
        stored = self.stored[sha256]
        self.filed[sha256] = Filed(stored.agency, stored.person, stored.project)

    def filings(self, hashes: Iterable[str]) -> Mapping[str, Filed]:
        return {one: self.filed[one] for one in hashes if one in self.filed}


class Book(Ledger):
    """The ledger of a service over a record in memory. Facts of a story are told to it as they are."""

    def __init__(self, service: str, filings: Lookup = everything_of_sds) -> None:
        self.book = InMemory()
        super().__init__(service, self.book, filings)  # type: ignore[arg-type]

    def tell(self, *events: Event, agency: str = "sds") -> None:
        for event in events:
            version, position = len(self.book.stream(event.stream_id)) + 1, len(self.book.facts) + 1
            fact = recorded(event, version, service=self.service, agency=agency)
            self.book.facts.append(replace(fact, position=position))

    def told(self, kind: type[Event]) -> list[Recorded]:
        """The facts of a type, oldest first."""
        return [fact for fact in self.book.facts if isinstance(fact.event, kind)]


def somebody(role: str = "coordinator", agency: str = "sds", *, name: str = "anna", at: datetime = NOW, **more: Any) -> Caller:
    """A caller with a key of their own."""
    return Caller(actor=name, role=role, agency=agency, key=f"key {next(KEYS)}", now=at, **more)
