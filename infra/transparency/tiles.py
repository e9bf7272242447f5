"""A log on disk as C2SP tlog-tiles: hashes in tiles of 256, entries in bundles of 256, every file written whole or not at all.

`tile/<level>/<n>` and `tile/entries/<n>`; the last, partial ones as `<n>.p/<width>`. What a file holds follows from the
entries alone, so that writing it twice, or by two programs, does no harm.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from infra.transparency import merkle

TILE = 256
Level = int | Literal["entries"]


class Damaged(Exception):
    """Raised when files do not hold the tree that they should."""


def path_of(level: Level, n: int, width: int = TILE) -> str:
    """The path below the log's root; `x001/x234/067` for number 1234067."""
    digits = f"{n:0{-(-len(str(n)) // 3) * 3}d}"
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    whole = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{whole}" + (f".p/{width}" if width < TILE else "")


class View:
    """A log of a given size, as its files show it."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.size = folder, size
        self._tile = lru_cache(256)(self._read_tile)

    def hash_of(self, low: int, high: int) -> bytes:
        """The hash of a range of leaves, from the fewest tiles; `merkle`'s proofs ask for it. Raises `Damaged`."""
        count = high - low
        if count & (count - 1) or low % count:
            middle = low + merkle.split(count)
            return merkle.node_hash(self.hash_of(low, middle), self.hash_of(middle, high))
        level, height = divmod(count.bit_length() - 1, 8)
        first = low >> 8 * level
        n, at = divmod(first, TILE)
        return merkle.root(self._tile(level, n)[at : at + (1 << height)])

    def tile(self, level: int, n: int) -> list[bytes]:
        """The hashes of a tile. Raises `Damaged`."""
        return self._tile(level, n)

    def entries(self, n: int) -> list[bytes]:
        """The entries of a bundle. Raises `Damaged`."""
        data, width = self._read("entries", n), self._width(0, n)
        found, at = list[bytes](), 0
        while at < len(data) and len(found) < width:
            start = at + 2
            at = start + int.from_bytes(data[at:start])
            found.append(data[start:at])
        if len(found) != width or at > len(data):
            raise Damaged(f"{path_of('entries', n, width)}: {len(found)} entries where {width} belong")
        return found

    def entry(self, index: int) -> bytes:
        """One entry. Raises `Damaged`."""
        return self.entries(index // TILE)[index % TILE]

    def check_edge(self, root: bytes) -> None:
        """See that the last page of every level leads to `root`. Raises `Damaged`."""
        if not self.size:
            return
        last = (self.size - 1) // TILE
        if [merkle.leaf_hash(entry) for entry in self.entries(last)] != self.tile(0, last):
            raise Damaged(f"{path_of('entries', last)}: not the entries of the tile of hashes")
        proof = merkle.inclusion(self.size - 1, self.size, self.hash_of)
        if not merkle.is_included(self.tile(0, last)[-1], self.size - 1, self.size, proof, root):
            raise Damaged(f"{self.folder.name}: the tiles are not those of the root that was signed")

    def _read_tile(self, level: int, n: int) -> list[bytes]:
        data, width = self._read(level, n), self._width(level, n)
        if len(data) < width * merkle.WIDTH or len(data) % merkle.WIDTH:
            raise Damaged(f"{path_of(level, n, width)}: {len(data)} bytes")
        return [data[at : at + merkle.WIDTH] for at in range(0, width * merkle.WIDTH, merkle.WIDTH)]

    def _read(self, level: Level, n: int) -> bytes:
        """A page of this size, or the full one that has taken its place since."""
        width = self._width(0 if level == "entries" else level, n)
        for name in (path_of(level, n, width), path_of(level, n)):
            if (file := self.folder / name).is_file():
                return file.read_bytes()
        raise Damaged(f"{path_of(level, n, width)} is missing")

    def _width(self, level: int, n: int) -> int:
        return min(TILE, (self.size >> 8 * level) - n * TILE)


class Tree:
    """A log that grows: in memory only the last, partial page of each level, and what is not written yet."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.size = folder, 0
        self._edge: list[list[bytes]] = [[]]
        self._bundle: list[bytes] = []
        self._full: dict[str, bytes] = {}

    @classmethod
    def open(cls, folder: Path, size: int, root: bytes) -> "Tree":
        """The tree of a checkpoint, from its files. Raises `Damaged` when they are not of that tree."""
        view, tree = View(folder, size), cls(folder)
        view.check_edge(root)
        tree.size, tree._edge = size, []
        for level in range(max(1, -(-size.bit_length() // 8))):
            n, width = divmod(size >> 8 * level, TILE)
            tree._edge.append(view.tile(level, n) if width else [])
        tree._bundle = [_framed(entry) for entry in view.entries(size // TILE)] if size % TILE else []
        if tree.root != root:
            raise Damaged(f"{folder.name}: the tiles are not those of the root that was signed")
        return tree

    @property
    def root(self) -> bytes:
        """The hash of the whole tree."""
        peaks = [peak for hashes in reversed(self._edge) for peak in _peaks(hashes)]
        found = peaks.pop() if peaks else merkle.EMPTY
        for peak in reversed(peaks):
            found = merkle.node_hash(peak, found)
        return found

    def append(self, entry: bytes) -> None:
        """Add an entry; `write` brings it to the disk."""
        self._bundle.append(_framed(entry))
        self._edge[0].append(merkle.leaf_hash(entry))
        self.size += 1
        if not self.size % TILE:
            self._full[path_of("entries", self.size // TILE - 1)] = b"".join(self._bundle)
            self._bundle = []
            self._fold(0)

    def write(self) -> None:
        """Bring all pages to the disk, synced: after this a checkpoint of this size may be signed.

        Partial pages go when their full one is there: a reader of an older checkpoint takes that.
        """
        write_synced(self.folder, self._full | dict(self._partial()))
        for path in self._full:
            shutil.rmtree(self.folder / f"{path}.p", ignore_errors=True)
        self._full = {}

    def _fold(self, level: int) -> None:
        """A tile is full: its hash goes into the level above."""
        hashes = self._edge[level]
        self._full[path_of(level, (self.size >> 8 * (level + 1)) - 1)] = b"".join(hashes)
        self._edge[level] = []
        if level + 1 == len(self._edge):
            self._edge.append([])
        self._edge[level + 1].append(merkle.root(hashes))
        if len(self._edge[level + 1]) == TILE:
            self._fold(level + 1)

    def _partial(self) -> Iterator[tuple[str, bytes]]:
        for level, hashes in enumerate(self._edge):
            if hashes:
                yield path_of(level, self.size >> 8 * (level + 1), len(hashes)), b"".join(hashes)
        if self._bundle:
            yield path_of("entries", self.size // TILE, len(self._bundle)), b"".join(self._bundle)


def write_synced(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below `folder`: each appears whole under its name, and stays there whatever happens to the power."""
    parts: list[tuple[Path, Path]] = []
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{os.getpid()}")
        part.write_bytes(data)
        parts.append((part, target))
    for part, _ in parts:
        _sync(part)
    for part, target in parts:
        part.replace(target)
    for above in sorted({above for _, target in parts for above in _folders(folder, target)}):
        _sync(above)


def _folders(folder: Path, target: Path) -> Iterator[Path]:
    for above in target.parents:
        yield above
        if above == folder.parent:
            return


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _framed(entry: bytes) -> bytes:
    return len(entry).to_bytes(2) + entry


def _peaks(hashes: Sequence[bytes]) -> Iterator[bytes]:
    """The hashes of the complete subtrees side by side that these hashes make, the largest first."""
    at = 0
    for height in reversed(range(8)):
        if len(hashes) >> height & 1:
            yield merkle.root(hashes[at : at + (1 << height)])
            at += 1 << height
