"""Asking the read models: what an agency's import has come to, who is known already, and whether all has been applied."""

import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import psycopg

from infra.lag import lags
from infra.settings import Settings

PATIENCE = 120.0
PAUSE = 0.2
STEADY = 3
"""So many looks in a row must find nothing left to apply: a reaction may still be about to record something."""


class ReadModels:
    """The read models of a running system, as the desk reads them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.connection: psycopg.Connection[Any] = psycopg.connect(settings.database("read", "weita_desk"), autocommit=True)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def knows(self, stream: str) -> bool:
        """Whether a stream has an event."""
        return self._one("select count(*) from (select 1 from audit_trail.entry where stream = %s limit 1) e", (stream,)) > 0

    def facts(self, agency: str, sources: Mapping[str, Collection[str]]) -> dict[str, int]:
        """Per event type, how many sources of those given stand on a fact of that type."""
        return {
            kind: self._one(
                """select count(distinct e.source) from audit_trail.entry e
                   join unnest(%s::text[]) as s (source) on s.source = e.source
                   where e.type = %s and e.agency = %s""",
                (list(wanted), kind, agency),
            )
            for kind, wanted in sources.items()
        }

    def members(self, households: Collection[UUID]) -> int:
        """How often somebody entered one of these households."""
        return self._one("select count(*) from pathway.membership where joined and household = any(%s)", (list(households),))

    def events(self, ids: Collection[str]) -> int:
        """How many of these events stand in the trail."""
        return self._one("select count(*) from audit_trail.entry where event_id = any(%s::uuid[])", (list(ids),))

    def wait_for_exits(self, households: Collection[UUID], patience: float = PATIENCE) -> None:
        """Wait until housing has noted that these households have left; bounded, since a later note is harmless."""
        give_up, wanted = time.monotonic() + patience, list(households)
        query = "select count(distinct household) from audit_trail.entry where type = 'ExitNoted' and household = any(%s)"
        while time.monotonic() < give_up and self._one(query, (wanted,)) < len(wanted):
            time.sleep(PAUSE)

    def wait_until_applied(self, patience: float = PATIENCE) -> bool:
        """Wait until no read model lags; whether that was so in time."""
        give_up, steady = time.monotonic() + patience, 0
        while steady < STEADY:
            if time.monotonic() > give_up:
                return False
            behind = any(lag.lag_events for lag in lags(self._settings).values())
            steady = 0 if behind else steady + 1
            if steady < STEADY:
                time.sleep(PAUSE)
        return True

    def _one(self, query: str, values: Sequence[Any]) -> int:
        row = self.connection.execute(query, values).fetchone()
        return int(row[0]) if row else 0
