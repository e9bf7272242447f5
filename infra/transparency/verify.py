"""Check a transparency log: python verify.py FOLDER [--key FILE] [--not-before SIZE] [--seen CHECKPOINT].

Needs Python 3.11 and the package `cryptography`, nothing else, and no network. FOLDER holds `checkpoint`, `tile/…`,
`tile/entries/…` and `keys/log.vkey` (or has the first three in a folder `log`). Every entry is hashed, the tree of RFC 9162
is built from nothing but the entries, and its root is compared with the one that the log has signed.

Take the key from somewhere else than the folder (--key), and keep each checkpoint you have seen (--seen): who could replace
the whole folder cannot replace those. Ends with 0 and OK, or with 1 and the first thing that is wrong.
"""

import argparse
import base64
import hashlib
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FIELDS = ("index", "log", "service", "position", "id", "stream", "version", "type", "schema version", "agency", "actor",
          "occurred at", "recorded at", "envelope", "payload")  # fmt: skip


class Bad(Exception):
    """Raised for the first thing that is wrong."""


@dataclass(frozen=True)
class Key:
    """A verifier key."""

    name: str
    id: bytes
    kind: int
    public: bytes


@dataclass(frozen=True)
class Head:
    """A checkpoint, and which keys have signed it."""

    origin: str
    size: int
    root: bytes
    signed_by: tuple[Key, ...]


@dataclass
class Met:
    """What the entries before said: the last position of each service, and the ids."""

    positions: dict[bytes, int] = field(default_factory=dict)
    ids: dict[bytes, int] = field(default_factory=dict)


def read_keys(files: list[Path]) -> list[Key]:
    found = [key_of(line) for file in files for line in file.read_text().splitlines() if line.strip()]
    if not any(key.kind == 1 for key in found):
        raise Bad("keys: there is no Ed25519 verifier key (keys/log.vkey)")
    return found


def key_of(line: str) -> Key:
    name, id_, rest = [*line.strip().split("+", 2), "", ""][:3]
    public = base64.b64decode(rest)
    said, made = id_.lower(), hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
    if said != made.hex() or not public:
        raise Bad(f"keys: the verifier key of {name} does not have the id it says")
    return Key(name, made, public[0], public[1:])


def read_checkpoint(file: Path, keys: list[Key]) -> Head:
    if not file.is_file():
        raise Bad(f"checkpoint: {file} is missing")
    text, blank, tail = file.read_bytes().decode(errors="replace").rpartition("\n\n")
    lines = text.split("\n")
    if not blank or len(lines) < 3 or not lines[1].isascii() or not lines[1].isdigit() or not tail.endswith("\n"):
        raise Bad(f"checkpoint: {file} is no checkpoint")
    try:
        origin, size, root = lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)
        signatures = [(name, base64.b64decode(value)) for name, value in (one[2:].split(" ") for one in tail.splitlines())]
    except ValueError:
        raise Bad(f"checkpoint: {file} is no checkpoint") from None
    if len(root) != 32:
        raise Bad(f"checkpoint: the root in {file} is no hash")
    known = {(key.name, key.id): key for key in keys}
    signed = [(known[name, value[:4]], value[4:]) for name, value in signatures if (name, value[:4]) in known]
    for key, signature in signed:
        check_signature(key, signature, f"{text}\n", Head(origin, size, root, ()), file)
    if not any(key.kind == 1 and key.name == origin for key, _ in signed):
        raise Bad(f"checkpoint: {file} is not signed by the log's key (id {', '.join(key.id.hex() for key in keys)})")
    return Head(origin, size, root, tuple(key for key, _ in signed))


def check_signature(key: Key, signature: bytes, text: str, head: Head, file: Path) -> None:
    try:
        if key.kind == 1:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
        elif key.kind == 6:
            check_ml_dsa(key, signature, head)
    except (InvalidSignature, ValueError):
        raise Bad(f"checkpoint: the signature of {key.name} (id {key.id.hex()}) in {file} is false") from None


