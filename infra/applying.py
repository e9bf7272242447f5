"""Applying facts to read models: rows and marks in one transaction, each fact once, every hole seen and filled.

A fact whose position is at or before the lane's mark was applied; one whose `previousposition` is the mark is next;
anything else is a hole, filled from the record before going on (design decision 2). What can never be folded is
parked, and so is all that follows for the same key (decision 15).
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from uuid import UUID

import orjson
import psycopg
from psycopg import sql

from infra.codec import Codec, StoredFact
from infra.patience import StoreUnavailable
from infra.readmodel import Blind, ReadModel, Row, write_rows
from infra.store import COLUMNS, stored_fact
from services.kernel.event import Recorded

log = logging.getLogger("weita.projections")

Lane = tuple[str, int]
Message = tuple[str, StoredFact]
Told = tuple[Message, Recorded, list[Row]]
UNWRITABLE = (psycopg.DataError, psycopg.IntegrityError, ValueError, TypeError, LookupError)
"""What a row meets that the tables can never take: a fault of the data, not of the world."""


@dataclass
class Applied:
    """What one call did: facts newly applied (in order), holes filled, facts parked."""

    facts: list[Recorded] = field(default_factory=list)
    seen: int = 0
    holes: int = 0
    parked: int = 0


class Records:
    """The services' records, read directly: for holes and for rebuilding."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self.urls = urls
        self._open: dict[str, psycopg.Connection] = {}

    @property
    def services(self) -> tuple[str, ...]:
        """The services whose records these are."""
        return tuple(self.urls)

    def beyond(self, service: str, marks: Mapping[int, int], limit: int) -> list[StoredFact]:
        """The facts beyond the mark of each lane, in order of position."""
        rows = self.connection(service).execute(
            f"""select {COLUMNS} from event e join unnest(%s::int[], %s::bigint[]) as m (lane_, mark_)
                on e.lane = m.lane_ and e.position > m.mark_ order by position limit %s""",  # noqa: S608 - constants
            (list(marks), list(marks.values()), limit),
        )
        return [stored_fact(row) for row in rows.fetchall()]

    def one(self, service: str, event_id: UUID) -> StoredFact | None:
        """The fact with this id, or None."""
        row = self.connection(service).execute(f"select {COLUMNS} from event where id = %s", (event_id,)).fetchone()  # noqa: S608
        return stored_fact(row) if row else None

    def connection(self, service: str) -> psycopg.Connection:
        """An open connection to a service's record."""
        connection = self._open.get(service)
        if connection is None or connection.closed:
            connection = self._open[service] = psycopg.connect(self.urls[service], autocommit=True)
        return connection

    def close(self) -> None:
        """Let the connections go."""
        for connection in self._open.values():
            connection.close()

    def between(self, service: str, lane: int, after: int, before: int) -> list[StoredFact]:
        """The facts of one lane between two positions, both left out."""
        rows = self.connection(service).execute(
            f"select {COLUMNS} from event where lane = %s and position > %s and position < %s order by position",  # noqa: S608
            (lane, after, before),
        )
        return [stored_fact(row) for row in rows.fetchall()]


class Decoder:
    """Stored facts to recorded ones, decrypted where a read model asks for it; each only once a batch."""

    def __init__(self, codecs: Mapping[str, Codec]) -> None:
        self._codecs = codecs
        self._batch: dict[tuple[UUID, bool], Recorded] = {}

    def begin(self) -> None:
        """Start a new batch."""
        self._batch.clear()

    def decode(self, service: str, stored: StoredFact, *, clear: bool) -> Recorded:
        """Raises whatever makes the event unreadable. What has no personal fields reads the same with and without keys."""
        clear = clear and bool(self._codecs[service].personal_fields_of(stored))
        found = self._batch.get((stored.id, clear))
        if found is None:
            found = self._batch[stored.id, clear] = self._codecs[service].decode(stored, clear=clear)
        return found

    def blinded(self, row: Row) -> Row:
        """The row with codes as the blind index has them."""
        if not any(isinstance(value, Blind) for value in row.values.values()):
            return row
        vault = next(iter(self._codecs.values())).vault
        assert vault
        values = {name: vault.blind.of(value.code) if isinstance(value, Blind) else value for name, value in row.values.items()}
        return replace(row, values=values)

    def fetch_keys(self, messages: Iterable[Message]) -> None:
        """Bring the keys of many facts into memory in one call."""
        kids: list[UUID] = []
        for service, stored in messages:
            with suppress(ValueError, LookupError, TypeError):  # what cannot be read is parked when it is decoded
                kids += self._codecs[service].key_ids(stored)
        vault = next(iter(self._codecs.values())).vault
        if kids and vault:
            vault.fetch(kids)


def read_marks(connection: psycopg.Connection, schema: str, lanes: Iterable[Lane]) -> dict[Lane, int]:
    """The marks of lanes, locked until the transaction ends, so that a worker thought dead cannot apply beside us."""
    wanted = sorted(set(lanes))
    name = sql.Identifier(schema)
    arrays = ([service for service, _ in wanted], [lane for _, lane in wanted])
    select = sql.SQL(
        """select m.service, m.lane, m.position from {}.mark m
           join unnest(%s::text[], %s::int[]) as a (service, lane) on m.service = a.service and m.lane = a.lane
           order by m.service, m.lane for update of m"""
    ).format(name)
    rows = connection.execute(select, arrays).fetchall()
    if len(rows) < len(wanted):
        connection.execute(
            sql.SQL("insert into {}.mark select *, 0 from unnest(%s::text[], %s::int[]) on conflict do nothing").format(name),
            arrays,
        )
        rows = connection.execute(select, arrays).fetchall()
    return {(service, lane): position for service, lane, position in rows}


