"""A leaf of the log: one event as it stands in the record, with its place, as bytes that anybody can take apart.

| byte | holds |
|---|---|
| 0 | the version of this format, 1 |
| then, fifteen times | a length (two bytes, big-endian) and so many bytes: the fields of `Leaf`, in their order |

Numbers are big-endian without sign (8 bytes; `version` 4, `schema_version` 2); times are microseconds since 1970-01-01 UTC,
8 bytes with sign; the event's id is its 16 bytes; texts are UTF-8. `envelope` and `payload` are the stored bytes, unchanged.
"""

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

FORMAT = b"\x01"
LARGEST = 32 * 1024
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_WIDTHS = {"index": 8, "position": 8, "version": 4, "schema_version": 2}
_TIMES = frozenset({"occurred_at", "recorded_at"})
_STORED = frozenset({"envelope", "payload"})
_EMPTY = 1 + 15 * 2
_FIXED_BYTES = _EMPTY + 8 + 8 + 4 + 2 + 16 + 8 + 8


class NotALeaf(ValueError):
    """Raised for bytes that are not exactly one leaf, and for an event that does not fit into one."""


@dataclass(frozen=True)
class Leaf:
    """An event of the record and its place in one log."""

    index: int
    log: str
    service: str
    position: int
    id: UUID
    stream: str
    version: int
    type: str
    schema_version: int
    agency: str
    actor: str
    occurred_at: datetime
    recorded_at: datetime
    envelope: bytes
    payload: bytes


_NAMES = tuple(field.name for field in fields(Leaf))


def build(leaf: Leaf) -> bytes:
    """The bytes that are hashed, kept and shown. Raises `NotALeaf` beyond 32 KiB."""
    values = _values(leaf)
    if _EMPTY + sum(map(len, values)) > LARGEST:
        raise NotALeaf(f"a leaf of {_EMPTY + sum(map(len, values))} bytes")
    return FORMAT + b"".join([part for value in values for part in (len(value).to_bytes(2), value)])


def parse(whole: bytes) -> Leaf:
    """Take a leaf apart; `build` gives the same bytes again. Raises `NotALeaf`."""
    if whole[:1] != FORMAT or len(whole) > LARGEST:
        raise NotALeaf("unknown format")
    at, found = 1, dict[str, Any]()
    for name in _NAMES:
        start = at + 2
        at = start + int.from_bytes(whole[at:start])
        if at > len(whole) or start > len(whole):
            raise NotALeaf(f"cut off at {name}")
        found[name] = _decode(name, whole[start:at])
    if at != len(whole):
        raise NotALeaf("bytes after the last field")
    return Leaf(**found)


def unplaced(whole: bytes) -> bytes:
    """A leaf without index and log: what is known, and promised, before the event has its place."""
    return whole[:1] + whole[13 + int.from_bytes(whole[11:13]) :]


def size_of(*texts: str | bytes) -> int:
    """How large a leaf becomes whose fields of no fixed width are these: known before it has its place."""
    return _FIXED_BYTES + sum(len(text.encode()) if isinstance(text, str) else len(text) for text in texts)


def _values(leaf: Leaf) -> tuple[bytes, ...]:
    return (
        leaf.index.to_bytes(8), leaf.log.encode(), leaf.service.encode(), leaf.position.to_bytes(8), leaf.id.bytes,
        leaf.stream.encode(), leaf.version.to_bytes(4), leaf.type.encode(), leaf.schema_version.to_bytes(2),
        leaf.agency.encode(), leaf.actor.encode(), _microseconds(leaf.occurred_at), _microseconds(leaf.recorded_at),
        leaf.envelope, leaf.payload,
    )  # fmt: skip


def _microseconds(at: datetime) -> bytes:
    return ((at - _EPOCH) // _MICROSECOND).to_bytes(8, signed=True)


def _decode(name: str, value: bytes) -> Any:
    try:
        if name in _WIDTHS:
            return int.from_bytes(_exactly(_WIDTHS[name], value))
        if name in _TIMES:
            return _EPOCH + int.from_bytes(_exactly(8, value), signed=True) * _MICROSECOND
        if name == "id":
            return UUID(bytes=_exactly(16, value))
        return value if name in _STORED else value.decode()
    except (ValueError, OverflowError) as error:
        raise NotALeaf(f"{name}: {error}") from error


def _exactly(width: int, value: bytes) -> bytes:
    if len(value) != width:
        raise NotALeaf(f"{len(value)} bytes where {width} belong")
    return value
