"""The vault: one key per person and class, wrapped, in a database of its own; and the encryption of personal fields.

AES-256-GCM, the key wrapped by RFC 3394; the associated data binds a ciphertext to its place, so that it cannot be
moved to another event or field. What is about several persons is closed with all their keys: it goes with the first.

Keys are held in memory for one epoch. The vault's epoch goes up whenever somebody is forgotten; it is looked at before a
key is used, unless that was done within the last second.
"""

import base64
import hmac
import json
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID, uuid4

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from psycopg_pool import ConnectionPool

from infra.batching import Batcher, Ticket
from infra.patience import patiently
from infra.wrapping import BlindIndex, Ring
from services.kernel.people import KeyClass
from services.kernel.rules import SubjectForgotten

Owner = tuple[UUID, KeyClass]
T = TypeVar("T")

KeyDestroyed = SubjectForgotten
LOOK_EVERY = 1.0
CHANNEL = "weita_vault"
REPLACED = "WE001"
"""What the database answers to a key wrapped by one that is in use no longer."""


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


@dataclass
class Held:
    """The keys seen in one epoch."""

    by_owner: dict[Owner, Key] = field(default_factory=dict)
    by_kid: dict[UUID, Key | None] = field(default_factory=dict)
    shared: dict[str, AESGCM | None] = field(default_factory=dict)
    """What opens a text about several persons; None where one of them was forgotten."""


class Making(Batcher[frozenset[Owner], Held]):
    """Callers that need new keys at the same time make them in one transaction."""

    def __init__(self, make: Callable[[Collection[Owner]], Held]) -> None:
        super().__init__()
        self._make = make

    def take(
        self, waiting: deque[Ticket[frozenset[Owner], Held]]
    ) -> tuple[list[Ticket[frozenset[Owner], Held]], list[Ticket[frozenset[Owner], Held]]]:
        """All who wait."""
        return list(waiting), []

    def call(self, asks: Sequence[frozenset[Owner]]) -> list[Held]:
        """Make all that any of them needs."""
        return [self._make(frozenset().union(*asks))] * len(asks)


