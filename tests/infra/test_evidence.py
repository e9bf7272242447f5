"""The evidence store on the real PostgreSQL: what is stored is found, checked, opened while its key lives, and nothing else."""

import hashlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
import pytest

from infra.collecting import collect
from infra.evidence import (
    LARGEST,
    MAGIC,
    DocumentAltered,
    DocumentForgotten,
    DocumentMissing,
    EvidenceStore,
)
from infra.forgetting import Eraser, eraser_of
from infra.keys import Vault
from infra.program import pool, vault_of
from infra.settings import Settings
from services.kernel.evidence import Filed
from services.kernel.rules import SubjectForgotten
from tests.infra.conftest import all_at_once

RECEIPT = b"%PDF-1.7 Ricevuta n. 12, Amal Haddad"
PROJECT = "PROG-2784"


@dataclass
class Shelf:
    """A store, its vault, and the administrator's own look at the rows."""

    settings: Settings
    store: EvidenceStore
    vault: Vault
    closing: ExitStack

    def rows(self, database: str, query: str, *arguments: object) -> list[tuple[object, ...]]:
        address = psycopg.conninfo.make_conninfo(self.settings.admin_url, dbname=f"weita_{database}")
        with psycopg.connect(address, autocommit=True) as admin:
            done = admin.execute(query, arguments)
            return done.fetchall() if done.description else []

    def another(self) -> EvidenceStore:
        """What a second process sees: nothing in memory."""
        return _opened(self.settings, self.closing)[0]

    def forget(self, person: UUID) -> None:
        with self.eraser() as eraser:
            eraser.forget([(person, "evidence")])

    def readmit(self, person: UUID) -> None:
        with self.eraser() as eraser:
            eraser.readmit((person, "evidence"))

    @contextmanager
    def eraser(self) -> Iterator[Eraser]:
        with psycopg.connect(self.settings.database("keys", "weita_eraser"), autocommit=True) as keys:
            yield eraser_of(self.settings, keys)


def _opened(settings: Settings, closing: ExitStack) -> tuple[EvidenceStore, Vault]:
    vault = vault_of(settings)
    closing.callback(vault._pool.close)
    return EvidenceStore(closing.enter_context(pool(settings.database("evidence", "weita_service"), 8)), vault), vault


@pytest.fixture
def shelf(migrated: Settings) -> Iterator[Shelf]:
    with ExitStack() as closing:
        shelf = Shelf(migrated, *_opened(migrated, closing), closing)
        shelf.rows("evidence", "truncate document, filing")
        yield shelf


def test_a_document_is_opened_as_it_was_stored(shelf: Shelf) -> None:
    address = shelf.store.keep(RECEIPT, "sds", person=uuid4())
    assert shelf.another().open(address) == RECEIPT


def test_its_address_is_the_sha256_of_what_is_stored(shelf: Shelf) -> None:
    address = shelf.store.keep(RECEIPT, "sds", person=uuid4())
    ((sealed,),) = shelf.rows("evidence", "select sealed from document")
    assert isinstance(sealed, bytes)
    assert hashlib.sha256(sealed).hexdigest() == address
    assert sealed.startswith(MAGIC)


def test_nothing_of_it_stands_in_clear(shelf: Shelf) -> None:
    shelf.store.keep(RECEIPT, "sds", person=uuid4())
    everything = str(shelf.rows("evidence", "select d::text from document d"))
    for secret in (b"Amal", b"%PDF", hashlib.sha256(RECEIPT).digest()):
        assert secret.hex() not in everything
        assert repr(secret)[2:-1] not in everything


def test_the_same_document_of_the_same_agency_and_person_is_one(shelf: Shelf) -> None:
    person = uuid4()
    address = shelf.store.keep(RECEIPT, "sds", person=person)
    assert shelf.another().keep(RECEIPT, "sds", person=person) == address
    others = {
        shelf.store.keep(RECEIPT, "coop", person=person),
        shelf.store.keep(RECEIPT, "sds", person=uuid4()),
        shelf.store.keep(RECEIPT, "sds", project=PROJECT),
        shelf.store.keep(RECEIPT + b" ", "sds", person=person),
    }
    assert len(others | {address}) == 5


def test_who_sends_the_same_at_the_same_time_stores_it_once(shelf: Shelf) -> None:
    person, stores = uuid4(), [shelf.store, shelf.another()]
    found = all_at_once([lambda n=n: stores[n % 2].keep(RECEIPT, "sds", person=person) for n in range(16)])
    assert len(set(found)) == 1, found
    assert shelf.rows("evidence", "select count(*) from document") == [(1,)]


def test_a_document_of_a_project_is_opened_without_any_person(shelf: Shelf) -> None:
    assert shelf.another().open(shelf.store.keep(RECEIPT, "sds", project=PROJECT)) == RECEIPT


def test_the_largest_document_goes_in_and_comes_out(shelf: Shelf) -> None:
    large = b"%PDF" + bytes(LARGEST - 4)
    assert shelf.another().open(shelf.store.keep(large, "sds", project=PROJECT)) == large