def check_ml_dsa(key: Key, signature: bytes, head: Head) -> None:
    """The post-quantum cosignature (C2SP tlog-cosignature): time, origin, size and root."""
    try:
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
    except ImportError:
        print("note: this version of `cryptography` knows no ML-DSA: the second signature is not checked", file=sys.stderr)
        return
    name, origin = key.name.encode(), head.origin.encode()
    message = b"subtree/v1\n\0" + bytes([len(name)]) + name + signature[:8] + bytes([len(origin)]) + origin
    MLDSA44PublicKey.from_public_bytes(key.public).verify(signature[8:], message + struct.pack(">QQ", 0, head.size) + head.root)


def tree_hash(leaves: list[bytes], low: int, high: int) -> bytes:
    """MTH of RFC 9162, section 2.1.1, word for word; the leaves are hashed already."""
    count = high - low
    if count == 0:
        return hashlib.sha256().digest()
    if count == 1:
        return leaves[low]
    half = 1
    while half * 2 < count:
        half *= 2
    left, right = tree_hash(leaves, low, low + half), tree_hash(leaves, low + half, high)
    return hashlib.sha256(b"\x01" + left + right).digest()


def page(folder: Path, level: str, number: int, width: int) -> tuple[bytes, str]:
    """The bytes of a tile or bundle, and its path; a full one stands in for a partial one."""
    name, rest = f"{number % 1000:03d}", number // 1000
    while rest:
        name, rest = f"x{rest % 1000:03d}/{name}", rest // 1000
    full = f"tile/{level}/{name}"
    for path in ([] if width == 256 else [f"{full}.p/{width}"]) + [full]:
        if (folder / path).is_file():
            return (folder / path).read_bytes(), path
    raise Bad(
        f"entry {number * 256 * (256 ** int(level) if level.isdigit() else 1)}: {full} is missing: the tail was cut, or a file lost"
    )


def unframe(data: bytes) -> list[bytes]:
    """The entries of a bundle: each two bytes of length, then so many bytes; one that is cut off comes as it is."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        entries.append(data[start:at])
    return entries


def fields_of(entry: bytes) -> dict[str, bytes]:
    """An entry taken apart: one byte of format, then each field as two bytes of length and so many bytes."""
    found, at = {}, 1
    for name in FIELDS:
        start = at + 2
        at = start + int.from_bytes(entry[at:start], "big")
        found[name] = entry[start:at]
    if entry[:1] != b"\x01" or at != len(entry):
        raise ValueError("no leaf")
    return found


def check_story(entry: bytes, index: int, head: Head, met: Met) -> None:
    """What an entry says of its own place: index, log, and a place in its service's record after those before it."""
    try:
        said = fields_of(entry)
    except ValueError:
        raise Bad(f"entry {index}: cannot be taken apart: bytes were changed") from None
    named = f"entry {index} ({said['type'].decode(errors='replace')} {said['id'].hex()})"
    own, position = int.from_bytes(said["index"], "big"), int.from_bytes(said["position"], "big")
    if own != index:
        raise Bad(f"{named}: was sealed as entry {own}: {'dropped or swapped' if own > index else 'inserted or swapped'} entries")
    if not head.origin.endswith("/" + said["log"].decode(errors="replace")):
        raise Bad(f"{named}: belongs to the log {said['log'].decode(errors='replace')}")
    if position <= met.positions.get(said["service"], 0):
        raise Bad(f"{named}: position {position} of its service stands after a later one")
    if said["id"] in met.ids:
        raise Bad(f"{named}: is entry {met.ids[said['id']]} once more")
    met.positions[said["service"]], met.ids[said["id"]] = position, index


