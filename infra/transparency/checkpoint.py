"""Checkpoints (C2SP tlog-checkpoint): origin, size and root of a log, the text that is signed."""

import base64
import binascii
import re
from dataclasses import dataclass

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class NotACheckpoint(ValueError):
    """Raised for a text that is no checkpoint."""


@dataclass(frozen=True)
class Checkpoint:
    """A log's whole state in three lines."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The note's text; we add no extension lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_text(text: str) -> Checkpoint:
    """Read a checkpoint's text; extension lines are allowed and left aside. Raises `NotACheckpoint`."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise NotACheckpoint("fewer than three lines, or an empty one")
    return Checkpoint(lines[0], number(lines[1]), hash_of(lines[2]))


def number(text: str) -> int:
    """A decimal number without leading zeroes. Raises `NotACheckpoint`."""
    if not _NUMBER.fullmatch(text):
        raise NotACheckpoint(f"no number: {text[:20]!r}")
    return int(text)


def hash_of(text: str) -> bytes:
    """A SHA-256 hash in base64, written the one way there is. Raises `NotACheckpoint`."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotACheckpoint("not base64") from error
    if len(found) != 32 or base64.b64encode(found).decode() != text:
        raise NotACheckpoint("no SHA-256 hash")
    return found
