"""A key has four states: never made, in use, destroyed behind a fence, made again. No way leads from any to what was closed."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from infra import forgetting
from infra.forgetting import Eraser, Fence
from infra.keys import KeyMissing, Owner, Vault
from infra.program import pool
from infra.settings import Role, Settings
from infra.wrapping import Replacing, Ring, WrappingUnknown, fingerprint, ring_of
from services.kernel.rules import SubjectForgotten
from tests.infra.conftest import all_at_once

PLACE = b"a place"


class Keys:
    """The vault of a test: its database emptied, its wrapping keys in a file of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.file = settings.data / "secrets.json"
        self.admin = psycopg.connect(psycopg.conninfo.make_conninfo(settings.admin_url, dbname="weita_keys"), autocommit=True)
        self.connection = psycopg.connect(settings.database("keys", "weita_eraser"), autocommit=True)
        self.eraser = Eraser(self.connection, ring_of(settings), Replacing(self.file))
        self.pools = [pool(settings.database("keys", "weita_service"), 2)]

    def program(self) -> Vault:
        """Another program's vault, with nothing in memory."""
        self.pools.append(pool(self.settings.database("keys", "weita_service"), 2))
        return Vault(self.pools[-1], ring_of(self.settings))

    def dump(self) -> tuple[list[tuple[object, ...]], str]:
        """A backup: the rows of the vault, and apart from them the file of the wrapping key."""
        rows = self.admin.execute("select kid, person, class, wrapped, destroyed_at, created_at, wrapping from key").fetchall()
        return rows, self.file.read_text()

    def restore(self, rows: list[tuple[object, ...]], secrets: str | None = None) -> None:
        self.admin.execute("delete from key")
        with self.admin.cursor() as cursor:
            cursor.executemany(
                "insert into key (kid, person, class, wrapped, destroyed_at, created_at, wrapping) values (%s,%s,%s,%s,%s,%s,%s)",
                rows,
            )
        if secrets is not None:
            self.file.write_text(secrets)
        wrapping = next((row[6] for row in rows if row[6]), None)
        self.admin.execute("update vault set wrapping = %s, epoch = epoch + 1", (wrapping,))

    def close(self) -> None:
        self.admin.close()
        self.connection.close()
        for one in self.pools:
            one.close()


@contextmanager
def keys_of(settings: Settings, folder: Path) -> Iterator[Keys]:
    with psycopg.connect(psycopg.conninfo.make_conninfo(settings.admin_url, dbname="weita_keys"), autocommit=True) as admin:
        kept = admin.execute("select kid, person, class, wrapped, destroyed_at, created_at, wrapping from key").fetchall()
        was = admin.execute("select wrapping from vault").fetchall()
        admin.execute("delete from key")
        admin.execute("update vault set wrapping = null, epoch = epoch + 1")
        (folder / "secrets.json").write_text((settings.data / "secrets.json").read_text())
        url = settings.database_url or settings.admin_url
        made = Keys(Settings(data=folder, database_url=url, role_password=settings.password_of_roles))
        try:
            yield made
        finally:
            made.restore(kept)
            admin.execute("update vault set wrapping = %s", was[0])
            made.close()


@pytest.fixture
def keys(migrated: Settings, tmp_path: Path) -> Iterator[Keys]:
    with keys_of(migrated, tmp_path) as made:
        yield made


def owner(kind: str = "care") -> Owner:
    return (uuid4(), kind)  # type: ignore[return-value]


def test_who_never_had_a_key_gets_one_when_something_is_written(keys: Keys) -> None:
    vault, who = keys.program(), owner()
    sealed = vault.seal([who], "a note", PLACE)
    assert keys.program().open(sealed, PLACE) == "a note"


def test_a_destroyed_key_opens_nothing_and_its_row_stays_as_a_fence(keys: Keys) -> None:
    vault, who = keys.program(), owner()
    sealed = vault.seal([who], "a note", PLACE)
    (fence,) = keys.eraser.forget([who])
    assert (fence.person, fence.kind, str(fence.kid)) == (*who, sealed["kid"])
    fresh = keys.program()
    assert fresh.open(sealed, PLACE) is None
    with pytest.raises(SubjectForgotten):
        fresh.seal([who], "another note", PLACE)


def test_the_other_class_of_the_same_person_and_everybody_else_are_still_read(keys: Keys) -> None:
    vault, person, other = keys.program(), uuid4(), owner()
    evidence = vault.seal([(person, "evidence")], "a name", PLACE)
    theirs = vault.seal([other], "their note", PLACE)
    keys.eraser.forget([(person, "care")])
    fresh = keys.program()
    assert (fresh.open(evidence, PLACE), fresh.open(theirs, PLACE)) == ("a name", "their note")


