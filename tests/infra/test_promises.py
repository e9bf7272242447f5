"""Promises: signed with the answer, the same whenever they are given again, kept by the log, and a broken one is proved."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from infra.program import pool
from infra.promising import promise_verifier, promises_of
from infra.receipts import Sealings
from infra.seal import Records, Sequencer
from infra.settings import Settings
from infra.transparency import leaf, merkle, omission, proof
from infra.transparency.note import open_note, verifier
from infra.transparency.policy import Policy
from infra.witnessing import tell_keys
from services.intake.commands import DeclareProgramme, RegisterPerson
from services.kernel.command import Receipt
from tests.infra.conftest import Desk, a_caller

COMMON = "common"


@pytest.fixture
def promising(desk: Desk) -> Iterator[Desk]:
    """A desk whose record promises, and an empty log beside it. Nothing is promised to be sealed in time: it is due at once."""
    desk.settings = Settings(data=desk.settings.data, database_url=desk.settings.database_url, sealed_within=-5)
    desk.ledger.promises = promises_of(desk.settings, "intake")
    for name in ("housing", "register", "training", "oversight"):
        of(desk, name, "delete from event")
    of(desk, "seal", "truncate entry, cut, checkpoint, round, cosignature, witnessed, refusal")
    subprocess.run(["rm", "-rf", str(desk.settings.logs)], check=True)
    return desk


def of(desk: Desk, name: str, statement: str) -> None:
    url = psycopg.conninfo.make_conninfo(desk.settings.admin_url, dbname=f"weita_{name}")
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(statement)


def seal(desk: Desk) -> Path:
    records = Records(desk.settings)
    try:
        with psycopg.connect(desk.settings.database("seal", "weita_sealer"), autocommit=True) as connection:
            one = Sequencer(desk.settings, connection, records)
            one.resume()
            one.round()
    finally:
        records.close()
    folder = desk.settings.logs / COMMON
    tell_keys(folder, Policy(), desk.settings)
    return folder


@contextmanager
def sealings(desk: Desk) -> Iterator[Sealings]:
    with pool(desk.settings.database("seal", "weita_service"), 2) as connections:
        yield Sealings(connections, desk.settings.logs)


def register(desk: Desk, key: str) -> Receipt:
    return desk.intake.persons.register_person(RegisterPerson(given_name="Amal"), a_caller(key))


def judged(promise: str, folder: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """What the writer's own program says, run alone as the writer runs it."""
    file = tmp_path / f"{uuid4()}.promise"
    file.write_text(promise)
    command = [sys.executable, "-I", str(Path(omission.__file__)), str(file), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_promise_says_what_will_be_sealed_and_by_when(promising: Desk):
    receipt = register(promising, "k")
    key = promise_verifier(promising.settings)
    assert receipt.promise
    assert key
    text, signers = open_note(receipt.promise, [verifier(str(key))])
    head, service, by, event, *_ = text.splitlines()
    assert signers == [key]
    assert (head, service) == ("weita-promise/v1", "service intake")
    assert by.startswith("sealed by 20")
    assert event.split(" ")[:4] == ["event", receipt.events[0]["id"], COMMON, str(receipt.first_position)]


def test_whoever_asks_again_gets_the_same_promise(promising: Desk):
    first = register(promising, "k")
    again, by_key = register(promising, "k"), promising.ledger.receipt(a_caller("k"))
    assert again.replayed
    assert by_key
    assert first.promise == again.promise == by_key.promise


def test_a_command_that_changes_nothing_promises_nothing(promising: Desk):
    ask = DeclareProgramme(project="PROG-2784", name="WE-ITA")
    promising.intake.programmes.declare_programme(ask, a_caller("a", role="admin"))
    again = promising.intake.programmes.declare_programme(ask, a_caller("b", role="admin"))
    assert (again.events, again.promise) == ((), None)


def test_what_is_sealed_is_what_was_promised_and_the_receipt_proves_it(promising: Desk):
    receipts = [register(promising, f"k{n}") for n in range(3)]
    with sealings(promising) as places:
        assert set(places.of("intake", receipts[1])) == {None}
        folder = seal(promising)
        sealed, *_ = places.of("intake", receipts[1])
    assert sealed
    whole = base64.b64decode(sealed["leaf"])
    assert merkle.leaf_hash(whole).hex() == sealed["leaf_hash"]
    assert leaf.parse(whole).id == UUID(receipts[1].events[0]["id"])
    assert receipts[1].promise
    assert base64.b64encode(sha256(leaf.unplaced(whole)).digest()).decode() in receipts[1].promise
    keys = [verifier(line) for line in (folder / "keys" / "log.vkey").read_text().splitlines()]
    assert proof.verify(sealed["proof"], whole, keys).index == sealed["index"] == receipts[1].first_position - 1
    assert (sealed["witnessed_by"], sealed["enough_witnesses"]) == ((), False)


def test_a_kept_promise_is_said_to_be_kept(promising: Desk, tmp_path: Path):
    receipt = register(promising, "k")
    assert receipt.promise
    said = judged(receipt.promise, seal(promising), tmp_path)
    assert (said.returncode, said.stdout.split(" ")[0]) == (0, "KEPT"), said.stdout
    answer = json.dumps({"promise": receipt.promise, "events": []})
    assert judged(answer, promising.settings.logs / COMMON, tmp_path).returncode == 0


def test_an_event_taken_out_before_it_was_sealed_is_proved_to_be_missing(promising: Desk, tmp_path: Path):
    """The owner of the database deletes the last rows, others take their place: no gap in the record, and a sound log."""
    register(promising, "before")
    receipt = register(promising, "k")
    assert receipt.promise
    of(promising, "intake", f"delete from event where position >= {receipt.first_position}")
    register(promising, "after")
    folder = seal(promising)
    said = judged(receipt.promise, folder, tmp_path)
    assert (said.returncode, said.stdout.split(" ")[0]) == (1, "BROKEN"), said.stdout
    assert receipt.events[0]["id"] in said.stdout
    assert f"in its place {receipt.first_position} of intake stands entry {receipt.first_position - 1} of" in said.stdout


@pytest.mark.parametrize(
    "change",
    [
        "data = replace(data, '{', '{ ')",
        "occurred_at = occurred_at - interval '1 day'",
        "envelope = replace(envelope, 'anna', 'ugo')",
    ],
)
def test_an_event_edited_before_it_was_sealed_is_proved_to_be_another(promising: Desk, tmp_path: Path, change: str):
    receipt = register(promising, "k")
    assert receipt.promise
    of(promising, "intake", f"update event set {change}")
    said = judged(receipt.promise, seal(promising), tmp_path)
    assert (said.returncode, said.stdout.split(" ")[0]) == (1, "BROKEN"), said.stdout
    assert "not what was promised" in said.stdout


def test_before_its_time_a_promise_is_open(promising: Desk, tmp_path: Path):
    promising.settings = Settings(data=promising.settings.data, database_url=promising.settings.database_url, sealed_within=3600)
    promising.ledger.promises = promises_of(promising.settings, "intake")
    register(promising, "before")
    folder = seal(promising)
    receipt = register(promising, "k")
    assert receipt.promise
    said = judged(receipt.promise, folder, tmp_path)
    assert (said.returncode, said.stdout.split(" ")[0]) == (2, "OPEN"), said.stdout


def test_nobody_makes_a_promise_look_broken(promising: Desk, tmp_path: Path):
    """Not by taking the entry out of the folder, not by a promise of their own, not by changing a true one."""
    receipt = register(promising, "k")
    assert receipt.promise
    folder = seal(promising)
    forged = receipt.promise.replace(receipt.events[0]["id"], str(uuid4()))
    assert judged(forged, folder, tmp_path).stdout.startswith("BAD the signature")
    unsigned = receipt.promise.replace("/promises", "/others")
    assert judged(unsigned, folder, tmp_path).stdout.startswith("BAD no promise")
    (bundle,) = folder.glob("tile/entries/000.p/*")
    bundle.write_bytes(b"")
    assert "are not those that were signed" in judged(receipt.promise, folder, tmp_path).stdout
