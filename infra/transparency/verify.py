"""Check a bundle or a transparency log: python verify.py FOLDER [--key FILE] [--policy FILE] [--not-before SIZE] [--seen FILE].

Needs Python 3.11 and the package `cryptography`, nothing else, and no network; README.txt of a bundle tells the rest. Take key and
policy from elsewhere than the folder, and keep each checkpoint you are shown: who could replace the folder cannot replace those.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FIELDS = ("index", "log", "service", "position", "id", "stream", "version", "type", "schema_version", "agency", "actor",
          "occurred_at", "recorded_at", "envelope", "payload")  # fmt: skip
NUMBERS, TEXTS = ("index", "position", "version", "schema_version"), ("log", "service", "stream", "type", "agency", "actor")
ENCODED = json.JSONEncoder(ensure_ascii=False).encode
NOTE = r"\A(([^\n]+)\n(0|[1-9]\d{0,18})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*)\n((?:\u2014 [^ \n]+ [A-Za-z0-9+/=]+\n)+)\Z"


class Bad(Exception):
    """Raised for the first thing that is wrong."""


def need(holds: object, otherwise: str) -> None:
    if not holds:
        raise Bad(otherwise)


class Key(NamedTuple):
    """A verifier key: kind 1 is a log's (Ed25519), 4 a witness's (Ed25519), 6 either's (ML-DSA-44)."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode(), b"\n", bytes([self.kind]), self.public)[:4]

    @classmethod
    def read(cls, line: str) -> "Key":
        name, _, rest = [*line.strip().split("+", 2), "", ""][:3]
        public = base64.b64decode(rest) or b"\0"
        return cls(name, public[0], public[1:])

    def check(self, signature: bytes, text: str, log: "Log") -> None:
        at, name, origin = signature[:8], self.name.encode(), log.origin.encode()
        try:
            if self.kind == 6:
                from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

                said = b"subtree/v1\n\0" + bytes([len(name)]) + name + at + bytes([len(origin)]) + origin
                said += bytes(8) + log.size.to_bytes(8, "big") + log.root
                MLDSA44PublicKey.from_public_bytes(self.public).verify(signature[8:], said)
            else:
                plain = f"cosignature/v1\ntime {int.from_bytes(at, 'big')}\n{text}" if self.kind == 4 else text
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature[8 * (self.kind == 4) :], plain.encode())
        except ImportError:
            print(f"note: this `cryptography` knows no ML-DSA: a signature of {self.name} is not checked", file=sys.stderr)
        except (InvalidSignature, ValueError):
            raise Bad(f"checkpoint: the signature of {self.name} (id {self.id.hex()}) in {log.where} is false") from None


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def tree_hash(leaves: list[bytes], low: int, high: int) -> bytes:
    """MTH of RFC 9162, section 2.1.1, word for word; the leaves are hashed already."""
    if high - low < 2:
        return leaves[low] if high > low else sha256()
    middle = low + (1 << (high - low - 1).bit_length() - 1)
    return sha256(b"\x01", tree_hash(leaves, low, middle), tree_hash(leaves, middle, high))


def proved_root(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    """The root that a proof of inclusion leads to, as section 2.1.3.1 makes it; None for a proof that cannot be."""
    can_be = 0 <= index < size and (size == 1) == (not proof) and all(len(one) == 32 for one in (leaf, *proof))
    if size == 1 or not can_be:
        return leaf if can_be else None
    left = 1 << (size - 1).bit_length() - 1
    inner = proved_root(leaf, *((index, left) if index < left else (index - left, size - left)), proof[:-1])
    return inner and sha256(b"\x01", *((inner, proof[-1]) if index < left else (proof[-1], inner)))


def taken_apart(data: bytes, at: int = 0) -> list[bytes]:
    """What stands one after the other, each two bytes of length, then so many bytes; what is cut off comes as it is."""
    found = []
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        found.append(data[start:at])
    return found if at == len(data) else [*found, b""]


def event_of(entry: bytes, index: int, origin: str, where: str = "") -> dict[str, Any]:
    """An entry taken apart and read: one byte of format, then each field; and whether it says that it belongs here."""
    try:
        said: dict[str, Any] = dict(zip(FIELDS, taken_apart(entry, 1) if entry[:1] == b"\x01" else [], strict=True))
        said |= {n: said[n].decode() for n in TEXTS} | {n: int.from_bytes(said[n], "big") for n in NUMBERS}
        for name in ("occurred_at", "recorded_at"):
            at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int.from_bytes(said[name], "big", signed=True))
            said[name] = at.isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        raise Bad(f"{where}entry {index}: cannot be taken apart: bytes were changed") from None
    said["id"] = re.sub("(.{8})(.{4})(.{4})(.{4})(.{12})", r"\1-\2-\3-\4-\5", said["id"].hex())
    own, named = said["index"], f"{where}entry {index} ({said['type']} {said['id']})"
    need(own == index, f"{named}: was sealed as entry {own}: {'dropped' if own > index else 'inserted'} or swapped entries")
    need(origin.endswith("/" + said["log"]), f"{named}: belongs to the log {said['log']}")
    return said | {"named": named}


