"""`python -m projections.clock`: time passes by commands. One active clock notes what has fallen due; stand-bys wait.

The key of each command follows from rule, thing and day, so that noting twice is harmless. No rule of the domain waits
for the clock: decisions compare days themselves.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid5

import httpx
import psycopg

from infra.auth import issue_token
from infra.clock import follow, now
from infra.settings import Settings
from infra.tenure import keep_on, take
from projections.due import Due, fallen_due
from services.kernel.access import SYSTEM
from services.kernel.command import WEITA

log = logging.getLogger("weita.clock")

LOCK = 27842
PAUSE = 30.0
SETTLED = frozenset({404, 409, 422})


@dataclass(frozen=True)
class Note:
    """What is asked when a thing has fallen due: of which service, at which address, how long after its day."""

    service: str
    path: Callable[[Due], str]
    wait: timedelta = timedelta(0)


DAY_AFTER = timedelta(days=1)
NOTES: Mapping[str, Note] = {
    "consent": Note("intake", lambda due: f"/households/{due.household}/consents/{due.thing}/expiry", DAY_AFTER),
    "permit": Note("intake", lambda due: f"/persons/{due.person}/permits/{due.says}/expiry", DAY_AFTER),
    "review": Note("intake", lambda due: f"/households/{due.household}/plan/review/due"),
    "follow_up": Note("intake", lambda due: f"/households/{due.household}/follow-ups/{due.thing}/due"),
    "stay": Note("housing", lambda due: f"/households/{due.household}/assignments/{due.thing}/due"),
    "cover": Note("register", lambda due: f"/volunteers/{due.person}/covers/{due.thing}/lapse", DAY_AFTER),
}
"""A consent, permit or cover holds on its last day; a stay, a review or a follow-up is due on its day."""


class Clock:
    """Notes what has fallen due, page by page."""

    def __init__(self, settings: Settings, urls: Mapping[str, str]) -> None:
        self._settings, self._urls = settings, urls
        self._http = httpx.Client(timeout=30.0)
        self._refused: set[str] = set()

    def tick(self, connection: psycopg.Connection) -> int:
        """Note all that is due today; how many things a service has noted. Raises `httpx.HTTPError` where one is away."""
        noted = 0
        waits = {kind: note.wait for kind, note in NOTES.items()}
        while todo := [due for due in fallen_due(connection, waits, now().date()) if _key(due) not in self._refused]:
            noted += sum(self._note(due) for due in todo)
            self._refused |= {_key(due) for due in todo}
        return noted

    def _note(self, due: Due) -> bool:
        note = NOTES[due.kind]
        token = issue_token(self._settings, agency=due.agency or "", roles=[SYSTEM], subject="clock")
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": _key(due)}
        answer = self._http.post(self._urls[note.service] + note.path(due), headers=headers, json={})
        if answer.status_code in SETTLED:
            log.warning("%s %s of %s: %s", due.kind, due.thing, due.due_on, answer.json().get("type"))
            return False
        answer.raise_for_status()
        return True

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()


def _key(due: Due) -> str:
    return f"clock:{uuid5(WEITA, f'{due.kind} {due.thing} {due.says} {due.due_on}')}"


def main() -> None:
    """Tick until told to stop; while another clock is active, or read models and services are away, wait."""
    settings = Settings()
    follow(settings.data)
    keep_on(settings, _run, log)


def _run(settings: Settings, stopping: threading.Event) -> None:
    url, urls = (
        settings.database("read", "weita_desk"),
        {note.service: settings.service_url(note.service) for note in NOTES.values()},
    )
    with closing(Clock(settings, urls)) as clock, psycopg.connect(url, autocommit=True) as connection:
        take(connection, LOCK, stopping, PAUSE)
        while not stopping.is_set():
            clock.tick(connection)
            stopping.wait(PAUSE)


if __name__ == "__main__":
    main()
