"""`python -m projections.forgetting`: forgets whom oversight says to forget. One active; stand-bys wait.

Keys first, then the fact: whoever reads `SubjectErased` finds nothing that opens. Every step may be done again, so that
a kill anywhere is mended by the next start.
"""

import logging
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import Any
from uuid import UUID, uuid5

import httpx
import psycopg

from infra.auth import issue_token
from infra.clock import follow
from infra.forgetting import Eraser, Fence, eraser_of, fences_in
from infra.keys import LOOK_EVERY, Owner
from infra.settings import Settings
from infra.tenure import keep_on, take
from projections import rights
from services.kernel.access import SYSTEM
from services.kernel.command import WEITA

log = logging.getLogger("weita.forgetting")

LOCK = 27847
PAUSE = 1.0
DROPPED = LOOK_EVERY + 0.5
"""After how many seconds no program holds a key any more that was destroyed."""
VANISHED = 30.0
SETTLED = frozenset({404, 409, 422})


class Forgetting:
    """Carries out what the read model of rights says is asked for."""

    def __init__(self, settings: Settings, read: psycopg.Connection[Any], eraser: Eraser) -> None:
        self._settings, self._read, self._eraser = settings, read, eraser
        self._http = httpx.Client(base_url=settings.service_url("oversight"), timeout=30.0)

    def close(self) -> None:
        """Let the connections to oversight go."""
        self._http.close()

    def step(self) -> int:
        """Forget all who are to be forgotten, and give a new key to whoever came back; how many were forgotten."""
        waiting = rights.pending(self._read)
        if waiting:
            with self._no_rebuild():
                fences = self._eraser.forget([owner for erasure in waiting for owner in owners_of(erasure)])
                time.sleep(DROPPED)
                for erasure in waiting:
                    self._tell(erasure, fences)
            self._await(fences)
        for owner in rights.readmitted(self._read):
            self._eraser.readmit(owner)  # type: ignore[arg-type]
        return len(waiting)

    def _no_rebuild(self) -> ExitStack:
        """A rebuild of `people` that began before must not end after with what it opened; it takes this lock, too."""
        held = ExitStack()
        self._read.execute("select pg_advisory_lock(hashtext('people_next'))")
        held.callback(self._read.execute, "select pg_advisory_unlock(hashtext('people_next'))")
        return held

    def _tell(self, erasure: dict[str, Any], fences: Sequence[Fence]) -> None:
        """Record that the keys are destroyed. Raises `httpx.HTTPError` where oversight is away; then it is told later."""
        owners = set(owners_of(erasure))
        keys = [
            {"kid": str(one.kid), "person": str(one.person), "kind": one.kind} for one in fences if (one.person, one.kind) in owners
        ]
        token = issue_token(self._settings, agency=erasure["agency"], roles=[SYSTEM], subject="forgetting")
        name = erasure["erasure"]
        answer = self._http.post(
            f"/subjects/{erasure['person']}/erasure/{name}/done",
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"forgetting:{uuid5(WEITA, str(name))}"},
            json={"keys": keys},
        )
        if answer.status_code in SETTLED:
            log.error("%s is not recorded: %s", name, answer.json().get("type"))
            return
        answer.raise_for_status()
        log.info("%s: %s keys destroyed", name, len(keys))

    def _await(self, fences: Sequence[Fence]) -> None:
        """Once `people` has heard of it, let the database clear what the rows have left on its pages."""
        give_up = time.monotonic() + VANISHED
        kids = [fence.kid for fence in fences]
        while time.monotonic() < give_up:
            row = self._read.execute("select count(*) from people.fence where kid = any(%s)", (kids,)).fetchone()
            if row and row[0] == len(kids):
                break
            time.sleep(0.1)
        self._read.execute("vacuum people.person, people.text")


def owners_of(erasure: dict[str, Any]) -> list[Owner]:
    """Whose keys an erasure destroys: those of all ids of the human."""
    kinds: tuple[Any, ...] = ("care", "evidence") if erasure["what"] == "everything" else ("care",)
    return [(UUID(str(person)), kind) for person in erasure["persons"] for kind in kinds]


def run(settings: Settings, stopping: threading.Event) -> None:
    """One tenure: the connection that holds the lock is the one that reads."""
    with ExitStack() as held:
        read = held.enter_context(psycopg.connect(settings.database("read", "weita_projector"), autocommit=True))
        if not take(read, LOCK, stopping, PAUSE):
            return
        keys = held.enter_context(psycopg.connect(settings.database("keys", "weita_eraser"), autocommit=True))
        record = held.enter_context(psycopg.connect(settings.database("oversight", "weita_eraser"), autocommit=True))
        eraser = eraser_of(settings, keys)
        if back := eraser.fence(fences_in(record)):
            log.warning("%s destroyed keys were back, and are destroyed again", back)
        forgetting = held.enter_context(closing(Forgetting(settings, read, eraser)))
        while not stopping.is_set():
            forgetting.step()
            stopping.wait(PAUSE)


def main() -> None:
    """Forget until told to stop; while read models, keys or oversight are away, wait."""
    settings = Settings()
    follow(settings.data)
    keep_on(settings, run, log)


if __name__ == "__main__":
    main()