def check_entries(folder: Path, head: Head) -> list[bytes]:
    """Every entry against its hash in the tiles and against what it says of itself; the hashes of all."""
    leaves: list[bytes] = []
    met = Met()
    for number in range((head.size + 255) // 256):
        width = min(256, head.size - number * 256)
        data, path = page(folder, "entries", number, width)
        entries = unframe(data)
        hashes, hashes_path = page(folder, "0", number, width)
        for at, entry in enumerate(entries[:width]):
            check_story(entry, len(leaves), head, met)
            leaf = hashlib.sha256(b"\x00" + entry).digest()
            if leaf != hashes[at * 32 : at * 32 + 32]:
                raise Bad(
                    f"entry {len(leaves)}: its bytes in {path} are not those hashed in {hashes_path}: one of both was changed"
                )
            leaves.append(leaf)
        if len(entries) < width:
            raise Bad(f"entry {len(leaves)}: {path} holds {len(entries)} entries where {width} belong: the tail was cut")
        if len(entries) > width and ".p/" in path:
            raise Bad(f"entry {len(leaves)}: {path} holds {len(entries)} entries where {width} belong: some were inserted")
    return leaves


def check_tiles(folder: Path, leaves: list[bytes]) -> None:
    """The tiles above the leaves: each hash is that of a full tile below."""
    level, below = 1, leaves
    while len(below) >= 256:
        hashes = [tree_hash(below, at, at + 256) for at in range(0, len(below) - 255, 256)]
        for number in range((len(hashes) + 255) // 256):
            wanted = hashes[number * 256 : number * 256 + 256]
            data, path = page(folder, str(level), number, len(wanted))
            for at, made in enumerate(wanted):
                if data[at * 32 : at * 32 + 32] != made:
                    span = 256**level
                    first = (number * 256 + at) * span
                    raise Bad(f"entry {first}: between it and entry {first + span - 1} something is not what {path} was made of")
        level, below = level + 1, hashes


def check_seen(seen: list[Head], head: Head, leaves: list[bytes]) -> None:
    """Checkpoints kept from before: this log must continue each of them."""
    for old in sorted(seen, key=lambda one: one.size):
        if old.origin != head.origin:
            raise Bad(f"checkpoint: the one seen is of another log, {old.origin}")
        if old.size > head.size:
            raise Bad(f"entry {head.size}: {old.size} entries were signed already: the tail was cut, the checkpoint is an old one")
        if tree_hash(leaves, 0, old.size) != old.root:
            how = "two checkpoints of this size are signed" if old.size == head.size else "the entries are not those signed then"
            raise Bad(f"fork at size {old.size}: {how}; one of entries 0 to {old.size - 1} differs")


def check(folder: Path, keys: list[Path], not_before: int, seen: list[Path]) -> str:
    root = folder / "log" if (folder / "log" / "checkpoint").is_file() else folder
    public = read_keys(keys or sorted((folder / "keys").glob("log*.vkey")))
    head = read_checkpoint(root / "checkpoint", public)
    earlier = [read_checkpoint(file, public) for file in seen]
    for old in earlier:
        if old.size == head.size and old.root != head.root and old.origin == head.origin:
            raise Bad(f"fork at size {old.size}: two checkpoints of this size are signed, with two roots")
    if head.size < not_before:
        raise Bad(f"entry {head.size}: the checkpoint ends before it, and {not_before} were seen already: an old one is replayed")
    leaves = check_entries(root, head)
    check_tiles(root, leaves)
    check_seen(earlier, head, leaves)
    if tree_hash(leaves, 0, len(leaves)) != head.root:
        raise Bad("checkpoint: entries and tiles agree, and their root is not the signed one: the log was written anew; "
                  "an older checkpoint (--seen) tells from where on")  # fmt: skip
    signed = ", ".join(f"{key.id.hex()} ({'Ed25519' if key.kind == 1 else 'ML-DSA-44'})" for key in head.signed_by)
    return f"OK {head.origin}: {head.size} entries, root {base64.b64encode(head.root).decode()}, signed by {signed}"


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--key", type=Path, action="append", default=[], help="a verifier key file; else FOLDER/keys/log*.vkey")
    ask.add_argument("--not-before", type=int, default=0, help="so many entries were seen already")
    ask.add_argument("--seen", type=Path, action="append", default=[], help="a checkpoint of this log kept from before")
    asked = ask.parse_args()
    try:
        print(check(asked.folder, asked.key, asked.not_before, asked.seen))
    except (Bad, OSError, ValueError) as wrong:
        print(f"BAD {wrong}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
