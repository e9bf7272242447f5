"""Check a promise: python omission.py PROMISE FOLDER [--promise-key FILE] [--log-key FILE].

PROMISE is the signed note that a writer was given with the answer to a command, or the answer itself (JSON, with `promise`).
FOLDER is a bundle or the folder of a log. Needs Python 3.11 and the package `cryptography`, nothing else, and no network.

For each promised event it says KEPT and where it stands; BROKEN when the log does not hold it as promised, although a checkpoint
of the log was signed later than the promise's own time; or OPEN when no later checkpoint is here. The tree is built from entries
and compared with the signed root first: who takes the entry out of the folder proves nothing. Ends with 0, 1 or 2.

Take the keys from elsewhere than the folder (else FOLDER/keys is believed).
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

EVENT = re.compile(r"event ([0-9a-f-]{36}) (\S+) ([1-9][0-9]*) ([A-Za-z0-9+/]{43}=)")
KEPT, BROKEN, OPEN = "KEPT", "BROKEN", "OPEN"


class Bad(Exception):
    """Raised for what is no promise, no log, or not signed by the keys given."""


class Key(NamedTuple):
    """A verifier key: 1 signs a text, 4 and 6 a checkpoint and the second of signing."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public)[:4]


class Entry(NamedTuple):
    """Where an event stands, and what stands there."""

    log: str
    number: int
    place: tuple[str, int]
    digest: bytes


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def keys_of(files: list[Path]) -> list[Key]:
    found = []
    for line in (line.strip() for file in files for line in file.read_text().splitlines() if line.strip()):
        name, _, rest = line.split("+", 2)
        public = base64.b64decode(rest)
        found.append(Key(name, public[0], public[1:]))
    return found


def signed(note: str, keys: list[Key]) -> tuple[str, list[Key], int]:
    """The text of a note, who of the keys has signed it, and the last second that any of them says. Raises `Bad` where one lies."""
    text, blank, tail = note.rpartition("\n\n")
    if not blank:
        raise Bad("not a signed note")
    text, by, latest = text + "\n", list[Key](), 0
    for line in tail.splitlines():
        dash, name, value = line.split(" ")
        raw = base64.b64decode(value)
        for key in keys:
            if dash == "—" and (key.name, key.id) == (name, raw[:4]) and (at := check(key, raw[4:], text)) is not None:
                by.append(key)
                latest = max(latest, at)
    return text, by, latest


def check(key: Key, signature: bytes, text: str) -> int | None:
    """The second that a true signature says (0 where it says none); None where this `cryptography` cannot tell."""
    at = int.from_bytes(signature[:8], "big") if key.kind != 1 else 0
    try:
        if key.kind == 6:
            from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

            origin, size, root = text.split("\n")[:3]
            names = [bytes([len(one)]) + one for one in (key.name.encode(), origin.encode())]
            said = b"subtree/v1\n\0" + names[0] + signature[:8] + names[1] + bytes(8) + int(size).to_bytes(8, "big")
            MLDSA44PublicKey.from_public_bytes(key.public).verify(signature[8:], said + base64.b64decode(root))
        elif key.kind == 4:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature[8:], f"cosignature/v1\ntime {at}\n{text}".encode())
        else:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except ImportError:
        return None
    except (InvalidSignature, ValueError):
        raise Bad(f"the signature of {key.name} is false") from None
    return at


