"""The record of one service: an `eventsourcing` application on PostgreSQL with our own recorder.

One database call per append (events, receipt, notify, all under one advisory lock), and saves of one process that
come at the same time share that call: see `infra/grouping.py` and `infra/migrations/service/`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    Notification,
    ProcessRecorder,
    Subscription,
)
from eventsourcing.utils import Environment
from psycopg_pool import ConnectionPool

from infra.codec import Codec, StoredFact
from infra.grouping import Grouping, Outcome, Save, SavedReceipt
from infra.patience import patiently

COLUMNS = """position, id, stream, version, type, schema_version, lane, previous_position,
             occurred_at, recorded_at, envelope, data"""
PAGE = 500


def stored_fact(row: Sequence[Any]) -> StoredFact:
    """A row of `COLUMNS` as a stored fact."""
    position, id_, stream, version, type_, schema, lane, previous, occurred, recorded, envelope, data = row
    return StoredFact(
        originator_id=stream, originator_version=version, topic=type_, state=data.encode(), id=id_,
        schema_version=schema, lane=lane, occurred_at=occurred, envelope=envelope,
        position=position, previous_position=previous, recorded_at=recorded,
    )  # fmt: skip


class Recorder(ApplicationRecorder):
    """Reads and appends rows of `event`."""

    def __init__(self, pool: ConnectionPool) -> None:
        super().__init__()
        self.pool = pool
        self.grouping = Grouping(pool)

    def insert_events(self, stored_events: Sequence[Any], **kwargs: Any) -> Sequence[int] | None:
        """Append through the group; `kwargs` are `read` and `receipt`. Raises what `Grouping.append` raises."""
        outcome = self.append(Save(tuple(stored_events), kwargs["read"], kwargs["receipt"]))
        return [outcome.first_position + n for n in range(len(stored_events))]

    def append(self, save: Save) -> Outcome:
        """Append one save: recorded, known (its receipt was there) or stale."""
        return self.grouping.append(save)

    def select_events(
        self, originator_id: Any, *, gt: int | None = None, lte: int | None = None, desc: bool = False, limit: int | None = None
    ) -> Sequence[StoredFact]:
        """The events of one stream, in order of version."""
        rows = self._read(
            f"""select {COLUMNS} from event where stream = %s and version > %s and version <= %s
                order by version {"desc" if desc else "asc"} limit %s""",  # noqa: S608 - constants
            (str(originator_id), gt or 0, 2**31 - 1 if lte is None else lte, limit),
        )
        return [stored_fact(row) for row in rows]

    def select_streams(self, after: Mapping[str, int]) -> Sequence[StoredFact]:
        """The events of several streams beyond the versions given, in one call."""
        rows = self._read(
            f"""select {COLUMNS} from event e join unnest(%s::text[], %s::int[]) as a (stream_, after_)
                 on e.stream = a.stream_ and e.version > a.after_ order by stream, version""",  # noqa: S608
            (list(after), list(after.values())),
        )
        return [stored_fact(row) for row in rows]

    def select_ids(self, ids: Sequence[UUID]) -> Sequence[StoredFact]:
        """The events with these ids, in order of position."""
        rows = self._read(f"select {COLUMNS} from event where id = any(%s) order by position", (list(ids),))  # noqa: S608
        return [stored_fact(row) for row in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The library's view of the log; our own programs read `pages`."""
        first = (start or 0) + (0 if inclusive_of_start else 1)
        rows = self._read(
            f"""select {COLUMNS} from event where position >= %s and position <= %s
                and (%s::text[] = '{{}}' or type = any(%s)) order by position limit %s""",  # noqa: S608
            (first, 2**62 if stop is None else stop, list(topics), list(topics), limit),
        )
        facts = [stored_fact(row) for row in rows]
        return [Notification(f.originator_id, f.originator_version, f.topic, f.state, f.position) for f in facts]

    def max_notification_id(self) -> int | None:
        """The last position, None for an empty log."""
        last: int | None = self._read("select max(position) from event", ())[0][0]
        return last

    def receipt(self, agency: str, key: str) -> SavedReceipt | None:
        """The receipt of an earlier command."""
        return self.grouping.receipt(agency, key)

    def _read(self, query: LiteralString, arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Rows, asked for again while the database is away. Raises `StoreUnavailable`."""

        def run() -> list[tuple[Any, ...]]:
            with self.pool.connection() as connection:
                return connection.execute(query, arguments).fetchall()

        return patiently(run)

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Not offered: followers of the record are the relay and the rebuild, which read pages."""
        raise NotImplementedError


class Factory(InfrastructureFactory):
    """Gives the application its recorder. Only the application recorder exists: tracking lives in the projections."""

    def __init__(self, env: Environment, pool: ConnectionPool) -> None:
        super().__init__(env)
        self._recorder = Recorder(pool)

    def application_recorder(self) -> ApplicationRecorder:
        """The one recorder."""
        return self._recorder

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """The same recorder serves single streams."""
        del purpose
        return self._recorder

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:
        """Not offered."""
        raise NotImplementedError

    def process_recorder(self) -> ProcessRecorder:
        """Not offered."""
        raise NotImplementedError


class Record(Application[str]):
    """An event-sourced application whose events are `Recorded` facts of one service."""

    log_section_size = PAGE

    def __init__(self, pool: ConnectionPool, codec: Codec) -> None:
        self._pool, self._codec = pool, codec
        super().__init__(env={"PERSISTENCE_MODULE": "infra.store"})

    def construct_factory(self, env: Environment) -> InfrastructureFactory:
        """Our factory, on the pool given."""
        return Factory(env, self._pool)

    def construct_mapper(self) -> Codec:
        """Our codec."""
        return self._codec

    @property
    def rows(self) -> Recorder:
        """The recorder, with what the library's interface does not name."""
        assert isinstance(self.recorder, Recorder)
        return self.recorder
