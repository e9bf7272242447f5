"""The live stream of a family's page: server-sent events, numbered per household, resumed where a reader left off.

One LISTEN connection per desk wakes it; a poll every second finds what a lost wake-up missed. Each round asks once for
all subscribers. A slow subscriber is closed and comes back with its last id: nothing is lost, nothing comes twice.
"""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
import psycopg
from psycopg import sql
from psycopg_pool import ConnectionPool, PoolTimeout
from starlette.concurrency import run_in_threadpool

from projections.delivery import CHANNEL
from projections.desk.questions import Delivered

log = logging.getLogger("weita.desk")

POLL, HEARTBEAT, LONGEST_LIFE, RETRY = 1.0, 15.0, 600.0, 1_000
WAITING, BATCH = 200, 500
RESET = b"event: reset\ndata: {}\n\n"

Render = Callable[[psycopg.Connection[Any], UUID, Collection[UUID], Collection[str]], Mapping[tuple[UUID, str], bytes]]
"""The lines of a household by event and kind (a language, or `json`), as the data of a server-sent event."""


@dataclass(eq=False)
class Subscriber:
    """One open page: what it has, and what waits to be sent; None in the queue closes it."""

    household: UUID
    kind: str
    at: Delivered
    waiting: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(WAITING))

    def send(self, message: bytes) -> bool:
        """Put a message in the queue; False, and closed, where it is full."""
        try:
            self.waiting.put_nowait(message)
        except asyncio.QueueFull:
            self.close()
            return False
        return True

    def close(self) -> None:
        """Drop what waits and end."""
        while not self.waiting.empty():
            self.waiting.get_nowait()
        self.waiting.put_nowait(None)


Row = tuple[UUID, int, UUID]


@dataclass(frozen=True)
class Round:
    """What one question found: the generation of the read model, new lines in order, and their words."""

    generation: str
    rows: Sequence[Row]
    words: Mapping[tuple[UUID, UUID, str], bytes]


class Hub:
    """All open pages of one desk."""

    def __init__(self, pool: ConnectionPool, url: str, render: Render) -> None:
        self._pool, self._url, self._render = pool, url, render
        self._subscribers: set[Subscriber] = set()
        self._wake = asyncio.Event()
        self._closing = False

    def subscribe(self, household: UUID, kind: str, at: Delivered) -> Subscriber:
        """From now on the page hears of every line after `at`."""
        subscriber = Subscriber(household, kind, at)
        self._subscribers.add(subscriber)
        if self._closing:
            subscriber.close()
        self._wake.set()
        return subscriber

    def leave(self, subscriber: Subscriber) -> None:
        """The page has gone."""
        self._subscribers.discard(subscriber)

    def close(self) -> None:
        """End every stream, so that the server may stop."""
        self._closing = True
        for subscriber in self._subscribers:
            subscriber.close()
        self._subscribers.clear()

    async def run(self) -> None:
        """Listen and deliver until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._deliver_for_ever())

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    await connection.execute(sql.SQL("listen {}").format(sql.Identifier(CHANNEL)))
                    async for _ in connection.notifies():
                        self._wake.set()
            except psycopg.Error as error:
                log.warning("live stream: %s; listening again", error)
            await asyncio.sleep(POLL)

    async def _deliver_for_ever(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), POLL)
            self._wake.clear()
            try:
                await self.deliver()
            except (psycopg.Error, PoolTimeout) as error:
                log.warning("live stream: %s; asking again", error)

    async def deliver(self) -> None:
        """One round for the subscribers there are; those who come meanwhile are served by the next."""
        present = [subscriber for subscriber in self._subscribers if subscriber.kind]
        if not present:
            return
        found = await run_in_threadpool(self._ask, present)
        by_household: dict[UUID, list[Row]] = defaultdict(list)
        for row in found.rows:
            by_household[row[0]].append(row)
        for subscriber in present:
            self._hand_over(subscriber, found, by_household[subscriber.household])
        if len(found.rows) == BATCH:
            self._wake.set()

    def _hand_over(self, subscriber: Subscriber, found: Round, rows: Sequence[Row]) -> None:
        if subscriber.at.generation != found.generation:
            subscriber.send(RESET)
            return
        for household, number, event_id in rows:
            if number > subscriber.at.number:
                at = Delivered(found.generation, number)
                words = found.words.get((household, event_id, subscriber.kind), b"{}")
                if not subscriber.send(b"event: line\nid: %s\ndata: %s\n\n" % (str(at).encode(), words)):
                    return
                subscriber.at = at

    def _ask(self, present: Sequence[Subscriber]) -> Round:
        after: dict[UUID, int] = {}
        kinds: dict[UUID, set[str]] = defaultdict(set)
        for subscriber in present:
            after[subscriber.household] = min(subscriber.at.number, after.get(subscriber.household, subscriber.at.number))
            kinds[subscriber.household].add(subscriber.kind)
        with self._pool.connection() as connection:
            row = connection.execute("select id::text from pathway.generation").fetchone()
            rows = connection.execute(_NEW, (list(after), list(after.values()), BATCH)).fetchall()
            words: dict[tuple[UUID, UUID, str], bytes] = {}
            events: dict[UUID, set[UUID]] = defaultdict(set)
            for household, _, event_id in rows:
                events[household].add(event_id)
            for household, wanted in events.items():
                rendered = self.worded(connection, household, wanted, kinds[household])
                words |= {(household, event_id, kind): text for (event_id, kind), text in rendered.items()}
        return Round(row[0] if row else "", rows, words)

    def worded(
        self, connection: psycopg.Connection[Any], household: UUID, events: Collection[UUID], kinds: Collection[str]
    ) -> Mapping[tuple[UUID, str], bytes]:
        """Lines that cannot be put into words stay off the stream of their household, and stop no other's."""
        try:
            return self._render(connection, household, events, kinds)
        except psycopg.Error:
            raise
        except Exception:
            log.exception("live stream: the lines of %s cannot be put into words", household)
            return {}


_NEW = """select f.household, f.number, f.event_id from unnest(%s::uuid[], %s::bigint[]) as w (household, after)
    join delivery.family_line f on f.household = w.household and f.number > w.after
    order by f.household, f.number limit %s"""


def read_id(text: str | None) -> Delivered | None:
    """An id of ours, `generation:number`; None for anything else."""
    generation, _, number = (text or "").rpartition(":")
    return Delivered(generation, int(number)) if generation and number.isascii() and number.isdigit() else None


async def messages(hub: Hub, subscriber: Subscriber) -> AsyncIterator[bytes]:
    """What goes over the wire, with a comment in quiet times. It ends now and then, so that rights are asked again."""
    life = asyncio.get_running_loop().time() + LONGEST_LIFE * random.uniform(0.8, 1)  # noqa: S311 - spreads reconnects
    try:
        yield f"retry: {RETRY}\n: {subscriber.at}\n\n".encode()
        while asyncio.get_running_loop().time() < life:
            try:
                message = await asyncio.wait_for(subscriber.waiting.get(), HEARTBEAT)
            except TimeoutError:
                yield b":\n\n"
                continue
            if message is None:
                return
            yield message
            if message is RESET:
                return
    finally:
        hub.leave(subscriber)


def as_data(document: object) -> bytes:
    """JSON on one line."""
    return orjson.dumps(document, option=orjson.OPT_NON_STR_KEYS, default=str)