class Vault:
    """Reads and makes keys; keeps those it has seen in memory until somebody is forgotten."""

    def __init__(self, pool: ConnectionPool, ring: Ring, blind: BlindIndex | None = None) -> None:
        self._pool = pool
        self._ring = ring
        self.blind = blind or BlindIndex(b"")
        self._held = Held()
        self._epoch: int | None = None
        self._wrapping: str | None = None
        self._look_at = 0.0
        self._lock = threading.Lock()
        self._making = Making(self._make)
        self.when_forgotten: list[Callable[[], None]] = []
        """Called when keys are dropped, so that what was opened with them is dropped, too."""

    def look(self, *, now: bool = False) -> None:
        """Drop all that is held when somebody was forgotten since; asked once a second at most, unless `now`."""
        if not now and time.monotonic() < self._look_at:
            return
        began = time.monotonic()

        def find() -> tuple[int, str | None]:
            with self._pool.connection() as connection:
                row = connection.execute("select epoch, wrapping from vault").fetchone()
            assert row
            return row[0], row[1]

        epoch, wrapping = patiently(find)
        self._seen(epoch, wrapping, began)

    def _seen(self, epoch: int, wrapping: str | None, at: float) -> None:
        with self._lock:
            dropped = self._epoch is not None and epoch != self._epoch
            if dropped:
                self._held = Held()
            self._epoch, self._wrapping, self._look_at = epoch, wrapping, at + LOOK_EVERY
        for drop in self.when_forgotten if dropped else ():
            drop()

    def follow(self, url: str) -> None:
        """Hear of every epoch at once, in a thread of its own: so a program that does nothing drops its keys as well."""
        threading.Thread(target=self._follow, args=(url,), name="vault", daemon=True).start()

    def _follow(self, url: str) -> None:
        while not self._pool.closed:
            try:
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute(f"listen {CHANNEL}")
                    while not self._pool.closed:
                        began = time.monotonic()
                        row = connection.execute("select epoch, wrapping from vault").fetchone()
                        assert row
                        self._seen(row[0], row[1], began)
                        deque(connection.notifies(timeout=LOOK_EVERY, stop_after=1), maxlen=0)
            except psycopg.Error:
                time.sleep(LOOK_EVERY)

    def ensure(self, owners: Iterable[Owner]) -> Held:
        """Make the keys that are missing; they are committed when this returns."""
        self.look()
        held = self._held
        missing = frozenset(owner for owner in owners if owner not in held.by_owner)
        return self._making.submit(missing) if missing else held

    def _make(self, missing: Collection[Owner]) -> Held:
        held = self._held
        persons, classes = [o[0] for o in missing], [o[1] for o in missing]
        kids, secrets = [uuid4() for _ in missing], [os.urandom(32) for _ in missing]

        def make() -> list[tuple[UUID, UUID, KeyClass, bytes, str | None]]:
            name = self._wrapping or self._ring.names[0]
            wrapped = [aes_key_wrap(self._ring.named(name), secret) for secret in secrets]
            with self._pool.connection() as connection:
                return connection.execute(
                    "select kid, person, class, wrapped, wrapping from weita_make_keys(%s::uuid[], %s, %s, %s, %s)",
                    (kids, persons, classes, wrapped, name),
                ).fetchall()

        for kid, person, kind, wrapped, wrapping in patiently(lambda: self._unless_replaced(make)):
            held.by_owner[person, kind] = self._remember(held, kid, wrapped, wrapping)  # type: ignore[assignment]
        return held

    def _unless_replaced(self, make: Callable[[], T]) -> T:
        """Once more where the wrapping key was replaced in between."""
        try:
            return make()
        except psycopg.Error as error:
            if error.sqlstate != REPLACED:
                raise
        self.look(now=True)
        return make()

    def in_use(self, owner: Owner) -> Key:
        """The key of an owner, made if need be. Raises `SubjectForgotten` when the owner was forgotten."""
        self.look()
        key = self._held.by_owner.get(owner) or self.ensure((owner,)).by_owner.get(owner)
        if key is None:
            raise SubjectForgotten(person=str(owner[0]))
        return key

    def seal(self, owners: Sequence[Owner], value: Any, place: bytes) -> dict[str, str]:
        """Encrypt a JSON value with its owners' keys. Raises `SubjectForgotten` when one of them was forgotten."""
        if len(owners) == 1:
            key = self.in_use(owners[0])
            kid, cipher = str(key.kid), key.cipher
        else:
            keys = [self.in_use(owner) for owner in owners]
            kid, cipher = " ".join(str(key.kid) for key in keys), together(keys)
        nonce = os.urandom(12)
        sealed = cipher.encrypt(nonce, json.dumps(value, ensure_ascii=False).encode(), place)
        return {"kid": kid, "nonce": base64.b64encode(nonce).decode(), "ct": base64.b64encode(sealed).decode()}

    def fetch(self, kids: Iterable[UUID]) -> Held:
        """Bring keys into memory, many in one call."""
        self.look()
        held = self._held
        missing = [kid for kid in set(kids) if kid not in held.by_kid]
        if not missing:
            return held

        def find() -> list[tuple[UUID, bytes | None, str | None]]:
            with self._pool.connection() as connection:
                return connection.execute("select kid, wrapped, wrapping from key where kid = any(%s)", (missing,)).fetchall()

        for kid, wrapped, wrapping in patiently(find):
            self._remember(held, kid, wrapped, wrapping)
        return held

    def by_id(self, kid: UUID) -> Key | None:
        """The key with this id; None when it was destroyed. Raises `KeyMissing` when it is not there at all."""
        self.look()
        return self._held.by_kid.get(kid) or _of(self.fetch((kid,)), kid)

    def open(self, sealed: dict[str, str], place: bytes) -> Any:
        """Decrypt; None when a key was destroyed.

        Raises `InvalidTag` when the ciphertext is not of this place, `KeyMissing` when its key is not there at all.
        """
        if len(sealed["kid"]) > _ONE:
            cipher = self._shared(sealed["kid"])
        else:
            key = self.by_id(UUID(sealed["kid"]))
            cipher = key.cipher if key else None
        if cipher is None:
            return None
        return json.loads(cipher.decrypt(base64.b64decode(sealed["nonce"]), base64.b64decode(sealed["ct"]), place))

    def _shared(self, kid: str) -> AESGCM | None:
        kids = kids_of(kid)
        held = self.fetch(kids)
        if kid not in held.shared:
            keys = [key for one in kids if (key := _of(held, one))]
            held.shared[kid] = together(keys) if len(keys) == len(kids) else None
        return held.shared[kid]

    def _remember(self, held: Held, kid: UUID, wrapped: bytes | None, wrapping: str | None) -> Key | None:
        key = Key(kid, aes_key_unwrap(self._ring.named(wrapping), wrapped)) if wrapped else None
        held.by_kid[kid] = key
        return key


_ONE = len(str(UUID(int=0)))


def kids_of(kid: str) -> list[UUID]:
    """The ids of the keys that close a text, as its ciphertext names them."""
    return [UUID(one) for one in kid.split()]


def together(keys: Sequence[Key]) -> AESGCM:
    """What closes a text about several persons; nobody opens it without each of the keys."""
    return AESGCM(hmac.digest(b"weita several persons", b"".join(key.secret for key in keys), "sha256"))


def _of(held: Held, kid: UUID) -> Key | None:
    try:
        return held.by_kid[kid]
    except KeyError:
        raise KeyMissing(str(kid)) from None
