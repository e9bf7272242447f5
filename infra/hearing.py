"""What a worker of reactions hears: every fact of its neighbours, also those that Kafka left out.

Kafka's offsets only say where to start reading, and may run ahead of what was heard (a broker that lost its tail, an
offset committed too early). So each lane has a mark, and what lies between it and the next message is read from the
record (design decision 2). A fact that comes again is handed on again: its receipt sees to it that it acts once.
"""

import logging
from collections.abc import Mapping, Sequence

from psycopg_pool import ConnectionPool

from infra.applying import Lane, Message, Records
from infra.patience import patiently
from infra.settings import LANES
from infra.stream import Take

log = logging.getLogger("weita.react")

PAGE = 500


class Hearing:
    """Hands on the neighbours' facts of some types, none left out."""

    def __init__(self, pool: ConnectionPool, records: Records, take: Take, types: frozenset[str]) -> None:
        self._pool, self._records, self._take, self._types = pool, records, take, types

    def catch_up(self) -> None:
        """Hear what the marks lack straight from the records."""
        for service in self._records.services:
            heard = self._marks()
            marks = {lane: heard.get((service, lane), 0) for lane in range(LANES)}
            while page := self._beyond(service, marks):
                self.take(page)
                marks |= {stored.lane: stored.position for _, stored in page}

    def take(self, messages: Sequence[Message]) -> None:
        """Hand on a batch, each hole in it filled first; then move the marks."""
        marks = self._marks()
        due: list[Message] = []
        for service, stored in messages:
            mark = marks.get((service, stored.lane), 0)
            if stored.previous_position > mark:
                self._hand_on(due)
                due = []
                self._fill(service, stored.lane, mark, stored.position)
            due.append((service, stored))
            marks[service, stored.lane] = max(mark, stored.position)
        self._hand_on(due)
        self._move(marks)

    def _fill(self, service: str, lane: int, mark: int, before: int) -> None:
        log.warning("hole in %s lane %s after position %s: read from the record", service, lane, mark)
        while missing := [message for message in self._beyond(service, {lane: mark}) if message[1].position < before]:
            self._hand_on(missing)
            mark = missing[-1][1].position

    def _beyond(self, service: str, marks: Mapping[int, int]) -> list[Message]:
        return [(service, stored) for stored in patiently(lambda: self._records.beyond(service, marks, PAGE))]

    def _hand_on(self, messages: Sequence[Message]) -> None:
        if wanted := [(service, stored) for service, stored in messages if stored.topic in self._types]:
            self._take(wanted)

    def _marks(self) -> dict[Lane, int]:
        def read() -> dict[Lane, int]:
            with self._pool.connection() as connection:
                rows = connection.execute("select service, lane, position from reaction_mark").fetchall()
            return {(service, lane): position for service, lane, position in rows}

        return patiently(read)

    def _move(self, marks: Mapping[Lane, int]) -> None:
        services, lanes = [service for service, _ in marks], [lane for _, lane in marks]

        def write() -> None:
            with self._pool.connection() as connection:
                connection.execute(
                    """insert into reaction_mark (service, lane, position)
                       select * from unnest(%s::text[], %s::int[], %s::bigint[])
                       on conflict (service, lane) do update
                       set position = greatest(reaction_mark.position, excluded.position)""",
                    (services, lanes, list(marks.values())),
                )

        patiently(write)
