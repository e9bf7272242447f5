"""Sends what a form asks to the service, in the name of whoever filled it in, and waits until the pages show it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import orjson
import psycopg
from fastapi import Request
from starlette.exceptions import HTTPException

from infra.settings import NotRunning
from projections.desk.desk import desk_of
from projections.desk.session import COOKIE

PATIENCE = 20.0
"""Seconds for an answer."""
LOOK, AGAIN = 2.0, 0.05
"""Seconds that we wait for our own event, and between two looks."""
DONE = frozenset({200, 201})
AWAY: Mapping[str, Any] = {"type": "/problems/try-again", "status": 503}


@dataclass(frozen=True)
class Outcome:
    """The answer of a service: what was recorded, or the problem document."""

    status: int
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Whether it was recorded, now or by an earlier sending."""
        return self.status in DONE

    @property
    def events(self) -> list[UUID]:
        """What was recorded."""
        return [UUID(event["id"]) for event in self.said.get("events", ())]


def send(request: Request, service: str, command: str, key: str, body: Mapping[str, Any]) -> Outcome:
    """Ask a service. The same key again is the same ask: whoever sends twice is answered as at first."""
    line = orjson.dumps({"command": command, "key": key, "body": body})
    answer = post(request, service, "/commands", line)
    if answer is None or answer.status_code != httpx.codes.OK:
        return _not_asked(answer)
    said = orjson.loads(answer.content)
    return Outcome(said["status"], said)


def _not_asked(answer: httpx.Response | None) -> Outcome:
    if answer is None or answer.status_code >= 500:
        return Outcome(503, AWAY)
    return Outcome(answer.status_code, answer.json())


def post(request: Request, service: str, path: str, content: bytes = b"") -> httpx.Response | None:
    """A request with the reader's own token; None where nobody answers."""
    try:
        url = desk_of(request).settings.service_url(service)
    except NotRunning:
        return None
    headers = {"Authorization": f"Bearer {token_of(request)}", "Content-Type": "application/json"}
    try:
        return httpx.post(url + path, content=content, headers=headers, timeout=httpx.Timeout(PATIENCE, connect=3.0))
    except httpx.TransportError:
        return None


def token_of(request: Request) -> str:
    """The reader's token, from wherever they gave it."""
    header = request.headers.get("authorization", "")
    token = header.partition(" ")[2] or request.cookies.get(COOKIE, "")
    if not token:
        raise HTTPException(403)
    return token


_SHOWN = """select count(*) from audit_trail.entry e where e.event_id = any(%(events)s)
    and exists (select 1 from pathway.mark m where (m.service, m.lane) = (e.service, e.lane) and m.position >= e.position)
    and exists (select 1 from due.mark m where (m.service, m.lane) = (e.service, e.lane) and m.position >= e.position)
    and exists (select 1 from people.mark m where (m.service, m.lane) = (e.service, e.lane) and m.position >= e.position)"""
"""How many of the events the trail has, and the pathway, what is due and the people have read as far."""


def shown(connection: psycopg.Connection[Any], events: list[UUID]) -> bool:
    """Whether the pages show what was recorded; looks for up to two seconds."""
    give_up = time.monotonic() + LOOK
    while True:
        row = connection.execute(_SHOWN, {"events": events}).fetchone()
        if row and row[0] >= len(events):
            return True
        if time.monotonic() > give_up:
            return False
        time.sleep(AGAIN)
