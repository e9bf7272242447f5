"""The vault: one key per person and class, wrapped, in a database of its own; and the encryption of personal fields.

AES-256-GCM, the key wrapped by RFC 3394; the associated data binds a ciphertext to its place, so that it cannot be
moved to another event or field.
"""

import base64
import hmac
import json
import os
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from psycopg_pool import ConnectionPool

from infra.batching import Batcher, Ticket
from infra.patience import patiently
from services.kernel.people import KeyClass

Owner = tuple[UUID, KeyClass]


class KeyDestroyed(Exception):
    """Raised when something new is to be encrypted for a person who was forgotten."""


class KeyMissing(LookupError):
    """Raised for a key that was never here: a destroyed one leaves its row, so the keys have been lost or set back."""


@dataclass(frozen=True)
class Key:
    """A data key in use."""

    kid: UUID
    secret: bytes = field(repr=False)

    @cached_property
    def cipher(self) -> AESGCM:
        """What encrypts with it."""
        return AESGCM(self.secret)

    def fingerprint(self, content: bytes) -> bytes:
        """The same for the same content, and nothing to whoever has not the key: HMAC-SHA256 by a key derived from it."""
        derived = HKDF(SHA256(), 32, None, b"weita fingerprint").derive(self.secret)
        return hmac.digest(derived, content, "sha256")


class Making(Batcher[frozenset[Owner], bool]):
    """Callers that need new keys at the same time make them in one transaction."""

    def __init__(self, make: Callable[[Collection[Owner]], None]) -> None:
        super().__init__()
        self._make = make

    def take(
        self, waiting: deque[Ticket[frozenset[Owner], bool]]
    ) -> tuple[list[Ticket[frozenset[Owner], bool]], list[Ticket[frozenset[Owner], bool]]]:
        """All who wait."""
        return list(waiting), []

    def call(self, asks: Sequence[frozenset[Owner]]) -> list[bool]:
        """Make all that any of them needs."""
        self._make(frozenset().union(*asks))
        return [True] * len(asks)


class Vault:
    """Reads and makes keys; keeps those it has seen in memory."""

    def __init__(self, pool: ConnectionPool, key_encryption_key: bytes) -> None:
        self._pool = pool
        self._wrapping = key_encryption_key
        self._by_owner: dict[Owner, Key] = {}
        self._by_kid: dict[UUID, Key | None] = {}
        self._lock = threading.Lock()
        self._making = Making(self._make)

    def ensure(self, owners: Iterable[Owner]) -> None:
        """Make the keys that are missing; they are committed when this returns."""
        missing = frozenset(owner for owner in owners if owner not in self._by_owner)
        if missing:
            self._making.submit(missing)

    def _make(self, missing: Collection[Owner]) -> None:
        persons, classes = [o[0] for o in missing], [o[1] for o in missing]
        fresh = [(uuid4(), aes_key_wrap(self._wrapping, os.urandom(32))) for _ in missing]

        def make() -> list[tuple[UUID, UUID, KeyClass, bytes]]:
            with self._pool.connection() as connection:
                connection.execute(
                    """insert into key (kid, person, class, wrapped)
                       select a.* from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bytea[]) as a (kid, person, class, wrapped)
                        where not exists (select 1 from key k where k.person = a.person and k.class = a.class)
                       on conflict do nothing""",
                    ([f[0] for f in fresh], persons, classes, [f[1] for f in fresh]),
                )
                return connection.execute(
                    """select k.kid, k.person, k.class, k.wrapped from key k
                       join unnest(%s::uuid[], %s::text[]) as a (person, class) on k.person = a.person and k.class = a.class
                       where k.wrapped is not null""",
                    (persons, classes),
                ).fetchall()

        rows = patiently(make)
        with self._lock:
            for kid, person, kind, wrapped in rows:
                self._by_owner[person, kind] = self._remember(kid, wrapped)

    def in_use(self, owner: Owner) -> Key:
        """The key of an owner for whom it was ensured. Raises `KeyDestroyed` when the owner was forgotten."""
        key = self._by_owner.get(owner)
        if key is None:
            raise KeyDestroyed(str(owner[0]))
        return key

    def seal(self, owner: Owner, value: Any, place: bytes) -> dict[str, str]:
        """Encrypt a JSON value with its owner's key. Raises `KeyDestroyed` when the owner was forgotten."""
        key = self.in_use(owner)
        nonce = os.urandom(12)
        sealed = key.cipher.encrypt(nonce, json.dumps(value, ensure_ascii=False).encode(), place)
        return {"kid": str(key.kid), "nonce": base64.b64encode(nonce).decode(), "ct": base64.b64encode(sealed).decode()}

    def fetch(self, kids: Iterable[UUID]) -> None:
        """Bring keys into memory, many in one call."""
        missing = [kid for kid in set(kids) if kid not in self._by_kid]
        if not missing:
            return

        def find() -> list[tuple[UUID, bytes | None]]:
            with self._pool.connection() as connection:
                return connection.execute("select kid, wrapped from key where kid = any(%s)", (missing,)).fetchall()

        rows = patiently(find)
        with self._lock:
            for kid, wrapped in rows:
                self._remember(kid, wrapped)

    def by_id(self, kid: UUID) -> Key | None:
        """The key with this id; None when it was destroyed. Raises `KeyMissing` when it is not there at all."""
        self.fetch([kid])
        if kid not in self._by_kid:
            raise KeyMissing(str(kid))
        return self._by_kid[kid]

    def open(self, sealed: dict[str, str], place: bytes) -> Any:
        """Decrypt; None when the key was destroyed.

        Raises `InvalidTag` when the ciphertext is not of this place, `KeyMissing` when its key is not there at all.
        """
        key = self.by_id(UUID(sealed["kid"]))
        if key is None:
            return None
        return json.loads(key.cipher.decrypt(base64.b64decode(sealed["nonce"]), base64.b64decode(sealed["ct"]), place))

    def _remember(self, kid: UUID, wrapped: bytes | None) -> Key:
        key = Key(kid, aes_key_unwrap(self._wrapping, wrapped)) if wrapped else None
        self._by_kid[kid] = key
        return key  # type: ignore[return-value]
