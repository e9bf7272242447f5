"""Logs made for tests, without a record: leaves of an invented story, sealed, signed and published."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from infra.transparency import verify
from infra.transparency.chain import folder_of
from infra.transparency.leaf import Leaf, build
from infra.transparency.published import Keys, Published
from infra.transparency.tiles import Tree

KEYS = Keys("weita.example/logs", b"\x01" * 32, b"\x02" * 32)
PROJECT = "PROG-2784"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_leaf(index: int, log: str = PROJECT, note: str = "") -> Leaf:
    at = NOON + timedelta(seconds=index)
    return Leaf(
        index=index, log=log, service="intake", position=index + 1, id=UUID(int=index + 1), stream=f"household/{index}", version=1,
        type="FamilyEnrolled", schema_version=1, agency="sds", actor="anna", occurred_at=at, recorded_at=at,
        envelope=b'{"actor":"anna","agency":"sds"}', payload=f'{{"n":{index},"note":"{note}"}}'.encode(),
    )  # fmt: skip


def leaves(count: int, note: str = "") -> list[bytes]:
    return [build(a_leaf(index, note=note)) for index in range(count)]


class Log:
    """A log on disk that is told entries and publishes what it has."""

    def __init__(self, root: Path, keys: Keys = KEYS, log: str = PROJECT) -> None:
        self.folder = root / folder_of(log)
        self.published = Published(self.folder, keys)
        self.published.tell_keys()
        self.tree, self.head = Tree(self.folder), None

    def tell(self, entries: Sequence[bytes]) -> "Log":
        for entry in entries:
            self.tree.append(entry)
        self.tree.write()
        self.head, note = self.published.sign(self.tree, self.head, 1_790_000_000)
        self.published.publish(self.head, note)
        return self

    @property
    def note(self) -> str:
        return (self.folder / "checkpoint").read_text()


def verified(folder: Path, *options: object) -> subprocess.CompletedProcess[str]:
    """What the auditor's own program says of a folder: run alone, as the auditor runs it."""
    command = [sys.executable, "-I", str(Path(verify.__file__)), str(folder), *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
