"""From a command to recorded facts: read, decide, stamp, encrypt, append; and all again when somebody was faster.

The append names the version of every stream the decision read, also of those it only looked at, so that a decision
stands only on what it saw. That is why states may come from memory: a stale one is refused by the record itself.
"""

import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Any, TypeVar, cast
from uuid import UUID

import orjson
import psycopg

from infra.codec import Codec, StoredFact, lane_of, placed
from infra.evidence import Lookup, nothing_filed
from infra.grouping import ReceiptDraft, Save, SavedReceipt
from infra.promising import Promises
from infra.store import Record
from services.kernel.amending import FactVoided, amended
from services.kernel.command import Caller, Command, Receipt
from services.kernel.event import COMMON, Catalogue, Event, Recorded, Restated
from services.kernel.evidence import Evidence, EvidenceUnknown, uncited
from services.kernel.rules import InTheFuture, KeyReused, RuleBroken, Stale
from services.kernel.time import day_to_moment

S = TypeVar("S")
Evolve = Callable[[S, Recorded], S]
Decision = Iterable[Event | RuleBroken | Restated]

TRIES = 100
REMEMBERED = 50_000
MOST_EVENTS = 1000
"""How many events of one command are looked for, where its receipt was lost."""
LEEWAY = timedelta(minutes=5)


class Contended(Exception):
    """Raised when a decision was overtaken again and again; the same command may be sent again."""


