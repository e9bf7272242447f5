"""Faust workers: what reads the topics for projections and reactions.

Kafka's offsets only say where to start reading. A batch is acknowledged after its database transaction has committed,
never before: hence `noack_take`, one agent, no tables (design page, traps).
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable, Sequence

import faust
from faust.types import EventT, StreamT

from infra.applying import Message
from infra.cloudevents import NotACloudEvent, from_message
from infra.settings import Settings
from infra.topics import topic_of

log = logging.getLogger("weita.stream")

BATCH = 500
WITHIN = 0.01
STANDSTILL = 60.0

Take = Callable[[Sequence[Message]], None]


def worker_app(settings: Settings, group: str, services: Sequence[str], take: Take) -> faust.App:
    """An application that hands batches of the services' facts to `take`, in a thread, and acknowledges them after."""
    folder = settings.data / "faust" / group
    folder.mkdir(parents=True, exist_ok=True)
    app = faust.App(
        group,
        broker=[f"kafka://{address}" for address in settings.bootstrap.split(",")],
        web_enabled=False,
        topic_disable_leader=True,
        topic_allow_declare=False,
        consumer_auto_offset_reset="earliest",
        broker_session_timeout=10.0,
        broker_heartbeat_interval=3.0,
        broker_max_poll_records=BATCH,
        broker_commit_interval=1.0,
        stream_wait_empty=False,
        value_serializer="raw",
        key_serializer="raw",
        datadir=str(folder),
    )
    topic = app.topic(*(topic_of(service) for service in services), value_type=bytes, key_type=bytes)
    watch = Watch()

    @app.agent(topic, concurrency=1, name=f"{group}-agent")
    async def follow(stream: StreamT[bytes]) -> None:
        async for events in stream.noack_take(BATCH, within=WITHIN):  # type: ignore[attr-defined]
            await _batch(stream, list(events), take, watch)

    @app.timer(5.0)  # type: ignore[untyped-decorator]
    async def look_after() -> None:
        if watch.stuck_for() > STANDSTILL:
            log.error("a batch has not ended for %s seconds: ending, so that a fresh worker starts", STANDSTILL)
            os._exit(1)

    return app


class Watch:
    """Tells how long the batch in hand has been in hand."""

    def __init__(self) -> None:
        self._since: float | None = None

    def begin(self) -> None:
        """A batch was taken."""
        self._since = time.monotonic()

    def end(self) -> None:
        """It is done."""
        self._since = None

    def stuck_for(self) -> float:
        """Seconds since the batch in hand was taken; 0 with none."""
        return time.monotonic() - self._since if self._since else 0.0


async def _batch(stream: StreamT[bytes], events: Sequence[EventT[bytes]], take: Take, watch: Watch) -> None:
    messages: list[Message] = []
    for event in events:
        try:
            messages.append(from_message(event.headers or {}, event.value))
        except NotACloudEvent:
            log.error("a message at %s is no event of ours: skipped", event.message.tp)  # noqa: TRY400 - content stays out
    watch.begin()
    try:
        if messages:
            await asyncio.to_thread(take, messages)
    except BaseException:
        log.exception("the batch failed: ending, so that a fresh worker reads it again")
        os._exit(1)
    watch.end()
    for event in events:
        await stream.ack(event)


def run(app: faust.App, settings: Settings) -> None:
    """Run a worker until it is told to stop."""
    worker = faust.Worker(app, loglevel=settings.log_level, redirect_stdouts=False)
    worker.execute_from_commandline()
