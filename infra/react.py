"""Reactions: a neighbour's fact becomes a command of ours, once; a refused one is recorded and shown.

The command's key is made of the fact and the command's place among its reactions, so that a fact delivered twice acts once.
"""

import logging
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import orjson
import psycopg
from psycopg_pool import PoolTimeout

from infra.applying import Message, Records, key_of
from infra.clock import now
from infra.codec import Codec, StoredFact
from infra.hearing import Hearing
from infra.ledger import Contended, Ledger
from infra.patience import StoreUnavailable
from infra.program import log_to_stderr
from infra.settings import Settings
from infra.stream import run, worker_app
from services.kernel.access import SYSTEM
from services.kernel.amending import FactVoided
from services.kernel.command import OF_REACTIONS, Caller, Command, Receipt
from services.kernel.event import Catalogue, Event, Recorded
from services.kernel.rules import RuleBroken

log = logging.getLogger("weita.react")

React = Callable[[Recorded], Sequence[Command]]
Handle = Callable[[Any, Caller], Receipt]
WORKERS = 8
PATIENCE = 60.0
RETRY_EVERY = 3.0
READING = "read"
"""The name under which a fact that cannot be read is refused."""


class Reactor:
    """Runs the reactions of one service."""

    def __init__(
        self,
        ledger: Ledger,
        neighbours: Sequence[Catalogue],
        on: Mapping[type[Event], React],
        handle: Mapping[type[Command], Handle],
    ) -> None:
        self.ledger, self.on, self.handle = ledger, on, handle
        self.codecs = {catalogue.service: Codec(catalogue, None) for catalogue in neighbours}
        self.refused = self._open_refusals()
        self.types = frozenset(event.__name__ for event in on)

    def take(self, messages: Sequence[Message]) -> None:
        """React to facts; those of one key in their order, others side by side."""
        queues: dict[str, list[Message]] = defaultdict(list)
        for service, stored in messages:
            queues[key_of(stored)].append((service, stored))

        def work(queue: Sequence[Message]) -> None:
            for service, stored in queue:
                self._hear(service, stored)

        with ThreadPoolExecutor(WORKERS) as workers:
            list(workers.map(work, queues.values()))

    def retry(self, records: Records) -> int:
        """React again to the facts whose refused reactions somebody asks for again; how many facts."""
        self.refused |= self._open_refusals()
        with self.ledger.record_.rows.pool.connection() as connection:
            rows = connection.execute(
                "select distinct event_id from refused_reaction where settled_at is null and retry_asked_at > refused_at"
            ).fetchall()
        found = [(service, fact) for (event_id,) in rows for service in self.codecs if (fact := records.one(service, event_id))]
        for service, fact in found:
            self._hear(service, fact)
        return len(found)

    def _hear(self, service: str, stored: StoredFact) -> None:
        """React; a fact that cannot be read is shown as refused and stops no other (design decision 15).

        A corrected fact calls for nothing: what the first has caused still holds. A voided one calls for nothing any more.
        """
        try:
            fact = self.codecs[service].decode(stored, clear=False)
            asks = () if fact.corrects else self.on[type(fact.event)](fact)
        except (ValueError, LookupError, TypeError) as error:
            log.warning("%s: cannot be read: %s", stored.id, type(error).__name__)
            self._note(stored.id, READING, key_of(stored), type(error).__name__, {})
            return
        if stored.id in self.refused:
            self._settled(stored.id, READING)
        if isinstance(fact.event, FactVoided) and not fact.event.restated:
            self._settled(fact.event.corrects_event_id)
        self.react(fact, asks)

    def react(self, fact: Recorded, asks: Sequence[Command]) -> None:
        """Give the commands that a fact calls for."""
        for n, ask in enumerate(asks):
            name = f"{type(ask).__name__}:{n}"
            try:
                self._give(ask, caller_for(fact, f"{self.ledger.service}:{name}"))
            except RuleBroken as rule:
                log.warning("%s: %s refused by %s", fact.id, name, type(rule).__name__)
                household = getattr(fact.event, "household", None)
                self._note(fact.id, name, household and str(household), type(rule).__name__, rule.facts)
            else:
                if fact.id in self.refused:
                    self._settled(fact.id, name)

    def _give(self, ask: Command, by: Caller) -> None:
        give_up = time.monotonic() + PATIENCE
        while True:
            try:
                self.handle[type(ask)](ask, by)
            except (StoreUnavailable, Contended):
                if time.monotonic() > give_up:
                    os._exit(1)
            else:
                return

    def _open_refusals(self) -> set[UUID]:
        with self.ledger.record_.rows.pool.connection() as connection:
            rows = connection.execute("select event_id from refused_reaction where settled_at is null").fetchall()
        return {row[0] for row in rows}

    def _note(self, event_id: UUID, name: str, household: str | None, rule: str, facts: Mapping[str, Any]) -> None:
        """Record a refusal, to be shown until it is settled."""
        self.refused.add(event_id)
        with self.ledger.record_.rows.pool.connection() as connection:
            connection.execute(
                """insert into refused_reaction (event_id, reaction, household, rule, facts, refused_at)
                   values (%s, %s, %s, %s, %s, weita_now())
                   on conflict (event_id, reaction)
                   do update set rule = excluded.rule, facts = excluded.facts, refused_at = excluded.refused_at,
                                 settled_at = null""",
                (event_id, name, household, rule, orjson.dumps(facts, default=str).decode()),
            )

    def _settled(self, event_id: UUID, name: str | None = None) -> None:
        """One reaction to a fact needs nobody any more, or none of them does."""
        with self.ledger.record_.rows.pool.connection() as connection:
            connection.execute(
                """update refused_reaction set settled_at = weita_now()
                    where event_id = %s and reaction = coalesce(%s, reaction) and settled_at is null""",
                (event_id, name),
            )


def caller_for(fact: Recorded, name: str) -> Caller:
    """The system, on behalf of who caused the fact; the command id follows from fact and reaction, whose name says the service.

    Two services that answer one fact by commands of the same name must not give their events the same ids.
    """
    return Caller(
        actor="reaction", role=SYSTEM, agency=fact.agency, key=f"{OF_REACTIONS}{fact.id}:{name}", now=now(),
        on_behalf_of=fact.on_behalf_of or fact.actor, causation_id=fact.id, correlation_id=fact.correlation_id,
    )  # fmt: skip


def _retrying(reactor: Reactor, records: Records) -> None:
    """Look every few seconds, beside the worker, for what is to be tried again."""

    def look() -> None:
        while True:
            time.sleep(RETRY_EVERY)
            try:
                reactor.retry(records)
            except (psycopg.OperationalError, PoolTimeout) as error:
                log.warning("cannot look for what to try again: %s", type(error).__name__)

    threading.Thread(target=look, daemon=True, name="retrying").start()


def react(
    settings: Settings, name: str, ledger: Ledger, neighbours: Sequence[Catalogue],
    on: Mapping[type[Event], React], handle: Mapping[type[Command], Handle],
) -> None:  # fmt: skip
    """Run a service's reactions until told to stop: one consumer group per service."""
    log_to_stderr(settings)
    reactor = Reactor(ledger, neighbours, on, handle)
    services = [catalogue.service for catalogue in neighbours]
    records = Records({service: settings.database(service, "weita_service") for service in services})
    _retrying(reactor, Records(records.urls))
    hearing = Hearing(ledger.record_.rows.pool, records, reactor.take, reactor.types)
    hearing.catch_up()
    run(worker_app(settings, f"weita-{name}-reactions", services, hearing.take), settings)