class Memory:
    """The states last seen, by stream and fold; the least used are forgotten."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._states: OrderedDict[tuple[str, Any], tuple[int, Any]] = OrderedDict()
        self.generation = 0
        """How often all was let go: what was read before is not remembered after."""

    def get(self, stream: str, evolve: Any) -> tuple[int, Any] | None:
        """Version and state, or None."""
        with self._lock:
            found = self._states.get((stream, evolve))
            if found:
                self._states.move_to_end((stream, evolve))
            return found

    def put(self, stream: str, evolve: Any, version: int, state: Any, generation: int) -> None:
        """Keep a state unless a newer one is there, or all was let go since it was read."""
        with self._lock:
            if generation != self.generation:
                return
            present = self._states.get((stream, evolve))
            if present is None or present[0] < version:
                self._states[stream, evolve] = (version, state)
                if len(self._states) > self._size:
                    self._states.popitem(last=False)

    def clear(self) -> None:
        """Let everything go: somebody was forgotten, and states may hold what was said of them."""
        with self._lock:
            self._states.clear()
            self.generation += 1

    def forget(self, stream: str, evolve: Any) -> None:
        """Let a state go that further facts cannot be folded onto."""
        with self._lock:
            self._states.pop((stream, evolve), None)


class Reading:
    """What one decision reads of the record, and under which funded project its facts are filed."""

    def __init__(self, record: Record, memory: Memory, *, fresh: bool, filings: Lookup = nothing_filed) -> None:
        self._record, self._memory, self._fresh = record, memory, fresh
        self.generation = memory.generation
        self.filed = filings
        """What the evidence store says of documents, by their hashes."""
        self.versions: dict[str, int] = {}
        self.project = COMMON
        self.from_memory = False
        self.seen: dict[tuple[str, Any], Any] = {}

    def state(self, stream: str, evolve: Evolve[S], initial: S) -> S:
        """The state of one stream."""
        return self.states([stream], evolve, initial)[0]

    def states(self, streams: Sequence[str], evolve: Evolve[S], initial: S) -> list[S]:
        """The states of several streams, in one call to the database at most."""
        known = {stream: self._known(stream, evolve, initial) for stream in streams}
        ask = {stream: version for stream, (version, _, sure) in known.items() if not sure}
        states = {stream: state for stream, (_, state, _) in known.items()}
        by_other_folds = {stream: self.versions[stream] for stream in known if stream in self.versions}
        self.versions.update({stream: version for stream, (version, _, _) in known.items()})
        if ask:
            for stream, new in self._facts(ask).items():
                if not new:
                    continue
                voided = any(isinstance(fact.event, FactVoided) for fact in new)
                past = self._facts({stream: 0})[stream] if voided and ask[stream] else new
                start = initial if voided else states[stream]
                states[stream] = reduce(evolve, amended(past) if voided else past, start)
                self.versions[stream] = past[-1].version
            for stream in ask:
                self._memory.put(stream, evolve, self.versions[stream], states[stream], self.generation)
        for stream in streams:
            self.seen[stream, evolve] = states[stream]
        for stream, version in by_other_folds.items():  # two folds saw it at two moments: the older one must still hold
            self.versions[stream] = min(version, self.versions[stream])
        return [states[stream] for stream in streams]

    def uncited(self, documents: Iterable[Evidence], agency: str, persons: Collection[UUID] = ()) -> Iterator[EvidenceUnknown]:
        """The rule for each document that an agency may not cite of these persons."""
        hashes = [one.sha256 for one in documents]
        yield from uncited(hashes, self.filed(hashes), agency, persons) if hashes else ()

    def history(self, stream: str) -> Sequence[Recorded]:
        """All facts of one stream as they were recorded, also those that were voided."""
        facts = self._facts({stream: 0})[stream]
        version = facts[-1].version if facts else 0
        self.versions[stream] = min(version, self.versions.get(stream, version))
        return facts

    def facts(self, ids: Sequence[UUID]) -> Sequence[Recorded]:
        """The facts of this service that have these ids, in their order."""
        return [self._record.mapper.to_domain_event(stored) for stored in self._record.rows.select_ids(ids)]  # type: ignore[misc]

    def _facts(self, after: Mapping[str, int]) -> dict[str, list[Recorded]]:
        found: dict[str, list[Recorded]] = {stream: [] for stream in after}
        for stored in self._record.rows.select_streams(after):
            fact: Recorded = self._record.mapper.to_domain_event(stored)  # type: ignore[assignment]
            found[fact.stream].append(fact)
        return found

    def _known(self, stream: str, evolve: Evolve[S], initial: S) -> tuple[int, S, bool]:
        if (stream, evolve) in self.seen:
            return self.versions[stream], self.seen[stream, evolve], True
        found = self._memory.get(stream, evolve)
        if found is None:
            return 0, initial, False
        self.from_memory = self.from_memory or not self._fresh
        return found[0], found[1], not self._fresh


class Ledger:
    """The one way by which facts get into a service's record."""

    def __init__(self, service: str, record: Record, filings: Lookup = nothing_filed) -> None:
        self.service = service
        self.record_ = record
        self.filings = filings
        self.memory = Memory()
        self.promises: Promises | None = None
        """Signs what is recorded, for who is told of it."""

    def record(self, ask: Command, by: Caller, decide: Callable[[Reading], Decision]) -> Receipt:
        """Decide and append.

        A decision yields its facts; it raises what cannot be, and yields the rules that the ask breaks. An import
        states what happened elsewhere: for it yielded rules are only noted on the facts. Raises `RuleBroken`,
        `Contended`, `StoreUnavailable`.
        """
        fresh = False
        for attempt in range(TRIES):
            reading = Reading(self.record_, self.memory, fresh=fresh, filings=self.filings)
            try:
                events, marks = self._decide(ask, by, decide, reading)
            except RuleBroken:
                if receipt := self.receipt(by):
                    return receipt
                if not reading.from_memory:
                    raise
                fresh = True
                continue
            if receipt := self._append(ask, by, reading, events, marks):
                return receipt
            fresh = True
            time.sleep(random.random() * attempt / 1000)  # noqa: S311 - who was overtaken waits a little, each differently
        raise Contended(type(ask).__name__)

    @property
    def catalogue(self) -> Catalogue:
        """The published language of the service."""
        return cast("Codec", self.record_.mapper).catalogue

    def receipt(self, by: Caller) -> Receipt | None:
        """The receipt of an earlier command with the caller's key. Raises `KeyReused` for another body."""
        saved = self.record_.rows.receipt(by.agency, by.key)
        return self._replayed(by, saved) if saved else self._taken_back(by)

    def _taken_back(self, by: Caller) -> Receipt | None:
        """The receipt of a command whose events were taken back after a restore: it follows from them, but for its body's hash."""
        ids = [by.new_id(name_of_event(self.service, n)) for n in range(MOST_EVENTS)]
        if not self.record_.rows.select_ids(ids[:1]):
            return None
        stored = self.record_.rows.select_ids(ids)
        facts: list[Recorded] = [self.record_.mapper.to_domain_event(one) for one in stored]  # type: ignore[misc]
        first = facts[0]
        receipt = _receipt(by, first.recorded_at, first.position, _answer(facts, first.marks))
        return replace(receipt, replayed=True, promise=self._promise(stored, first.position, first.recorded_at))

    def _decide(
        self, ask: Command, by: Caller, decide: Callable[[Reading], Decision], reading: Reading
    ) -> tuple[list[Event | Restated], tuple[str, ...]]:
        events: list[Event | Restated] = []
        broken: list[RuleBroken] = []
        if ask.occurred_at and ask.occurred_at > by.now + LEEWAY:
            broken.append(InTheFuture("occurred_at"))
        for outcome in decide(reading):
            if isinstance(outcome, RuleBroken):
                broken.append(outcome)
            else:
                events.append(outcome)
        if broken and not by.imports:
            raise broken[0]
        if by.if_match is not None and events and (version := reading.versions.get(_event(events[0]).stream_id, 0)) != by.if_match:
            raise Stale("If-Match", version=version)
        return events, tuple(dict.fromkeys(type(rule).__name__ for rule in broken))

    def _append(
        self, ask: Command, by: Caller, reading: Reading, events: Sequence[Event | Restated], marks: tuple[str, ...]
    ) -> Receipt | None:
        facts = self._stamp(ask, by, reading, events, marks)
        codec = self.record_.mapper
        codec.ensure_keys(facts)  # type: ignore[attr-defined]
        answer = _answer(facts, marks)
        draft = ReceiptDraft(by.agency, by.key, by.body_sha256, by.command_id, orjson.dumps(answer).decode())
        stored = tuple(cast("StoredFact", codec.to_stored_event(fact)) for fact in facts)  # type: ignore[arg-type]
        try:
            outcome = self.record_.rows.append(Save(stored, reading.versions, draft))
        except psycopg.errors.UniqueViolation:
            if receipt := self._taken_back(by):
                return receipt
            raise
        if outcome.kind == "stale":
            return None
        if outcome.receipt:
            return self._replayed(by, outcome.receipt)
        assert outcome.recorded_at is not None
        self._remember(reading, facts, outcome.first_position, outcome.recorded_at)
        promise = self._promise(stored, outcome.first_position, outcome.recorded_at)
        return replace(_receipt(by, outcome.recorded_at, outcome.first_position, answer), promise=promise)

    def _stamp(
        self, ask: Command, by: Caller, reading: Reading, events: Sequence[Event | Restated], marks: tuple[str, ...]
    ) -> list[Recorded]:
        versions = dict(reading.versions)
        facts = []
        for n, outcome in enumerate(events):
            event, corrects = _event(outcome), outcome.corrects if isinstance(outcome, Restated) else None
            stream = event.stream_id
            versions[stream] = versions.get(stream, 0) + 1
            reading.versions.setdefault(stream, 0)
            facts.append(
                Recorded(
                    event=event, id=by.new_id(name_of_event(self.service, n)), service=self.service,
                    stream=stream, version=versions[stream], lane=lane_of(event.partition_key),
                    occurred_at=_occurred(ask, event, by, corrects), recorded_at=by.now,
                    actor=by.actor, actor_role=by.role, agency=by.agency, on_behalf_of=by.on_behalf_of,
                    command_id=by.command_id, correlation_id=by.correlation_id or by.command_id,
                    causation_id=by.causation_id, project=reading.project,
                    subjects=event.subjects, marks=marks, source=ask.source,
                    corrects=corrects.id if corrects else None, corrects_position=corrects.place if corrects else 0,
                )
            )  # fmt: skip
        return facts

    def _remember(self, reading: Reading, facts: Sequence[Recorded], first: int, at: datetime) -> None:
        """Carry the states in memory forward over what was just recorded."""
        for (stream, evolve), state in reading.seen.items():
            version = reading.versions[stream]
            if any(fact.stream == stream and isinstance(fact.event, FactVoided) for fact in facts):
                self.memory.forget(stream, evolve)
                continue
            for n, fact in enumerate(facts):
                if fact.stream == stream:
                    state, version = evolve(state, placed(fact, first + n, at)), fact.version  # noqa: PLW2901
            self.memory.put(stream, evolve, version, state, reading.generation)

    def _replayed(self, by: Caller, saved: SavedReceipt) -> Receipt:
        if by.body_sha256 and saved.body_sha256 != by.body_sha256:
            raise KeyReused("Idempotency-Key")
        answer = orjson.loads(saved.answer)
        ids = [UUID(event["id"]) for event in answer["events"]] if self.promises else []
        promise = self._promise(self.record_.rows.select_ids(ids) if ids else (), saved.first_position, saved.recorded_at)
        return replace(_receipt(by, saved.recorded_at, saved.first_position, answer), replayed=True, promise=promise)

    def _promise(self, stored: Sequence[StoredFact], first: int, at: datetime) -> str | None:
        return self.promises.of(stored, first, at) if self.promises and stored else None