def test_who_never_had_a_key_is_forgotten_all_the_same(keys: Keys) -> None:
    who = owner()
    assert [(fence.person, fence.kind) for fence in keys.eraser.forget([who])] == [who]
    with pytest.raises(SubjectForgotten):
        keys.program().seal([who], "a note", PLACE)


def test_who_comes_back_gets_a_new_key_and_what_was_closed_stays_closed(keys: Keys) -> None:
    who = owner()
    old = keys.program().seal([who], "an old note", PLACE)
    keys.eraser.forget([who])
    assert keys.eraser.readmit(who)
    assert not keys.eraser.readmit(who), "one key is enough"
    back = keys.program()
    new = back.seal([who], "a new note", PLACE)
    assert new["kid"] != old["kid"]
    assert (back.open(old, PLACE), back.open(new, PLACE)) == (None, "a new note")
    assert len(keys.eraser.forget([who])) == 2, "the second key goes like the first"
    assert keys.program().open(new, PLACE) is None


def test_what_is_said_of_several_goes_with_the_first_who_is_forgotten(keys: Keys) -> None:
    vault, one, other = keys.program(), owner(), owner()
    both, alone = vault.seal([one, other], "they quarrelled", PLACE), vault.seal([one], "sleeps badly", PLACE)
    assert keys.program().open(both, PLACE) == "they quarrelled"
    keys.eraser.forget([other])
    fresh = keys.program()
    assert (fresh.open(both, PLACE), fresh.open(alone, PLACE)) == (None, "sleeps badly")


def test_a_program_drops_what_it_holds_within_a_second(keys: Keys) -> None:
    vault, who, dropped = keys.program(), owner(), []
    vault.when_forgotten.append(lambda: dropped.append(True))
    sealed = vault.seal([who], "a note", PLACE)
    keys.eraser.forget([who])
    vault._look_at -= 1.0  # a second later
    assert vault.open(sealed, PLACE) is None
    assert dropped


def test_a_program_that_does_nothing_hears_of_it_at_once(keys: Keys) -> None:
    vault, who, heard = keys.program(), owner(), threading.Event()
    vault.follow(keys.settings.database("keys", "weita_service"))
    vault.when_forgotten.append(heard.set)
    vault.seal([who], "a note", PLACE)
    keys.eraser.forget([who])
    assert heard.wait(5)
    assert not vault._held.by_owner


def test_the_wrapping_key_is_replaced_and_running_programs_follow(keys: Keys) -> None:
    vault, who, others = keys.program(), owner(), [owner() for _ in range(20)]
    theirs = [vault.seal([other], n, PLACE) for n, other in enumerate(others)]
    before = keys.file.read_text()
    keys.eraser.forget([who])
    after = json.loads(keys.file.read_text())
    assert after["key_encryption_key"] not in before
    assert "key_encryption_key_next" not in after
    assert [vault.open(one, PLACE) for one in theirs] == list(range(20))
    vault.seal([owner()], "written after", PLACE)
    assert [keys.program().open(one, PLACE) for one in theirs] == list(range(20))


def test_an_old_copy_of_the_vault_opens_nothing(keys: Keys) -> None:
    vault, who, other = keys.program(), owner(), owner()
    sealed, theirs = vault.seal([who], "a note", PLACE), vault.seal([other], "another", PLACE)
    rows, _ = keys.dump()
    keys.eraser.forget([who])
    keys.restore(rows)
    for one in (sealed, theirs):
        with pytest.raises(WrappingUnknown):
            keys.program().open(one, PLACE)


def test_a_restore_of_vault_and_wrapping_key_brings_nobody_back(keys: Keys) -> None:
    vault, who, other = keys.program(), owner(), owner()
    sealed, theirs = vault.seal([who], "a note", PLACE), vault.seal([other], "another", PLACE)
    rows, secrets = keys.dump()
    fences = keys.eraser.forget([who])
    keys.restore(rows, secrets)
    assert keys.program().open(sealed, PLACE) == "a note", "the restore alone would bring it back"
    assert keys.eraser.fence(fences) == 1
    assert keys.eraser.fence(fences) == 0
    fresh = keys.program()
    assert (fresh.open(sealed, PLACE), fresh.open(theirs, PLACE)) == (None, "another")