class Log:
    """A log: what its checkpoint says and who has signed it; then the hashes of its leaves."""

    def __init__(self, where: Path, keys: list[Key], note: bytes = b"") -> None:
        self.note, self.where, self.leaves, self.follows = note or where.read_bytes(), where, list[bytes](), b""
        found = re.findall(NOTE, self.note.decode(errors="replace"))
        need(found, f"checkpoint: {where} is no checkpoint")
        text, self.origin, size, root, tail = found[0]
        self.size, self.root = int(size), base64.b64decode(root)
        signatures = [(name, base64.b64decode(value)) for name, value in (one[2:].split(" ") for one in tail.splitlines())]
        own = [Key(self.origin, k.kind, k.public) for k in keys if self.origin.startswith(re.sub(r"[^/]+(/\d+)?$", "", k.name))]
        known = {(key.name, key.id): key for key in [*keys, *own]}  # all logs of one name have the same keys, each by its origin
        self.signed_by = [(known[name, value[:4]], value[4:]) for name, value in signatures if (name, value[:4]) in known]
        for key, signature in self.signed_by:
            key.check(signature, text, self)
        need(any(key[:2] == (self.origin, 1) for key, _ in self.signed_by), f"checkpoint: {where} is not signed by the log's key")

    def page(self, level: str, number: int, width: int) -> tuple[bytes, str]:
        name = re.sub("(...)(?=.)", r"x\1/", f"{number:0{-(-len(str(number)) // 3) * 3}d}")
        for path in (f"tile/{level}/{name}.p/{width}", f"tile/{level}/{name}")[width == 256 :]:
            if (self.where.parent / path).is_file():
                return (self.where.parent / path).read_bytes(), path
        first = number * 256 * (256 ** int(level) if level.isdigit() else 1)
        raise Bad(f"entry {first}: tile/{level}/{name} is missing: the tail was cut, or a file lost")

    def check_entries(self, bundle: "Bundle | None") -> None:
        """Every entry against its hash in the tiles, against what it says of itself, and against what is told of it."""
        met: dict[str, int] = {}
        for number in range((self.size + 255) // 256):
            width = min(256, self.size - number * 256)
            (data, path), (hashes, hashes_path) = self.page("entries", number, width), self.page("0", number, width)
            entries = taken_apart(data)
            for index, entry in enumerate(entries[:width], number * 256):
                leaf, said = sha256(b"\x00", entry), None
                if index == 0 and entry[:1] == b"\x02":
                    self.follows = [*taken_apart(entry, 1), b"", b"", b""][2]
                else:
                    said = event_of(entry, index, self.origin)
                    fits = said["position"] > met.get(said["service"], 0) and said["id"] not in met
                    need(fits, f"{said['named']}: stands here once more, or after a later one of its service")
                    met[said["service"]], met[said["id"]] = said["position"], index
                same = leaf == hashes[index % 256 * 32 : index % 256 * 32 + 32]
                need(same, f"entry {index}: its bytes in {path} are not those hashed in {hashes_path}: one of both was changed")
                if bundle and said:
                    bundle.check_told(said, leaf)
                self.leaves.append(leaf)
            as_many = len(entries) == width or (len(entries) > width and ".p/" not in path)
            need(as_many, f"entry {len(self.leaves)}: {path} holds {len(entries)} of {width}: the tail was cut, or some inserted")

    def check_tree(self, seen: list["Log"]) -> None:
        """The tiles above the leaves, each hash that of a full tile below; the checkpoints seen before; and the signed root."""
        level, below = 1, self.leaves
        while len(below) >= 256:
            hashes = [tree_hash(below, at, at + 256) for at in range(0, len(below) - 255, 256)]
            for n, made in enumerate(hashes):
                data, path = self.page(str(level), n // 256, min(256, len(hashes) - n // 256 * 256))
                where = f"entry {n * 256**level}: between it and entry {(n + 1) * 256**level - 1}"
                need(data[n % 256 * 32 : n % 256 * 32 + 32] == made, f"{where} something is not what {path} was made of")
            level, below = level + 1, hashes
        for old in sorted((old for old in seen if old.origin == self.origin), key=lambda one: one.size):
            need(old.size <= self.size, f"entry {self.size}: {old.size} entries were signed already: the tail was cut")
            fork = f"fork at size {old.size}: one of entries 0 to {old.size - 1} is not what {old.where} was signed for"
            need(tree_hash(self.leaves, 0, old.size) == old.root, fork)
        need(tree_hash(self.leaves, 0, self.size) == self.root, "checkpoint: entries and tiles agree, and are not the signed one")

    def standing(self, rules: list[list[str]]) -> str:
        """Whether the witnesses have signed that the policy (C2SP tlog-policy) wants."""
        met = {"none": False}
        for word, name, *rest in rules:
            if word == "witness":
                met[name] = Key.read(rest[0]) in [key for key, _ in self.signed_by]
            elif word == "group":
                met[name] = sum(met[one] for one in rest[1:]) >= int({"any": "1", "all": str(len(rest) - 1)}.get(rest[0], rest[0]))
            elif word == "quorum":
                by = ", ".join(rule[1] for rule in rules if rule[0] == "witness" and met[rule[1]]) or "nobody"
                return f"{'witnessed' if met[name] else 'UNDER-WITNESSED'} by {by}"
        return "no policy on witnesses"


class Bundle:
    """What stands beside the logs: the events of a range told once more, entries of `common`, documents, the sums of all files."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.told, self.cited = folder, 0, dict[str, str]()
        self.manifest = json.loads((folder / "manifest.json").read_bytes())
        self.files = [(name, (folder / name).open("rb")) for name in ("events.jsonl", "events.csv")]
        names = '","'.join((*FIELDS[:-2], "leaf_hash", *FIELDS[-2:]))
        need(self.files[1][1].readline() == f'"{names}"\r\n'.encode(), "events.csv: its first line does not name the columns")

    def check_told(self, said: dict[str, Any], leaf: bytes) -> None:
        if not (self.manifest["from"] or "") <= said["recorded_at"] < (self.manifest["to"] or "~"):
            return
        row, last = {name: said[name] for name in FIELDS[:-2]} | {"leaf_hash": leaf.hex()}, (said["envelope"], said["payload"])
        line = ENCODED(row)[:-1].encode() + b', "envelope": %b, "payload": %b}\n' % last
        cells = b"\0".join(("\0".join(map(str, row.values())).encode(), *last)).replace(b'"', b'""').replace(b"\0", b'","')
        for (name, file), made in zip(self.files, (line, b'"%b"\r\n' % cells), strict=True):
            need(file.read(len(made)) == made, f"{said['named']}: {name} does not say there what the log says")
        self.told += 1
        for cited in re.findall(rb'"sha256":"([0-9a-f]{64})"', said["payload"]):
            self.cited.setdefault(cited.decode(), said["named"])

    def check_common(self, keys: list[Key]) -> int:
        """Each entry of `common` is proved to be in the log whose checkpoint stands beside it. How many there are."""
        logs: dict[Path, Log] = {}
        for file in (files := sorted(self.folder.glob("common*/*.leaf"))):
            log = logs.setdefault(file.parent, logs.get(file.parent) or Log(file.with_name("checkpoint"), keys))
            entry, index = file.read_bytes(), int(file.stem)
            said = event_of(entry, index, log.origin, "common ")
            head, _, note = file.with_suffix(".tlog-proof").read_bytes().partition(b"\n\n")
            first, at, *proof = [*head.decode().split("\n"), ""]
            root = proved_root(sha256(b"\x00", entry), index, log.size, [base64.b64decode(one) for one in proof[:-1]])
            proved = (first, at, note, root) == ("c2sp.org/tlog-proof@v1", f"index {index}", log.note, log.root)
            need(proved, f"{said['named']}: its proof does not show it in the tree of {log.where}")
        return len(files)

    def check_files(self) -> int:
        """Nothing is told beyond the log; documents are what is cited; every file is the one that was exported. How many."""
        for name, file in self.files:
            need(not file.read(1), f"{name}: holds more after the last event of the range")
        there = {file.relative_to(self.folder).as_posix(): file for file in sorted(self.folder.rglob("*")) if file.is_file()}
        del there["manifest.json"]
        for one, named in self.cited.items():
            known = f"evidence/{one}" in there or one in self.manifest["missing_evidence"]
            need(known, f"{named}: the document that it cites is missing: {one}")
        for name, path in there.items():
            made = hashlib.sha256(path.read_bytes()).hexdigest()
            sound = made == path.name or not name.startswith("evidence/")
            need(sound, f"{self.cited.get(path.name, 'nothing in the range')}: the document that it cites was altered: {name}")
            need(self.manifest["files"].get(name) == made, f"manifest: {name} is not the file that was exported")
        need(not (gone := self.manifest["files"].keys() - there.keys()), f"manifest: {min(gone, default='')} is missing")
        return len(there)


def check(asked: argparse.Namespace) -> str:
    folder, policy = asked.folder, asked.policy or asked.folder / "keys/policy"
    bundle = Bundle(folder) if (folder / "log").is_dir() else None
    told = policy.read_text().splitlines() if asked.policy or policy.is_file() else []
    rules = [words for line in told if (words := line.partition("#")[0].split())]
    lines = [line for file in asked.key or sorted(folder.glob("keys/log*.vkey")) for line in file.read_text().splitlines()]
    keys = [Key.read(line) for line in (*lines, *(rule[2] for rule in rules if rule[0] == "witness")) if line]
    folders = [*sorted(folder.glob("log-*"), key=lambda one: (len(one.name), one.name)), folder / "log"] if bundle else [folder]
    logs, told = [Log(one / "checkpoint", keys) for one in folders], list[str]()
    witnessed = [Log(file, keys) for one in folders if (file := one / "checkpoint.witnessed").is_file()]
    seen = [*witnessed, *(Log(file, keys) for file in asked.seen)]
    strange = [old.origin for old in seen if old.origin not in {log.origin for log in logs}]
    need(not strange, f"checkpoint: one that was seen is of another log, {strange}")
    need((size := logs[-1].size) >= asked.not_before, f"entry {size}: {asked.not_before} were seen: an old checkpoint is replayed")
    for before, log in zip([None, *logs], logs, strict=False):
        log.check_entries(bundle)
        log.check_tree(seen)
        old = Log(log.where, keys, log.follows) if log.follows else None
        follows = not before or (old and (old.origin, old.size, old.root) == (before.origin, before.size, before.root))
        need(follows, f"entry 0: {log.origin} does not begin with the last checkpoint of the log before it")
        signed = ", ".join(f"{key.id.hex()} ({'ML-DSA-44' if key.kind == 6 else 'Ed25519'})" for key, _ in log.signed_by)
        taken = f"; takes up {old.origin} at {old.size}{'' if before else ', which is not here'}" if old else ""
        told.append(f"OK {log.origin}: {log.size} entries, root {base64.b64encode(log.root).decode()}, signed by {signed}{taken}")
    told += [f"   {one.standing(rules)} to entry {one.size}" for one in (logs[-1], *witnessed)]
    need(not asked.policy or any("   witnessed" in one for one in told), f"checkpoint: {told[-1].strip()}: the policy is not met")
    if bundle:
        rest = f"{bundle.check_common(keys)} entries of common, {bundle.check_files()} files"
        span = f"from {bundle.manifest['from'] or 'the first'} to {bundle.manifest['to'] or 'the last'}"
        told.append(f"OK bundle: {bundle.told} events {span}, {rest}, {len(bundle.manifest['missing_evidence'])} documents lacking")
    return "\n".join(told)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--key", type=Path, action="append", default=[], help="a verifier key; else FOLDER/keys/log*.vkey")
    ask.add_argument("--policy", type=Path, help="who must have witnessed; else FOLDER/keys/policy is told, and not asked for")
    ask.add_argument("--not-before", type=int, default=0, help="so many entries were seen already")
    ask.add_argument("--seen", type=Path, action="append", default=[], help="a checkpoint of this log kept from before")
    try:
        print(check(ask.parse_args()))
    except (Bad, OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        print(f"BAD {wrong}")
        sys.exit(1)


if __name__ == "__main__":
    main()
