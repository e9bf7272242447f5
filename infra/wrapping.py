"""The keys that wrap keys. One is in use; while it is being replaced the next one stands beside it.

They stand in the data folder's `secrets.json`, which is read again when a key is wrapped by one that is not known yet: so
running programs follow a replacement. Those of `WEITA_KEY_ENCRYPTION_KEY` (the one in use first, then a comma and the
one before) are replaced by whoever sets them.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.settings import Settings

IN_USE, NEXT = "key_encryption_key", "key_encryption_key_next"


class WrappingUnknown(LookupError):
    """Raised where keys are wrapped by a key that is not here: they were set back to a day before it was replaced."""


def fingerprint(wrapping: bytes) -> str:
    """What names a wrapping key and tells nothing of it."""
    return hashlib.sha256(b"weita wrapping\0" + wrapping).hexdigest()[:32]


class Ring:
    """The wrapping keys that are here, the one in use first."""

    def __init__(self, read: Callable[[], Sequence[bytes]]) -> None:
        self._read = read
        self._keys: dict[str, bytes] = {}

    @property
    def names(self) -> list[str]:
        """The fingerprints of all that are here."""
        self._keys = {fingerprint(key): key for key in self._read()}
        return list(self._keys)

    def named(self, name: str | None) -> bytes:
        """A wrapping key by its fingerprint; the first one where none is said. Raises `WrappingUnknown`."""
        if name not in self._keys:
            first = next(iter(self.names), "")
            name = name or first
        try:
            return self._keys[name]
        except KeyError:
            raise WrappingUnknown(name) from None


def ring_of(settings: Settings) -> Ring:
    """The ring of an installation."""
    if settings.key_encryption_key:
        fixed = [base64.b64decode(key) for key in settings.key_encryption_key.split(",")]
        return Ring(lambda: fixed)
    return Ring(lambda: _held(settings.data / "secrets.json"))


def blind_index_of(settings: Settings) -> "BlindIndex":
    """The blind index of an installation."""
    return BlindIndex(base64.b64decode(settings.blind_index_key or settings.secrets.get("blind_index_key", "")))


class BlindIndex:
    """Exact codes are found by what a key makes of them (HMAC-SHA256): who has the rows and not the key cannot try codes."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, code: str) -> str:
        """What stands for a code, however it is typed."""
        plain = "".join(code.split()).upper()
        return hmac.digest(b"weita blind index\0" + self._key, plain.encode(), "sha256").hex()


def _held(file: Path) -> list[bytes]:
    held = json.loads(file.read_text())
    return [base64.b64decode(held[name]) for name in (IN_USE, NEXT) if name in held]


class Replacing:
    """Replaces the wrapping key in `secrets.json`: first the next one is added, at last the one in use is dropped.

    In between all keys are wrapped anew. Whoever is stopped anywhere goes on from what the file and the vault say.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def begin(self) -> bytes:
        """The next wrapping key: made and on disk, unless an earlier attempt has made it."""
        held = json.loads(self._file.read_text())
        if NEXT not in held:
            held[NEXT] = base64.b64encode(os.urandom(32)).decode()
            self._write(held)
        return base64.b64decode(held[NEXT])

    def settle(self, in_use: str | None) -> bool:
        """Drop the old one where the vault says that the next is in use; whether there was something to drop."""
        held = json.loads(self._file.read_text())
        if NEXT not in held or fingerprint(base64.b64decode(held[NEXT])) != in_use:
            return False
        self._write({name: value for name, value in held.items() if name != NEXT} | {IN_USE: held[NEXT]})
        return True

    def _write(self, held: Mapping[str, Any]) -> None:
        """A reader sees the old file or the new one; a lost current leaves one of the two."""
        part = self._file.with_name(f".{self._file.name}.{os.getpid()}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            json.dump(held, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(self._file)
        folder = os.open(self._file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