def test_a_restore_to_before_the_person_was_known_gets_the_fence(keys: Keys) -> None:
    who = owner()
    sealed = keys.program().seal([who], "a note", PLACE)
    rows, secrets = keys.dump()
    fences = keys.eraser.forget([who])
    keys.restore([], secrets)
    with pytest.raises(KeyMissing):
        keys.program().open(sealed, PLACE)
    assert keys.eraser.fence(fences) == 1
    assert keys.program().open(sealed, PLACE) is None
    assert rows


class Killed(Exception):
    """The eraser was killed."""


@pytest.mark.parametrize("at", ["begin", "_destroy", "_wrap_anew", "_fences", "_tell", "settle", "settled"])
def test_who_is_killed_at_any_step_loses_nothing_and_goes_on(keys: Keys, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    vault, who, other = keys.program(), owner(), owner()
    sealed, theirs = vault.seal([who], "a note", PLACE), vault.seal([other], "another", PLACE)
    target, name = (Replacing, "begin") if at == "begin" else (Replacing, "_write") if at == "settled" else (Eraser, at)
    calls = iter([False, True, True] if at in ("settle", "settled") else [True])
    real = getattr(target, name)

    def killed(*arguments: object) -> object:
        if next(calls, False):
            raise Killed
        return real(*arguments)

    monkeypatch.setattr(target, name, killed)
    with suppress(Killed):
        keys.eraser.forget([who])
    monkeypatch.undo()
    assert keys.program().open(theirs, PLACE) == "another"
    assert keys.program().seal([owner()], "written in between", PLACE)
    again = Eraser(keys.connection, ring_of(keys.settings), Replacing(keys.file))
    assert len(again.forget([who])) == 1
    fresh = keys.program()
    assert (fresh.open(sealed, PLACE), fresh.open(theirs, PLACE)) == (None, "another")
    assert "key_encryption_key_next" not in json.loads(keys.file.read_text())


def test_keys_that_are_made_while_all_are_wrapped_anew_are_not_lost(keys: Keys) -> None:
    programs, people = [keys.program() for _ in range(4)], [owner() for _ in range(60)]
    tasks = [lambda n=n, who=who: programs[n % 4].seal([who], "kept", PLACE) for n, who in enumerate(people)]
    forget = [lambda: keys.eraser.forget([owner()]) for _ in range(1)]
    outcomes = all_at_once([*tasks[:30], *forget, *tasks[30:]], threads=12)
    sealed = [one for one in outcomes if isinstance(one, dict)]
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert [keys.program().open(one, PLACE) for one in sealed] == ["kept"] * 60


def test_keys_from_the_environment_are_replaced_by_whoever_sets_them(keys: Keys) -> None:
    old, new = b"o" * 32, b"n" * 32
    who, other = owner(), owner()
    first = Vault(keys.pools[0], Ring(lambda: [old]))
    theirs, sealed = first.seal([other], "another", PLACE), first.seal([who], "a note", PLACE)
    Eraser(keys.connection, Ring(lambda: [new, old]), None).forget([who])
    only_new = Vault(keys.pools[0], Ring(lambda: [new]))
    assert (only_new.open(theirs, PLACE), only_new.open(sealed, PLACE)) == ("another", None)


PROGRAMS: tuple[Role, ...] = ("weita_service", "weita_projector")


def test_no_program_but_the_eraser_destroys_or_adds_a_row(keys: Keys) -> None:
    for role in PROGRAMS:
        with psycopg.connect(keys.settings.database("keys", role), autocommit=True) as connection:
            for statement in (
                "update key set wrapped = null", "delete from key", "update vault set epoch = 0",
                "insert into key (kid, person, class) values (gen_random_uuid(), gen_random_uuid(), 'care')",
            ):  # fmt: skip
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)


def test_a_fingerprint_tells_nothing_of_the_key() -> None:
    assert fingerprint(b"a" * 32) != fingerprint(b"b" * 32)
    assert b"a" * 4 not in fingerprint(b"a" * 32).encode()


def test_what_stands_in_the_record_is_read_as_fences(keys: Keys) -> None:
    kid, person = uuid4(), uuid4()
    said = json.dumps({"keys": [{"kid": str(kid), "person": str(person), "kind": "care"}]})

    class Record:
        def execute(self, *_: object) -> "Record":
            return self

        def fetchall(self) -> list[tuple[str]]:
            return [(said,)]

    assert forgetting.fences_in(Record()) == [Fence(kid, person, "care")]  # type: ignore[arg-type]
    assert isinstance(UUID(str(kid)), UUID)
