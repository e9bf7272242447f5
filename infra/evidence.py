"""The evidence store: documents of at most 20 MB, encrypted, under the SHA-256 of their stored bytes, in a database of its own.

Stored bytes are `MAGIC`, the id of the key (16 bytes), a nonce (12), then the document by AES-256-GCM and its tag; magic
and key id are the associated data. A document is encrypted by the evidence key of the person it is about, and goes with
it; one that is about nobody by the project's. It is held in memory whole: GCM says nothing of a document before its last
byte, so that a reader in pieces would hand out what is not proved yet.
"""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid5

from cryptography.exceptions import InvalidTag
from psycopg_pool import ConnectionPool

from infra.keys import KeyMissing, Vault
from infra.patience import patiently
from services.kernel.command import WEITA
from services.kernel.evidence import Filed

LARGEST = 20 * 1024 * 1024
MAGIC = b"weita evidence 1\n"
_KID, _NONCE = len(MAGIC) + 16, len(MAGIC) + 16 + 12
FILING = 2784_2
"""The lock that all hold who store and record, side by side; who collects holds it alone."""

Finding = Literal["sound", "missing", "altered", "forgotten", "locked"]
"""What a look at a document says; `locked` is one whose key is not in the vault: keys have been lost or set back."""

Lookup = Callable[[Collection[str]], Mapping[str, Filed]]
"""Says of each hash by whom and about what the document was filed; nothing of what was not."""


def nothing_filed(_: Collection[str]) -> Mapping[str, Filed]:
    """What is said where there is no store."""
    return {}


class DocumentMissing(LookupError):
    """Raised when no document is stored under a hash."""


class DocumentAltered(Exception):
    """Raised when what is stored under a hash is not what was stored."""


class DocumentForgotten(Exception):
    """Raised when the key of the person whom a document is about was destroyed."""


def owner_of(person: UUID | None, project: str | None) -> UUID:
    """Whose key encrypts a document: the person's, else that of the project, which has an id for it."""
    return person or uuid5(WEITA, f"project {project}")


def filings(pool: ConnectionPool) -> Lookup:
    """What the store says of the documents under these hashes; nothing of one that was not filed."""

    def find(hashes: Collection[str]) -> Mapping[str, Filed]:
        def read() -> list[tuple[bytes, str, UUID | None, str | None]]:
            with pool.connection() as connection:
                return connection.execute(
                    """select d.sha256, d.agency, d.person, d.project from document d join filing f using (sha256)
                        where d.sha256 = any(%s)""",
                    ([bytes.fromhex(one) for one in hashes],),
                ).fetchall()

        return {row[0].hex(): Filed(row[1], row[2], row[3]) for row in patiently(read)} if hashes else {}

    return find


@dataclass(frozen=True)
class Stored:
    """A document as the store keeps it: whose it is, and its stored bytes."""

    sha256: str
    sealed: bytes
    agency: str
    person: UUID | None
    project: str | None


class EvidenceStore:
    """Keeps, opens and checks documents."""

    def __init__(self, pool: ConnectionPool, vault: Vault) -> None:
        self._pool, self._vault = pool, vault
        self.filings = filings(pool)

    def close(self) -> None:
        """Let the connections go."""
        self._pool.close()

    def keep(self, content: bytes, agency: str, *, person: UUID | None = None, project: str | None = None) -> str:
        """Store a document; its address. The same document of the same agency and owner is stored once.

        Raises `SubjectForgotten`, `StoreUnavailable`.
        """
        key = self._vault.in_use((owner_of(person, project), "evidence"))
        head, nonce = MAGIC + key.kid.bytes, os.urandom(12)
        sealed = head + nonce + key.cipher.encrypt(nonce, content, head)
        row = (hashlib.sha256(sealed).digest(), sealed, key.fingerprint(content), agency, person, project)

        def store() -> str:
            with self._pool.connection() as connection:
                connection.execute(
                    """insert into document (sha256, sealed, fingerprint, agency, person, project)
                       values (%b, %b, %b, %s, %s, %s) on conflict (agency, fingerprint) do nothing""",
                    row,
                )
                found = connection.execute(
                    "select sha256 from document where agency = %s and fingerprint = %s", (agency, row[2])
                ).fetchone()
                assert found is not None
                return bytes(found[0]).hex()

        return patiently(store)

    def find(self, sha256: str) -> Stored | None:
        """What is stored under a hash, sealed as it is; None where nothing is."""

        def read() -> tuple[bytes, str, UUID | None, str | None] | None:
            with self._pool.connection() as connection:
                return (
                    connection.cursor(binary=True)
                    .execute("select sealed, agency, person, project from document where sha256 = %b", (bytes.fromhex(sha256),))
                    .fetchone()
                )

        row = patiently(read)
        return Stored(sha256, *row) if row else None

    def open(self, sha256: str) -> bytes:
        """The document. Raises `DocumentMissing`, `DocumentAltered`, `DocumentForgotten`, `KeyMissing`."""
        stored = self.find(sha256)
        if stored is None:
            raise DocumentMissing(sha256)
        return self.opened(stored)

    def opened(self, stored: Stored) -> bytes:
        """The document that was found. Raises as `open` does."""
        sealed, sha256 = stored.sealed, stored.sha256
        if hashlib.sha256(sealed).hexdigest() != sha256 or not sealed.startswith(MAGIC) or len(sealed) < _NONCE:
            raise DocumentAltered(sha256)
        key = self._vault.by_id(UUID(bytes=sealed[len(MAGIC) : _KID]))
        if key is None:
            raise DocumentForgotten(sha256)
        try:
            return key.cipher.decrypt(sealed[_KID:_NONCE], sealed[_NONCE:], sealed[:_KID])
        except InvalidTag as error:
            raise DocumentAltered(sha256) from error

    def check(self, sha256: str) -> Finding:
        """Whether a document is there, is what was stored, and can be opened."""
        try:
            self.open(sha256)
        except DocumentMissing:
            return "missing"
        except DocumentAltered:
            return "altered"
        except DocumentForgotten:
            return "forgotten"
        except KeyMissing:
            return "locked"
        return "sound"

    def checked(self, hashes: Iterable[str]) -> dict[str, Finding]:
        """What a look at each says, one document in memory at a time."""
        return {sha256: self.check(sha256) for sha256 in dict.fromkeys(hashes)}

    @contextmanager
    def filing(self) -> Iterator[None]:
        """While a document is stored and recorded, nobody collects what has no fact yet."""
        with self._pool.connection() as connection:
            connection.execute("select pg_advisory_lock_shared(%s)", (FILING,))
            try:
                yield
            finally:
                connection.execute("select pg_advisory_unlock_shared(%s)", (FILING,))

    def note_filed(self, sha256: str) -> None:
        """From now on the document may be cited: the record holds the fact that it was filed."""

        def note() -> None:
            with self._pool.connection() as connection:
                connection.execute("insert into filing (sha256) values (%b) on conflict do nothing", (bytes.fromhex(sha256),))

        patiently(note)
