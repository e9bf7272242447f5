"""`python -m infra.seal`: the sequencer. One is active, stand-bys wait.

It reads every service's record in order of position, gives each event its place in the log of its funded project and
commits that; then come tiles, synced; then one round of checkpoints for the logs that grew. What a kill leaves undone
follows from what is committed, and is done at the next start.
"""

import base64
import logging
import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
import psycopg

from infra.clock import now
from infra.program import log_to_stderr, until_stopped
from infra.sealed import Entry, NotGapless, Sealed, Signed
from infra.settings import SERVICES, Settings
from infra.store import COLUMNS
from infra.tenure import take
from infra.timestamps import Stamping
from infra.transparency import leaf, merkle
from infra.transparency.chain import folder_of, name_of, project_of, taking_up
from infra.transparency.leaf import Leaf
from infra.transparency.policy import NotAPolicy
from infra.transparency.published import Forked, Keys, Published
from infra.transparency.tiles import Damaged, Tree
from infra.witnessing import Shown, Witnessing

log = logging.getLogger("weita.seal")

LOCK = 2784_100
PAGE = 2000
PAUSE = 1.0
_LOG_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
Row = tuple[Any, ...]


class RecordChanged(Exception):
    """Raised when the record no longer holds what was sealed: it was set back or edited, and a person must decide."""


class Records:
    """The services' records, as the sequencer reads them."""

    def __init__(self, settings: Settings) -> None:
        self._connections = {
            name: psycopg.connect(settings.database(name, "weita_sealer"), autocommit=True, prepare_threshold=0)
            for name in SERVICES
        }

    def close(self) -> None:
        """Let the connections go."""
        for connection in self._connections.values():
            connection.close()

    def connection(self, name: str) -> psycopg.Connection:
        """The connection to one service's record."""
        return self._connections[name]

    def beyond(self, marks: Mapping[str, int]) -> list[tuple[str, Row]]:
        """What is recorded beyond the marks, by time of recording as far as it is known of all services; a page of each."""
        pages = {name: self._page(name, marks.get(name, 0)) for name in SERVICES}
        horizon = min((page[-1][9] for page in pages.values() if len(page) == PAGE), default=None)
        rows = [(name, row) for name, page in pages.items() for row in page if horizon is None or row[9] <= horizon]
        return sorted(rows, key=lambda one: (one[1][9], one[0], one[1][0]))

    def at(self, entries: Iterable[Entry]) -> dict[tuple[str, int], Row]:
        """The rows of events that have their place, by service and position."""
        asked: dict[str, list[int]] = defaultdict(list)
        for entry in entries:
            asked[entry.service].append(entry.position)
        query = f"select {COLUMNS} from event where position = any(%s)"  # noqa: S608 - constants
        return {(name, row[0]): row for name, at in asked.items() for row in self._connections[name].execute(query, (at,))}

    def _page(self, name: str, after: int) -> list[Row]:
        query = f"select {COLUMNS} from event where position > %s order by position limit %s"  # noqa: S608 - constants
        rows = self._connections[name].execute(query, (after, PAGE)).fetchall()
        for n, row in enumerate(rows, after + 1):
            if row[0] != n:
                raise RecordChanged(f"{name}: position {n} is missing in the record")
        return rows


