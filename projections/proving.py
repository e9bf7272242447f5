"""The proof that an event stands in its log, run in front of the reader: every hash, every step, every signature.

Made from the files of the log, which anybody may copy; whoever does not believe this page takes leaf and proof home.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import psycopg

from infra import checkpoints
from infra.transparency import merkle
from infra.transparency.chain import folder_of
from infra.transparency.checkpoint import NotACheckpoint, parse_text
from infra.transparency.leaf import Leaf, NotALeaf, parse
from infra.transparency.note import NotANote, Verifier, open_note, verifier
from infra.transparency.proof import Proof
from infra.transparency.tiles import Damaged, View

KINDS = {1: "Ed25519", 4: "Ed25519 cosignature/v1", 6: "ML-DSA-44"}
Fault = Literal["files", "leaf", "place", "root", "signature", "wire"]


@dataclass(frozen=True)
class Step:
    """Two hashes put together; `ours` is the one that was made so far."""

    left: str
    right: str
    ours: Literal["left", "right"]
    result: str


@dataclass(frozen=True)
class Signed:
    """A key that has signed the checkpoint."""

    name: str
    kind: str
    key_id: str


@dataclass(frozen=True)
class Proved:
    """The whole way from an event to a signed root; without `faults` it holds."""

    log: str
    index: int
    leaf: bytes
    fields: Leaf | None
    leaf_hash: str
    steps: Sequence[Step]
    origin: str
    size: int
    root: str
    note: str
    signed: Sequence[Signed]
    signed_at: datetime
    cosigned_by: Sequence[str]
    witnessed_at: datetime | None
    proof: str
    """The same as C2SP tlog-proof, for programs of others."""
    faults: Sequence[Fault]


def prove(seal: psycopg.Connection[Any], logs: Path, service: str, position: int, wire: str) -> Proved | None:
    """The proof for an event, whose data a page shows as `wire`; None while it is not sealed and signed."""
    place = checkpoints.place_of(seal, service, position)
    noted = checkpoints.covering(seal, place.log, place.index) if place else None
    if place is None or noted is None:
        return None
    folder, faults = logs / folder_of(place.log), list[Fault]()
    leaf, hashes = _from_files(folder, noted.size, place.index, faults)
    head, signed = _signed(noted.note, keys_of(folder), faults)
    steps = list(walk(merkle.leaf_hash(leaf), place.index, noted.size, hashes))
    found = bytes.fromhex(steps[-1].result) if steps else merkle.leaf_hash(leaf)
    if not merkle.is_included(merkle.leaf_hash(leaf), place.index, noted.size, hashes, noted.root) or found != noted.root:
        faults.append("root")
    fields = _fields(leaf, place, wire, faults)
    return Proved(
        log=place.log, index=place.index, leaf=leaf, fields=fields, leaf_hash=merkle.leaf_hash(leaf).hex(), steps=steps,
        origin=head, size=noted.size, root=noted.root.hex(), note=noted.note, signed=signed, signed_at=noted.signed_at,
        cosigned_by=noted.cosigned_by, witnessed_at=noted.witnessed_at,
        proof=str(Proof(place.index, tuple(hashes), noted.note)), faults=tuple(dict.fromkeys(faults)),
    )  # fmt: skip


def walk(leaf_hash: bytes, index: int, size: int, hashes: Sequence[bytes]) -> Iterator[Step]:
    """Each step of RFC 9162, 2.1.3.2, from the leaf up: which hash stands left, which right, and what comes out."""
    here, last, made = index, size - 1, leaf_hash
    for sibling in hashes:
        ours: Literal["left", "right"] = "right" if here % 2 or here == last else "left"
        left, right = (sibling, made) if ours == "right" else (made, sibling)
        made = merkle.node_hash(left, right)
        yield Step(left.hex(), right.hex(), ours, made.hex())
        if ours == "right":
            while here and not here % 2:
                here, last = here >> 1, last >> 1
        here, last = here >> 1, last >> 1


def keys_of(folder: Path) -> list[Verifier]:
    """The keys that the log's folder shows: its own and those of witnesses."""
    found = []
    for file in sorted((folder / "keys").glob("*.vkey")):
        for line in file.read_text().splitlines():
            try:
                found.append(verifier(line))
            except NotANote:
                continue
    return found


def _from_files(folder: Path, size: int, index: int, faults: list[Fault]) -> tuple[bytes, list[bytes]]:
    view = View(folder, size)
    try:
        return view.entry(index), merkle.inclusion(index, size, view.hash_of)
    except (Damaged, OSError):
        faults.append("files")
        return b"", []


def _signed(note: str, keys: Sequence[Verifier], faults: list[Fault]) -> tuple[str, list[Signed]]:
    origin = note.partition("\n")[0]
    try:
        text, signers = open_note(note, keys)
        origin = parse_text(text).origin
    except (NotANote, NotACheckpoint):
        signers = []
    if not any(signer.name == origin for signer in signers):
        faults.append("signature")
    return origin, [Signed(one.name, KINDS[one.kind], one.id.hex()) for one in signers]


def _fields(leaf: bytes, place: checkpoints.Place, wire: str, faults: list[Fault]) -> Leaf | None:
    """The leaf taken apart: it is the one that was noted, says its own place, and holds what the page shows."""
    if merkle.leaf_hash(leaf) != place.leaf_hash:
        faults.append("leaf")
    try:
        fields = parse(leaf)
    except NotALeaf:
        return None
    if (fields.log, fields.index, fields.service, fields.position) != (place.log, place.index, place.service, place.position):
        faults.append("place")
    if fields.payload != wire.encode():
        faults.append("wire")
    return fields


Seed = Literal["of-the-log", "another", "unknown"]


def seed_of(seal: psycopg.Connection[Any], log: str, size: int, seed: str) -> Seed:
    """Whether a seed is the hash of the checkpoint of that size, as the log has signed it."""
    noted = checkpoints.checkpoint_for(seal, log, size)
    if noted is None:
        return "unknown"
    return "of-the-log" if sha256(noted.head.text.encode()).hexdigest() == seed else "another"


def places(seal: psycopg.Connection[Any], events: Sequence[tuple[str, int]]) -> dict[tuple[str, int], tuple[str, int]]:
    """Log and index of events, by service and position, as far as they are sealed."""
    rows = seal.execute(
        """select e.service, e.position, e.log, e.index from entry e
             join unnest(%s::text[], %s::bigint[]) as a (service, position) on (e.service, e.position) = (a.service, a.position)""",
        ([service for service, _ in events], [position for _, position in events]),
    ).fetchall()
    return {(service, position): (log, index) for service, position, log, index in rows}
