"""Proofs as texts: of inclusion (C2SP tlog-proof), and of consistency as a witness takes it (C2SP tlog-witness)."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from infra.transparency import merkle
from infra.transparency.checkpoint import NotACheckpoint, hash_of, number, parse_text
from infra.transparency.note import NotANote, Verifier, open_note

HEAD = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


class NotProved(ValueError):
    """Raised for a text that is no proof, or one that does not prove."""


@dataclass(frozen=True)
class Proof:
    """That the leaf at `index` is in the tree of a checkpoint; everything needed to see it, but the leaf and the keys."""

    index: int
    hashes: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        return "\n".join((HEAD, f"index {self.index}", *_lines(self.hashes), "", self.note))


@dataclass(frozen=True)
class Extension:
    """That the tree of a checkpoint begins with the tree of `old` leaves: the body of `add-checkpoint`."""

    old: int
    hashes: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        return "\n".join((f"old {self.old}", *_lines(self.hashes), "", self.note))


def parse_proof(text: str) -> Proof:
    """Read a tlog-proof; its extra data, which nothing vouches for, is left aside. Raises `NotProved`."""
    head, note = _parts(text)
    if not head or head.pop(0) != HEAD:
        raise NotProved("not a tlog-proof")
    if head and head[0].startswith("extra "):
        head.pop(0)
    return Proof(_number("index", head), _hashes(head[1:]), note)


def parse_extension(text: str) -> Extension:
    """Read the body of `add-checkpoint`. Raises `NotProved`."""
    head, note = _parts(text)
    return Extension(_number("old", head), _hashes(head[1:]), note)


def verify(text: str, entry: bytes, verifiers: Sequence[Verifier]) -> Proof:
    """Check a tlog-proof of an entry against the log's keys, without the log. Raises `NotProved`."""
    proof = parse_proof(text)
    try:
        signed, signers = open_note(proof.note, verifiers)
        head = parse_text(signed)
    except (NotANote, NotACheckpoint) as error:
        raise NotProved(str(error)) from error
    if head.origin not in {signer.name for signer in signers}:
        raise NotProved("the checkpoint is not signed by a key of its own log")
    if not merkle.is_included(merkle.leaf_hash(entry), proof.index, head.size, proof.hashes, head.root):
        raise NotProved("the entry is not in that tree at that place")
    return proof


def _parts(text: str) -> tuple[list[str], str]:
    head, blank, note = text.partition("\n\n")
    if not blank:
        raise NotProved("no checkpoint")
    return head.split("\n"), note


def _number(word: str, lines: Sequence[str]) -> int:
    if not lines or not lines[0].startswith(f"{word} "):
        raise NotProved(f"no line that says {word}")
    try:
        return number(lines[0].removeprefix(f"{word} "))
    except NotACheckpoint as error:
        raise NotProved(str(error)) from error


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    if len(lines) > MOST_HASHES:
        raise NotProved("more hashes than any tree has levels")
    try:
        return tuple(hash_of(line) for line in lines)
    except NotACheckpoint as error:
        raise NotProved(str(error)) from error


def _lines(hashes: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in hashes]