class Sequencer:
    """One tenure: everything is read anew from what is committed and published; then round after round."""

    def __init__(self, settings: Settings, connection: psycopg.Connection, records: Records) -> None:
        self._folder, self._keys = settings.logs, keys_of(settings)
        self._sealed, self._records = Sealed(connection), records
        self._marks = dict.fromkeys(SERVICES, 0) | self._sealed.marks()
        self._sizes = self._sealed.sizes()
        self._signed = self._sealed.signed()
        self._published: dict[str, Published] = {}
        self._trees: dict[str, Tree] = {}
        self._current = {project_of(name): name for name in self._sealed.origins}

    @property
    def shown(self) -> dict[str, Shown]:
        """The newest checkpoint of each log."""
        return {name: (self._published[name], signed) for name, signed in self._signed.items()}

    def resume(self) -> None:
        """Bring folders to what is committed, whatever was left undone. Raises `RecordChanged`, `Forked`."""
        self._see_that_records_go_on()
        for name in sorted({*self._sizes, *self._folders_with_checkpoints()}):
            self._resume_log(name)
        self._sign()
        for name, signed in self._signed.items():
            self._published[name].publish(signed.head, signed.note)

    def round(self) -> int:
        """Seal and sign what was recorded since the last round; how many events. Raises as `resume`."""
        rows = self._records.beyond(self._marks)
        if not rows:
            return 0
        places = [self._place(service, row) for service, row in rows]
        self._sealed.add([entry for entry, _ in places])
        for entry, whole in places:
            self._trees[entry.log].append(whole)
            self._marks[entry.service] = entry.position
        for name in {entry.log for entry, _ in places}:
            self._trees[name].write()
        self._sign()
        return len(places)

    def _place(self, service: str, row: Row) -> tuple[Entry, bytes]:
        envelope = orjson.loads(row[10])
        name = self._current.get(envelope["projectcode"], envelope["projectcode"])
        if name not in self._trees:
            self._begin(name)
        index = self._sizes.get(name, 0)
        self._sizes[name] = index + 1
        whole = leaf.build(leaf_of(service, row, name, index))
        return Entry(service, row[0], name, index, merkle.leaf_hash(whole)), whole

    def _begin(self, name: str) -> None:
        if not _LOG_NAME.fullmatch(project_of(name)):
            raise RecordChanged(f"{name!r} cannot be the name of a log")
        folder = self._folder / folder_of(name)
        self._published[name] = Published(folder, self._keys)
        self._published[name].tell_keys()
        self._trees[name] = Tree(folder)

    def _sign(self) -> None:
        """One round: a checkpoint for every log that grew. It is noted before it is shown."""
        at, fresh = now(), dict[str, Signed]()
        for name, tree in self._trees.items():
            before = self._signed.get(name)
            if tree.size > (before.head.size if before else 0):
                fresh[name] = Signed(*self._published[name].sign(tree, before.head if before else None, int(at.timestamp())))
        if fresh:
            self._sealed.add_round(fresh, self._marks, at)
            self._signed |= fresh
        for name, signed in fresh.items():
            self._published[name].publish(signed.head, signed.note)

    def _see_that_records_go_on(self) -> None:
        """The last event that was sealed of each service still stands in its record."""
        lasts = [entry for service, mark in self._marks.items() if (entry := self._sealed.last(service, mark))]
        self._leaves(lasts)

    def _resume_log(self, name: str) -> None:
        self._begin(name)
        signed, shown = self._signed.get(name), self._published[name].newest()
        head = signed.head if signed else None
        if shown and (head is None or shown.size > head.size or (shown.size == head.size and shown.root != head.root)):
            raise Forked(f"{name}: the folder shows a checkpoint of {shown.size} that the sequencer's database does not know")
        if head:
            self._trees[name] = self._open(name, head.size, head.root)
        tree = self._trees[name]
        given_up = {origin.takes_up for origin in self._sealed.origins.values()}
        if tree.size < self._sizes.get(name, 0) and name not in given_up:
            self._fill(tree, name, self._sizes[name])

    def _open(self, name: str, size: int, root: bytes) -> Tree:
        """The tree that was signed, from its files; where they are damaged, written again from the record."""
        try:
            return Tree.open(self._published[name].folder, size, root)
        except Damaged as damage:
            log.warning("%s; writing the log %s again from the record", damage, name)
        tree = Tree(self._published[name].folder)
        self._fill(tree, name, size)
        if tree.root != root:
            raise Forked(f"{name}: the record gives another tree of {size} than the one that was signed")
        return tree

    def _fill(self, tree: Tree, name: str, size: int) -> None:
        """Add what has its place and is not in the tree; in front, where the log takes up another, that one's checkpoint."""
        if not tree.size and name in self._sealed.origins:
            tree.append(taking_up(name, self._sealed.origins[name].note))
            tree.write()
        for page in self._sealed.entries(name, tree.size):
            for whole in self._leaves(page[: size - tree.size]):
                tree.append(whole)
            tree.write()
            if tree.size >= size:
                return

    def _leaves(self, entries: Sequence[Entry]) -> list[bytes]:
        """The leaves of events as the record has them now, each seen to be what was sealed. Raises `RecordChanged`."""
        rows, leaves = self._records.at(entries), list[bytes]()
        for entry in entries:
            row = rows.get((entry.service, entry.position))
            whole = leaf.build(leaf_of(entry.service, row, entry.log, entry.index)) if row else b""
            if merkle.leaf_hash(whole) != entry.leaf_hash:
                raise RecordChanged(f"{entry.service} {entry.position} is no longer what was sealed as {entry.log} {entry.index}")
            leaves.append(whole)
        return leaves

    def _folders_with_checkpoints(self) -> list[str]:
        return [name_of(file.parent) for file in self._folder.glob("*/checkpoint")]


def leaf_of(service: str, row: Row, name: str, index: int) -> Leaf:
    """The leaf of a row of the record, at its place."""
    position, id_, stream, version, type_, schema, _, _, occurred, recorded, envelope, data = row
    said = orjson.loads(envelope)
    return Leaf(
        index=index, log=name, service=service, position=position, id=id_, stream=stream, version=version, type=type_,
        schema_version=schema, agency=said["agency"], actor=said["actor"], occurred_at=occurred, recorded_at=recorded,
        envelope=envelope.encode(), payload=data.encode(),
    )  # fmt: skip


def keys_of(settings: Settings) -> Keys:
    """The keys that sign: from the environment, else from the secrets of the data folder."""
    held = settings.secrets
    name = settings.log_name or held["log_name"]
    seeds = (settings.log_key or held["log_key"], settings.log_cosigning_key or held["log_cosigning_key"])
    return Keys(name, *map(base64.b64decode, seeds))


def run(settings: Settings, stopping: threading.Event) -> None:
    """One tenure: wait for the lock, resume, then a round a second, or at once while much is waiting."""
    with psycopg.connect(settings.database("seal", "weita_sealer"), autocommit=True) as connection:
        if not take(connection, LOCK, stopping, PAUSE):
            return
        records = Records(settings)
        try:
            sequencer = Sequencer(settings, connection, records)
            sequencer.resume()
            log.info("sealing")
            with Witnessing(settings) as witnessing, Stamping(settings, settings.logs):
                sealed = PAGE
                while not stopping.is_set():
                    witnessing.see(sequencer.shown)
                    if sealed < PAGE and stopping.wait(PAUSE):
                        return
                    sealed = sequencer.round()
        finally:
            records.close()


def main() -> None:
    """Seal until told to stop; a fault of the world is retried from what is committed, what a person must decide ends it."""
    settings = Settings()
    log_to_stderr(settings)
    stopping = until_stopped()
    while not stopping.is_set():
        try:
            run(settings, stopping)
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            log.warning("waits: %s", type(error).__name__)
            stopping.wait(PAUSE)
        except (RecordChanged, NotGapless, Forked, NotAPolicy) as error:
            raise SystemExit(f"nothing is sealed any more, and a person must decide: {error}") from error


if __name__ == "__main__":
    main()
