"""The clocks while a year is told in seconds: each day of the story is decided and recorded on that day.

Only an own, embedded server is set so, and only where the record was empty when the story began; every start of the
system sets the clocks right (`infra.migrate`), and a log's times never go back whatever the clock says.
"""

from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from infra.clock import set_behind
from infra.migrate import CLOCK, owner_of, set_record_clock
from infra.settings import SERVICES, Settings

CLOSING = time(17)
"""A day is told as if it were evening: what happened in office hours was recorded on the same day."""


class StoryClock:
    """Sets the clocks of records and programs to days of the past; right again at the end."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self._settings = settings
        self._file = Path(settings.data) / f"story-{seed}.day"
        self._owners: list[psycopg.Connection] = []
        self._open = ExitStack()

    def today(self) -> date:
        """The last day of the story: the day on which it was begun on this data."""
        if not self._file.exists():
            if self._settings.database_url or not self._empty():
                return datetime.now(UTC).date()
            self._file.write_text(datetime.now(UTC).date().isoformat())
        return date.fromisoformat(self._file.read_text())

    def set(self, day: date) -> None:
        """From now on things are decided and recorded on this day; a day that is not past changes nothing."""
        if self._owners:
            past = datetime.now(UTC) - datetime.combine(day, CLOSING, UTC)
            self._shift(past if day < datetime.now(UTC).date() else timedelta())

    def __enter__(self) -> Self:
        if self._file.exists():
            self._owners = [self._open.enter_context(owner_of(self._settings, service)) for service in SERVICES]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._open:
            if self._owners:
                self._shift(timedelta())
        self._owners = []

    def _shift(self, past: timedelta) -> None:
        reading = f"{CLOCK} - interval '{past.total_seconds()} s'" if past > timedelta() else CLOCK
        for owner in self._owners:
            set_record_clock(owner, reading)
        set_behind(self._settings.data, past)

    def _empty(self) -> bool:
        with psycopg.connect(self._settings.database("intake", "weita_relay")) as connection:
            return connection.execute("select 1 from event limit 1").fetchone() is None
