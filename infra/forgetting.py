"""Forgetting: keys are destroyed for ever, and the key that wraps the others is replaced, so that no old copy opens anything.

A destroyed key leaves its row, the fence, by which nobody gets another without being readmitted. What must be destroyed
stands in the record; after a restore of the keys it is destroyed again before any program starts.
"""

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import orjson
import psycopg
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from infra.keys import CHANNEL, Owner
from infra.settings import Settings
from infra.wrapping import Replacing, Ring, fingerprint, ring_of

LOCK = 27846
"""Whoever makes keys holds it shared; who destroys or wraps them anew, alone."""
ERASED = "SubjectErased"
"""The fact that says which keys were destroyed, in its field `keys`: by key, whose it was and of which class."""


@dataclass(frozen=True)
class Fence:
    """A key that is no more, and may never be again."""

    kid: UUID
    person: UUID
    kind: str


class Eraser:
    """Destroys keys, on a connection of the one role that may."""

    def __init__(self, connection: psycopg.Connection, ring: Ring, replacing: Replacing | None) -> None:
        self._connection, self._ring, self._replacing = connection, ring, replacing

    def forget(self, owners: Collection[Owner]) -> list[Fence]:
        """Destroy the keys of these owners and wrap all others anew; the fences that stand now. Safe to do again."""
        return self._destroying(lambda: self._destroy(owners), lambda: self._fences(owners))

    def fence(self, fences: Collection[Fence]) -> int:
        """Destroy what an older copy of the vault has brought back; how many keys it had brought back."""
        back = self._back(fences)
        if back:
            self._destroying(lambda: self._destroy_keys(fences), list)
        return back

    def readmit(self, owner: Owner) -> bool:
        """Give a person who was forgotten and has come back a new key; whether they had none. What was closed stays closed."""
        with self._connection.transaction():
            self._connection.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
            in_use = self._in_use()
            made = self._connection.execute(
                """insert into key (kid, person, class, wrapped, wrapping) select %s, %s, %s, %s, %s
                    where not exists (select 1 from key where person = %s and class = %s and wrapped is not null)""",
                (uuid4(), *owner, aes_key_wrap(self._ring.named(in_use), os.urandom(32)), in_use, *owner),
            ).rowcount
            self._tell()
        return bool(made)

    def settle(self) -> None:
        """Drop a wrapping key that was replaced by an attempt that was stopped before it could."""
        if self._replacing:
            self._replacing.settle(self._in_use())

    def _destroying(self, destroy: Callable[[], None], found: Callable[[], list[Fence]]) -> list[Fence]:
        self.settle()
        wrapping = self._replacing.begin() if self._replacing else self._ring.named(self._ring.names[0])
        with self._connection.transaction():
            self._connection.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
            destroy()
            self._wrap_anew(wrapping)
            fences = found()
            self._tell()
        self.settle()
        return fences

    def _destroy(self, owners: Collection[Owner]) -> None:
        """Who never had a key gets its fence all the same, so that none is made later."""
        persons, classes = [owner[0] for owner in owners], [owner[1] for owner in owners]
        self._connection.execute(
            """insert into key (kid, person, class, destroyed_at)
               select gen_random_uuid(), person, class, clock_timestamp() from unnest(%s::uuid[], %s::text[]) a (person, class)
                where not exists (select 1 from key k where k.person = a.person and k.class = a.class)""",
            (persons, classes),
        )
        self._connection.execute(
            """update key k set wrapped = null, wrapping = null, destroyed_at = clock_timestamp()
                 from unnest(%s::uuid[], %s::text[]) a (person, class)
                where k.person = a.person and k.class = a.class and k.wrapped is not null""",
            (persons, classes),
        )

    def _destroy_keys(self, fences: Collection[Fence]) -> None:
        self._connection.execute(
            """insert into key (kid, person, class, destroyed_at)
               select kid, person, class, clock_timestamp() from unnest(%s::uuid[], %s::uuid[], %s::text[]) a (kid, person, class)
               on conflict (kid) do update set wrapped = null, wrapping = null, destroyed_at = clock_timestamp()
                where key.wrapped is not null""",
            _columns(fences),
        )

    def _back(self, fences: Collection[Fence]) -> int:
        row = self._connection.execute(
            """select count(*) from unnest(%s::uuid[]) a (kid) left join key k on k.kid = a.kid
                where k.kid is null or k.wrapped is not null""",
            (_columns(fences)[0],),
        ).fetchone()
        return int(row[0]) if row else 0

    def _fences(self, owners: Collection[Owner]) -> list[Fence]:
        rows = self._connection.execute(
            """select k.kid, k.person, k.class from key k
                 join unnest(%s::uuid[], %s::text[]) a (person, class) on k.person = a.person and k.class = a.class
                where k.wrapped is null order by k.created_at, k.kid""",
            ([owner[0] for owner in owners], [owner[1] for owner in owners]),
        ).fetchall()
        return [Fence(*row) for row in rows]

    def _wrap_anew(self, wrapping: bytes) -> None:
        """All keys at once: a vault of which one part is wrapped by one key and one part by another is never seen."""
        name = fingerprint(wrapping)
        rows = self._connection.execute("select kid, wrapped, wrapping from key where wrapped is not null").fetchall()
        due = [(kid, wrapped, by) for kid, wrapped, by in rows if by != name]
        anew = [aes_key_wrap(wrapping, aes_key_unwrap(self._ring.named(by), wrapped)) for _, wrapped, by in due]
        self._connection.execute(
            """update key k set wrapped = a.wrapped, wrapping = %s
                 from unnest(%s::uuid[], %s::bytea[]) a (kid, wrapped) where k.kid = a.kid""",
            (name, [kid for kid, _, _ in due], anew),
        )
        self._connection.execute("update vault set wrapping = %s", (name,))

    def _in_use(self) -> str | None:
        row = self._connection.execute("select wrapping from vault").fetchone()
        return row[0] if row else None

    def _tell(self) -> None:
        self._connection.execute("update vault set epoch = epoch + 1")
        self._connection.execute("select pg_notify(%s, '')", (CHANNEL,))


def _columns(fences: Iterable[Fence]) -> Sequence[list[object]]:
    found = list(fences)
    return [fence.kid for fence in found], [fence.person for fence in found], [fence.kind for fence in found]


def eraser_of(settings: Settings, connection: psycopg.Connection) -> Eraser:
    """The eraser of an installation; keys from the environment are replaced by whoever sets them."""
    replacing = None if settings.key_encryption_key else Replacing(settings.data / "secrets.json")
    return Eraser(connection, ring_of(settings), replacing)


def fences_in(record: psycopg.Connection) -> list[Fence]:
    """What the record of oversight says was destroyed."""
    rows = record.execute("select data from event where type = %s order by position", (ERASED,)).fetchall()
    keys = (key for (data,) in rows for key in orjson.loads(data)["keys"])
    return [Fence(UUID(key["kid"]), UUID(key["person"]), key["kind"]) for key in keys]


def apply_fences(settings: Settings) -> tuple[int, int]:
    """Destroy again what a restore has brought back; how many fences there are, and how many keys were back.

    Raises `WrappingUnknown` where the keys were set back to a day before the wrapping key was replaced.
    """
    with (
        psycopg.connect(settings.database("oversight", "weita_eraser"), autocommit=True) as record,
        psycopg.connect(settings.database("keys", "weita_eraser"), autocommit=True) as keys,
    ):
        fences, eraser = fences_in(record), eraser_of(settings, keys)
        eraser.settle()
        return len(fences), eraser.fence(fences)
