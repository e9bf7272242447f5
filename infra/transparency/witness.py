"""A witness (C2SP tlog-witness): cosigns a log's checkpoint when it continues the last one that it cosigned, and no other.

What it remembers is one file per log, the note it cosigned last, written and synced before it answers.
"""

import base64
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from infra.transparency import merkle
from infra.transparency.checkpoint import Checkpoint, NotACheckpoint, parse_text
from infra.transparency.note import ED25519, ML_DSA_44, NotANote, Signer, Verifier, line_of, open_note
from infra.transparency.proof import Extension, NotProved, parse_extension
from infra.transparency.tiles import write_synced

LONGEST_NAME = 255
MOST_KEPT = 100
"""Contradicting checkpoints kept of one log: proof of its misbehaviour, and no way to fill a disk."""


class Refused(Exception):
    """Raised for a request that is not cosigned: the status, and what the body of the answer says."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status


@dataclass(frozen=True)
class Trusted:
    """The keys of the logs it knows. A key whose name ends in a slash is that of all logs whose names begin so."""

    keys: Sequence[Verifier]

    def of(self, origin: str) -> list[Verifier]:
        """The keys that sign for a log."""
        exact = [key for key in self.keys if key.name == origin]
        wide = [key for key in self.keys if key.name.endswith("/") and origin.startswith(key.name) and origin != key.name]
        return [key for key in (*exact, *(replace(key, name=origin) for key in wide)) if key.kind in (ED25519, ML_DSA_44)]


class Witness:
    """Its folder, its keys, and the logs that it knows. One process at a time may use a folder."""

    def __init__(self, folder: Path, signers: Sequence[Signer], trusted: Trusted) -> None:
        self._folder, self._signers, self._trusted = folder, tuple(signers), trusted
        self._locks: dict[str, threading.Lock] = {}
        self._making = threading.Lock()

    @property
    def verifiers(self) -> list[Verifier]:
        """Its public keys."""
        return [signer.verifier for signer in self._signers]

    def add_checkpoint(self, body: bytes, at: int) -> str:
        """The lines of cosignature for the checkpoint in the body. Raises `Refused`."""
        asked = _parsed(body)
        text = asked.note.rpartition("\n\n")[0] + "\n"
        try:
            head = parse_text(text)
        except NotACheckpoint as error:
            raise Refused(400, f"no checkpoint: {error}") from error
        if len(head.origin.encode()) > LONGEST_NAME:
            raise Refused(400, "the name of the log is too long")
        kept = self._signed_by_its_log(asked.note, head.origin)
        if asked.old > head.size:
            raise Refused(400, f"old {asked.old} is larger than the checkpoint's {head.size}")
        with self._lock(head.origin):
            self._see_that_it_continues(asked, head)
            lines = "".join(line_of(signer, text, at) for signer in self._signers)
            write_synced(self._folder, {f"{_place(head.origin)}/checkpoint": f"{text}\n{kept}{lines}".encode()})
        return lines

    def newest(self, origin_hash: str) -> str | None:
        """The note it cosigned last for the log of this name's hash."""
        if len(origin_hash) != 64 or not set(origin_hash) <= set("0123456789abcdef"):
            return None
        file = self._folder / "logs" / origin_hash / "checkpoint"
        return file.read_text() if file.is_file() else None

    def known(self, origin: str) -> Checkpoint:
        """The checkpoint it cosigned last; the empty tree for a log it never met. A broken file is an error, not a new log."""
        note = self.newest(sha256(origin.encode()).hexdigest())
        if note is None:
            return Checkpoint(origin, 0, merkle.EMPTY)
        text, signed = open_note(note, self.verifiers)
        head = parse_text(text)
        if head.origin != origin or len(signed) != len(self._signers):
            raise NotANote(f"{_place(origin)}/checkpoint is not what this witness wrote")
        return head

    def _signed_by_its_log(self, note: str, origin: str) -> str:
        """The lines of the log itself, seen to be true; others are left aside. Raises `Refused`."""
        keys = self._trusted.of(origin)
        if not keys:
            raise Refused(404, "unknown log")
        try:
            _, signed = open_note(note, keys)
        except NotANote as error:
            raise Refused(403, str(error)) from error
        lines = note.rpartition("\n\n")[2].splitlines(keepends=True)
        return "".join(_first_line(lines, key) for key in signed)

    def _see_that_it_continues(self, asked: Extension, head: Checkpoint) -> None:
        known = self.known(head.origin)
        if asked.old != known.size:
            self._keep_contradiction(known, head, asked)
            raise Refused(409, f"{known.size}\n")
        if not merkle.is_extended(known.size, known.root, head.size, head.root, asked.hashes):
            self._keep_contradiction(known, head, asked)
            raise Refused(422, "the proof does not show that this continues the checkpoint that was cosigned last")

    def _keep_contradiction(self, known: Checkpoint, head: Checkpoint, asked: Extension) -> None:
        """Another root for the size that was cosigned proves a fork by itself, to anybody: both notes bear the log's signature."""
        if head.size != known.size or head.root == known.root:
            return
        folder = self._folder / _place(head.origin) / "forks"
        name = sha256(head.text.encode()).hexdigest()
        if not (folder / name).exists() and len(list(folder.glob("*"))) < MOST_KEPT:
            write_synced(self._folder, {f"{_place(head.origin)}/forks/{name}": asked.note.encode()})

    def _lock(self, origin: str) -> threading.Lock:
        with self._making:
            return self._locks.setdefault(origin, threading.Lock())


def _parsed(body: bytes) -> Extension:
    try:
        return parse_extension(body.decode())
    except (NotProved, UnicodeDecodeError) as error:
        raise Refused(400, f"no add-checkpoint: {error}") from error


def _first_line(lines: Sequence[str], key: Verifier) -> str:
    for line in lines:
        name, _, encoded = line.removeprefix("— ").strip().partition(" ")
        if name == key.name and base64.b64decode(encoded)[:4] == key.id:
            return line
    return ""


def _place(origin: str) -> str:
    return f"logs/{sha256(origin.encode()).hexdigest()}"


def contradictions(folder: Path) -> Mapping[str, list[Path]]:
    """By the folder of each log, the signed checkpoints that contradict what was cosigned."""
    found: dict[str, list[Path]] = {}
    for file in sorted(folder.glob("logs/*/forks/*")):
        found.setdefault(file.parts[-3], []).append(file)
    return found