def test_only_what_is_filed_may_be_cited(shelf: Shelf) -> None:
    person = uuid4()
    address = shelf.store.keep(RECEIPT, "sds", person=person, project=PROJECT)
    assert shelf.store.filings([address]) == {}
    for _ in range(2):
        shelf.store.note_filed(address)
    assert shelf.store.filings([address, "0" * 64]) == {address: Filed("sds", person, PROJECT)}


def test_what_was_never_stored_is_missing(shelf: Shelf) -> None:
    with pytest.raises(DocumentMissing):
        shelf.store.open("0" * 64)
    assert shelf.store.check("0" * 64) == "missing"


@pytest.mark.parametrize("at", [0, len(MAGIC), len(MAGIC) + 16, len(MAGIC) + 30, -1], ids=["magic", "key", "nonce", "text", "tag"])
def test_one_changed_byte_is_found(shelf: Shelf, at: int) -> None:
    address = shelf.store.keep(RECEIPT, "sds", person=uuid4())
    stored = shelf.store.find(address)
    assert stored is not None
    changed = bytearray(stored.sealed)
    changed[at] ^= 1
    shelf.rows("evidence", "update document set sealed = %s", bytes(changed))
    with pytest.raises(DocumentAltered):
        shelf.store.open(address)
    assert shelf.store.check(address) == "altered"


def test_another_document_of_the_same_person_is_not_taken_for_it(shelf: Shelf) -> None:
    person = uuid4()
    one, other = (shelf.store.keep(RECEIPT + end, "sds", person=person) for end in (b"1", b"2"))
    shelf.rows(
        "evidence",
        "update document set sealed = (select sealed from document where sha256 = %s) where sha256 = %s",
        bytes.fromhex(one), bytes.fromhex(other),
    )  # fmt: skip
    assert shelf.store.checked([one, other]) == {one: "sound", other: "altered"}


def test_the_document_of_who_was_forgotten_is_closed_and_its_address_stands(shelf: Shelf) -> None:
    person = uuid4()
    address = shelf.store.keep(RECEIPT, "sds", person=person)
    shelf.store.note_filed(address)
    shelf.forget(person)
    afterwards = shelf.another()
    with pytest.raises(DocumentForgotten):
        afterwards.open(address)
    assert afterwards.check(address) == "forgotten"
    assert address in afterwards.filings([address])
    stored = afterwards.find(address)
    assert stored is not None
    assert hashlib.sha256(stored.sealed).hexdigest() == address


def test_nothing_new_is_stored_about_who_was_forgotten(shelf: Shelf) -> None:
    person = uuid4()
    shelf.store.keep(RECEIPT, "sds", person=person)
    shelf.forget(person)
    with pytest.raises(SubjectForgotten):
        shelf.another().keep(RECEIPT, "sds", person=person)


def test_a_program_that_has_opened_it_before_opens_it_no_more(shelf: Shelf) -> None:
    person = uuid4()
    address = shelf.store.keep(RECEIPT, "sds", person=person)
    assert shelf.store.check(address) == "sound"
    shelf.forget(person)
    shelf.vault.look(now=True)
    assert shelf.store.check(address) == "forgotten"


def test_who_comes_back_has_a_new_key_and_the_old_document_stays_closed(shelf: Shelf) -> None:
    person = uuid4()
    address = shelf.store.keep(RECEIPT, "sds", person=person)
    shelf.forget(person)
    shelf.readmit(person)
    afterwards = shelf.another()
    again = afterwards.keep(RECEIPT, "sds", person=person)
    assert again != address
    assert afterwards.checked([address, again]) == {address: "forgotten", again: "sound"}


def test_a_key_that_was_lost_is_said_to_be(shelf: Shelf) -> None:
    person = uuid4()
    address = shelf.store.keep(RECEIPT, "sds", person=person)
    shelf.rows("keys", "delete from key where person = %s", person)
    assert shelf.another().check(address) == "locked"


def test_services_add_and_change_nothing(shelf: Shelf) -> None:
    shelf.store.keep(RECEIPT, "sds", person=uuid4())
    for role in ("weita_service", "weita_desk", "weita_sealer"):
        with psycopg.connect(shelf.settings.database("evidence", role), autocommit=True) as rows:  # type: ignore[arg-type]
            for change in ("update document set agency = 'x'", "delete from document", "truncate filing"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    rows.execute(change)
            assert rows.execute("select count(*) from document").fetchone() == (1,)


def test_who_collects_waits_for_whoever_is_storing(shelf: Shelf) -> None:
    address = ""
    with ThreadPoolExecutor(1) as worker, shelf.store.filing():
        collecting = worker.submit(collect, shelf.settings)
        address = shelf.store.keep(RECEIPT, "sds", project=PROJECT)
        time.sleep(0.2)
        assert not collecting.done()
        shelf.store.note_filed(address)
    assert collecting.result(20).removed == ()
    assert shelf.store.check(address) == "sound"


def test_who_stores_and_is_stopped_leaves_bytes_that_are_collected(shelf: Shelf) -> None:
    with shelf.store.filing():
        stray = shelf.store.keep(RECEIPT, "sds", project=PROJECT)
    assert collect(shelf.settings).removed == (stray,)
    assert shelf.rows("evidence", "select count(*) from document") == [(0,)]