def write_marks(connection: psycopg.Connection, schema: str, marks: Mapping[Lane, int]) -> None:
    """Move marks forward."""
    connection.execute(
        sql.SQL(
            """update {}.mark m set position = a.position
               from unnest(%s::text[], %s::int[], %s::bigint[]) as a (service, lane, position)
               where m.service = a.service and m.lane = a.lane"""
        ).format(sql.Identifier(schema)),
        ([s for s, _ in marks], [lane for _, lane in marks], list(marks.values())),
    )


def apply(
    connection: psycopg.Connection, model: ReadModel, schema: str, messages: Sequence[Message], decoder: Decoder, records: Records
) -> Applied:
    """Apply messages to one read model inside the caller's transaction."""
    done = Applied()
    mine = [(service, stored) for service, stored in messages if service in model.services]
    if not mine:
        return done
    marks = read_marks(connection, schema, {(service, stored.lane) for service, stored in mine})
    before = dict(marks)
    due = list(_in_order(mine, marks, records, done))
    if due:
        fold(connection, model, schema, due, decoder, done)
    moved = {lane: position for lane, position in marks.items() if position != before[lane]}
    if moved:
        write_marks(connection, schema, moved)
    return done


def _in_order(messages: Iterable[Message], marks: dict[Lane, int], records: Records, done: Applied) -> Iterable[Message]:
    """The messages not applied yet, each lane without holes; moves the marks along."""
    for service, stored in messages:
        lane = (service, stored.lane)
        if stored.position <= marks[lane]:
            done.seen += 1
            continue
        if stored.previous_position != marks[lane]:
            missing = records.between(service, stored.lane, marks[lane], stored.position)
            log.warning("hole in %s lane %s: %s events read from the record", service, stored.lane, len(missing))
            done.holes += 1
            for late in missing:
                yield service, late
        yield service, stored
        marks[lane] = stored.position


def fold(
    connection: psycopg.Connection, model: ReadModel, schema: str, due: Sequence[Message], decoder: Decoder, done: Applied
) -> None:
    """Decode, fold and write; what cannot be is parked, and its key with it."""
    if model.clear:
        decoder.fetch_keys(due)
    parking = Parking(model.name, parked_keys(connection, schema))
    told: list[Told] = []
    for message in due:
        if parking.waits(message):
            continue
        try:
            fact = decoder.decode(*message, clear=model.clear)
            told.append((message, fact, [decoder.blinded(row) for row in model.when(fact)]))
        except (StoreUnavailable, psycopg.Error):
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the data, the event is kept and shown
            parking.add(message, error)
    done.facts += _written(connection, model, schema, told, parking)
    if parking.parked:
        park(connection, schema, sorted(parking.parked, key=lambda parked: (parked[0][0], parked[0][1].position)))
        done.parked += len(parking.parked)


@dataclass
class Parking:
    """What one call sets aside, and at which keys."""

    model: str
    keys: set[tuple[str, str]]
    parked: list[tuple[Message, str]] = field(default_factory=list)

    def waits(self, message: Message) -> bool:
        """Whether an earlier event of the key is parked; then this one is, too."""
        service, stored = message
        if (service, key_of(stored)) not in self.keys:
            return False
        self.parked.append((message, "an earlier event of this key is parked"))
        return True

    def add(self, message: Message, error: Exception) -> None:
        """Park an event for what is wrong with it."""
        service, stored = message
        self.keys.add((service, key_of(stored)))
        self.parked.append((message, f"{type(error).__name__} in {self.model}"))


def _written(
    connection: psycopg.Connection, model: ReadModel, schema: str, told: Sequence[Told], parking: Parking
) -> list[Recorded]:
    """Write all rows at once; where the database cannot take one, fact by fact, so that only that one's key is parked."""
    try:
        with connection.transaction():
            write_rows(connection, model, schema, [row for _, _, rows in told for row in rows])
    except UNWRITABLE:
        return list(_one_by_one(connection, model, schema, told, parking))
    return [fact for _, fact, _ in told]


def _one_by_one(
    connection: psycopg.Connection, model: ReadModel, schema: str, told: Sequence[Told], parking: Parking
) -> Iterable[Recorded]:
    for message, fact, rows in told:
        if parking.waits(message):
            continue
        try:
            with connection.transaction():
                write_rows(connection, model, schema, rows)
        except UNWRITABLE as error:
            parking.add(message, error)
        else:
            yield fact


def key_of(stored: StoredFact) -> str:
    """The partition key of a stored fact."""
    return str(orjson.loads(stored.envelope).get("partitionkey", stored.originator_id))


def parked_keys(connection: psycopg.Connection, schema: str) -> set[tuple[str, str]]:
    """The keys at which the read model waits for a mend."""
    rows = connection.execute(sql.SQL("select distinct service, key from {}.parked").format(sql.Identifier(schema)))
    return {(service, key) for service, key in rows.fetchall()}


def park(connection: psycopg.Connection, schema: str, parking: Sequence[tuple[Message, str]]) -> None:
    """Keep events aside, with the reason; no content, only ids."""
    with connection.cursor() as cursor:
        cursor.executemany(
            sql.SQL(
                "insert into {}.parked (service, position, key, event_id, type, reason) values (%s, %s, %s, %s, %s, %s)"
            ).format(sql.Identifier(schema)),
            [(s, f.position, key_of(f), f.id, f.topic, reason) for (s, f), reason in parking],
        )