def name_of_event(service: str, n: int) -> str:
    """From which, and the command's id, the id of its n-th event follows."""
    return f"{service} event {n}"


def _event(outcome: Event | Restated) -> Event:
    return outcome.event if isinstance(outcome, Restated) else outcome


def _occurred(ask: Command, event: Event, by: Caller, corrects: Recorded | None) -> datetime:
    """As the asker says; else the day the fact itself names, unless that lies ahead; else when it was said to; else now."""
    if ask.occurred_at:
        return ask.occurred_at
    day = getattr(event, type(event).happened) if type(event).happened else None
    if corrects and (day is None or day == getattr(corrects.event, type(event).happened)):
        return corrects.occurred_at
    return min(day_to_moment(day), by.now) if day else by.now


def _answer(facts: Sequence[Recorded], marks: tuple[str, ...]) -> dict[str, Any]:
    ids: dict[str, str] = {}
    for fact in facts:
        for name, value in vars(fact.event).items():
            if isinstance(value, UUID):
                ids.setdefault(name, str(value))
    events = [{"id": str(f.id), "type": f.type, "stream": f.stream, "version": f.version} for f in facts]
    return {"ids": ids, "events": events, "marks": list(marks)}


def _receipt(by: Caller, at: datetime, first: int, answer: dict[str, Any]) -> Receipt:
    return Receipt(by.command_id, at, tuple(answer["events"]), first, answer["ids"], marks=tuple(answer["marks"]))