def entries_of(log: Path, size: int) -> list[bytes]:
    """All entries, bundle by bundle; a full one stands in for a partial one."""
    found: list[bytes] = []
    for number in range((size + 255) // 256):
        name = re.sub("(...)(?=.)", r"x\1/", f"{number:0{-(-len(str(number)) // 3) * 3}d}")
        width = min(256, size - number * 256)
        paths = [log / f"tile/entries/{name}{end}" for end in ([f".p/{width}"] if width < 256 else []) + [""]]
        data, at = next((path.read_bytes() for path in paths if path.is_file()), b""), 0
        while at < len(data) and len(found) < number * 256 + width:
            start = at + 2
            at = start + int.from_bytes(data[at:start], "big")
            found.append(data[start:at])
    return found


def root_of(entries: list[bytes]) -> bytes:
    """The Merkle tree hash of RFC 9162, section 2.1.1, built by merging complete subtrees as they come."""
    done: list[tuple[int, bytes]] = []
    for entry in entries:
        height, made = 0, sha256(b"\x00" + entry)
        while done and done[-1][0] == height:
            made = sha256(b"\x01" + done.pop()[1] + made)
            height += 1
        done.append((height, made))
    root = done.pop()[1] if done else sha256(b"")
    while done:
        root = sha256(b"\x01" + done.pop()[1] + root)
    return root


def read_log(log: Path, keys: list[Key], found: dict[str, Entry]) -> tuple[str, int]:
    """The origin of a log and the last second at which its checkpoint was signed; its events, by id. Raises `Bad`."""
    note = (log / "checkpoint").read_text()
    origin = note.split("\n")[0]
    wide = [Key(origin, key.kind, key.public) for key in keys if origin.startswith(re.sub(r"[^/]+(/\d+)?$", "", key.name))]
    text, by, latest = signed(note, list({*keys, *wide}))
    if not any(key.kind == 1 and key.name == origin for key in by):
        raise Bad(f"{log / 'checkpoint'} is not signed by its log")
    entries = entries_of(log, int(text.split("\n")[1]))
    if root_of(entries) != base64.b64decode(text.split("\n")[2]):
        raise Bad(f"{log}: the entries are not those that were signed; verify.py says which")
    for index, entry in enumerate(entries):
        if entry[:1] != b"\x01":  # the first leaf of a log that takes up another holds no event
            continue
        fields, at = list[bytes](), 1
        while at < len(entry):
            start = at + 2
            at = start + int.from_bytes(entry[at:start], "big")
            fields.append(entry[start:at])
        place = (fields[2].decode(), int.from_bytes(fields[3], "big"))
        rest = entry[:1] + entry[13 + int.from_bytes(entry[11:13], "big") :]
        found[fields[4].hex()] = Entry(origin, index, place, sha256(rest))
    return origin, latest


def verdict(line: re.Match[str], service: str, by: datetime, entries: dict[str, Entry], logs: dict[str, int]) -> tuple[str, str]:
    """What became of one promised event, and the words for it."""
    event, project, position, digest = line.groups()
    times = [at for origin, at in logs.items() if re.search(rf"/{re.escape(project)}(/\d+)?$", origin)]
    if not times:
        raise Bad(f"the log {project} is not here")
    entry = entries.get(event.replace("-", ""))
    if entry and (entry.place, entry.digest) == ((service, int(position)), base64.b64decode(digest)):
        return KEPT, f"event {event} is entry {entry.number} of {entry.log}"
    if entry:
        return BROKEN, f"event {event} is entry {entry.number} of {entry.log}, and is not what was promised: it was changed before"
    last = datetime.fromtimestamp(max(times), UTC)
    if max(times) and last > by:
        instead = next((one for one in entries.values() if one.place == (service, int(position))), None)
        taken = f"; in its place {position} of {service} stands entry {instead.number} of {instead.log}" if instead else ""
        return BROKEN, f"event {event} is not in {project}, signed at {last:%Y-%m-%dT%H:%M:%SZ}{taken}"
    if not max(times):
        return OPEN, f"event {event} is not in {project}, and no key given here says when that was signed: give those of witnesses"
    return OPEN, f"event {event} is not in {project}, and no checkpoint here was signed after {by:%Y-%m-%dT%H:%M:%SZ}"


def judge(promise: str, folder: Path, promise_keys: list[Path], log_keys: list[Path]) -> list[tuple[str, str]]:
    """The verdict on each event of a promise. Raises `Bad`."""
    note = json.loads(promise)["promise"] if promise.lstrip().startswith("{") else promise
    text, signers, _ = signed(note, keys_of(promise_keys or [folder / "keys" / "promises.vkey"]))
    lines = text.splitlines()
    if not signers or lines[:1] != ["weita-promise/v1"]:
        raise Bad("no promise that is signed by the key given")
    by = datetime.strptime(lines[2], "sealed by %Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    keys = keys_of(log_keys or [*sorted(folder.glob("keys/log*.vkey")), *sorted(folder.glob("keys/witness-*.vkey"))])
    entries: dict[str, Entry] = {}
    roots = [file.parent for file in (folder / "checkpoint", *sorted(folder.glob("log*/checkpoint"))) if file.is_file()]
    logs = dict(read_log(root, keys, entries) for root in roots)
    events = [EVENT.fullmatch(line) for line in lines[3:]]
    return [verdict(line, lines[1].removeprefix("service "), by, entries, logs) for line in events if line]


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("promise", type=Path)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--promise-key", type=Path, action="append", default=[], help="else FOLDER/keys/promises.vkey")
    ask.add_argument("--log-key", type=Path, action="append", default=[], help="of the log and its witnesses; else FOLDER/keys")
    asked = ask.parse_args()
    try:
        said = judge(asked.promise.read_text(), asked.folder, asked.promise_key, asked.log_key)
    except (Bad, OSError, ValueError, KeyError, IndexError) as wrong:
        print(f"BAD {wrong}")
        return 2
    for word, rest in said:
        print(word, rest)
    return 1 if any(word == BROKEN for word, _ in said) else 2 if any(word == OPEN for word, _ in said) else 0


if __name__ == "__main__":
    sys.exit(main())
