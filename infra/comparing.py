"""The whole record against the logs, event by event: what was edited, deleted or put in after it was sealed.

The logs are believed as far as the roots go that were signed in the last round, so that nothing that comes meanwhile disturbs.
In both directions: every leaf has its row, byte for byte; every row that is old enough has its leaf.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, fields
from itertools import islice
from typing import Any, LiteralString

import orjson
import psycopg

from infra.checkpoints import cut_at
from infra.codec import lane_of
from infra.seal import Records, keys_of, leaf_of
from infra.sealed import Entry, Sealed
from infra.settings import SERVICES, Settings
from infra.transparency import leaf, merkle
from infra.transparency.chain import TAKES_UP, folder_of
from infra.transparency.checkpoint import parse_text
from infra.transparency.leaf import Leaf, NotALeaf
from infra.transparency.note import NotANote, open_note
from infra.transparency.published import Published
from infra.transparency.tiles import TILE, Damaged, View

PAGE = 4
"""Bundles of entries in one question to the record."""
TOLD = 20
"""How many differences are named; the others are counted."""


@dataclass
class Compared:
    """What a comparison found."""

    events: int = 0
    unsealed: int = 0
    differing: int = 0
    findings: list[str] = field(default_factory=list)
    seen: dict[str, bytearray] = field(default_factory=lambda: defaultdict(bytearray))
    """Which positions of each service stand in a log: a byte for each."""

    def find(self, what: str) -> None:
        """Count a difference; the first ones are named."""
        self.differing += 1
        if len(self.findings) < TOLD:
            self.findings.append(what)

    def see(self, service: str, position: int) -> None:
        """An event of this service and position stands in a log."""
        seen = self.seen[service]
        if position > len(seen):
            seen.extend(bytes(max(position - len(seen), 4096)))
        seen[position - 1] = 1


def compare(settings: Settings) -> Compared:
    """Every event of every log against its row, then every row against the logs."""
    compared = Compared()
    with (
        closing(Records(settings)) as records,
        psycopg.connect(settings.database("seal", "weita_sealer"), autocommit=True) as connection,
    ):
        kept, cut = Sealed(connection).kept(), cut_at(connection)
        for name, noted in sorted(cut.checkpoints.items()) if cut else ():
            published = Published(settings.logs / folder_of(name), keys_of(settings))
            try:
                _compare_log(published, noted.note, records, kept.get(name, {}), compared)
            except (Damaged, NotANote) as damage:
                compared.find(f"the log itself is damaged, ask verify.py: {damage}")
        for service in SERVICES:
            _compare_rows(service, cut.positions.get(service, 0) if cut else 0, records.connection(service), compared)
    return compared


def _compare_log(published: Published, note: str, records: Records, kept: Mapping[str, int], compared: Compared) -> None:
    """Raises `Damaged`, `NotANote`."""
    head = parse_text(open_note(note, published.verifiers)[0])
    view = View(published.folder, head.size)

    def hashes() -> Iterator[bytes]:
        for entries in _pages(view):
            yield from map(merkle.leaf_hash, entries)
            events = [leaf.parse(entry) for entry in entries if entry[:1] != TAKES_UP]
            held = [event for event in events if event.position <= kept.get(event.service, event.position)]
            _compare_events(held, records, compared)

    if merkle.root_of(hashes()) != head.root:
        raise Damaged(f"{published.folder.name}: its entries do not give the root that is signed")


def _pages(view: View) -> Iterator[list[bytes]]:
    numbers = iter(range(-(-view.size // TILE)))
    while some := list(islice(numbers, PAGE)):
        yield [entry for number in some for entry in view.entries(number)]


def _compare_events(events: Sequence[Leaf], records: Records, compared: Compared) -> None:
    rows = records.at(Entry(event.service, event.position, event.log, event.index, b"") for event in events)
    for event in events:
        compared.events += 1
        compared.see(event.service, event.position)
        if differing := list(_differences(event, rows.get((event.service, event.position)))):
            named = f"{event.service} {event.position} ({event.type} {event.id}), sealed as {event.log} {event.index}"
            compared.find(f"{named}: {', '.join(differing)}")


def _differences(event: Leaf, row: Sequence[Any] | None) -> Iterable[str]:
    """What a row of the record says otherwise than the leaf, field by field."""
    if row is None:
        return ["is gone from the record"]
    try:
        found = leaf_of(event.service, tuple(row), event.log, event.index)
        lane = lane_of(orjson.loads(row[10]).get("partitionkey", row[2]))
    except (ValueError, KeyError, TypeError, NotALeaf):
        return ["its envelope in the record cannot be read"]
    changed = [f"{one.name} was edited" for one in fields(Leaf) if getattr(found, one.name) != getattr(event, one.name)]
    return changed + (["lane was edited"] if lane != row[6] and not changed else [])


AROUND: LiteralString = """select position, type, id, previous_position <> before, recorded_at < earlier from (
    select position, type, id, previous_position, recorded_at,
           coalesce(lag(position) over (partition by lane order by position), 0) as before,
           lag(recorded_at) over (order by position) as earlier from event) e
  where previous_position <> before or recorded_at < earlier order by position"""
"""What stands in no leaf, or between two: the place before in the lane, and a clock that never goes back."""


def _compare_rows(service: str, sealed: int, connection: psycopg.Connection, compared: Compared) -> None:
    """Rows up to the last position sealed that stand in no log, and what lies between rows."""
    seen = compared.seen[service].ljust(sealed, b"\0")
    with connection.transaction(), connection.cursor("rows") as rows:
        rows.itersize = 5000
        for position, type_, id_ in rows.execute("select position, type, id from event order by position"):
            if position > sealed:
                compared.unsealed += 1
            elif position < 1 or not seen[position - 1]:
                compared.find(f"{service} {position} ({type_} {id_}): stands in no log: it was put in after sealing")
    for position, type_, id_, moved, back in connection.execute(AROUND).fetchall():
        said = ["the position before it in its lane was edited"] if moved else []
        said += ["it was recorded earlier than the one before it"] if back else []
        compared.find(f"{service} {position} ({type_} {id_}): {', '.join(said)}")
