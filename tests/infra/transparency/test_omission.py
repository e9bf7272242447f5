"""The writer's own program on promises: what it says of kept, broken and open ones, and that nobody can make it say otherwise."""

import base64
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from infra.transparency import omission
from infra.transparency.chain import taking_up
from infra.transparency.leaf import Leaf, build, unplaced
from infra.transparency.note import ED25519, Signer, sign
from tests.infra.transparency.logs import KEYS, PROJECT, Log, a_leaf, leaves
from tests.infra.transparency.witnesses import a_witness, asked

PROMISING = Signer(f"{KEYS.name}/promises", ED25519, b"\x03" * 32)
SIGNED = 1_790_000_000
"""When the logs of tests sign."""
ENTRIES = leaves(40)


def promised(leaf: Leaf, by: int = SIGNED - 60, signer: Signer = PROMISING) -> str:
    digest = base64.b64encode(sha256(unplaced(build(leaf))).digest()).decode()
    at = f"{datetime.fromtimestamp(by, UTC):%Y-%m-%dT%H:%M:%SZ}"
    said = f"weita-promise/v1\nservice {leaf.service}\nsealed by {at}\nevent {leaf.id} {PROJECT} {leaf.position} {digest}\n"
    return sign(said, [signer], 0)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    made = Log(tmp_path / "logs").tell(ENTRIES[:30])
    (made.folder / "keys" / "promises.vkey").write_text(f"{PROMISING.verifier}\n")
    return made


def says(promise: str, folder: Path, *log_keys: Path) -> str:
    (found,) = omission.judge(promise, folder, [], list(log_keys))
    return " ".join(found)


def test_a_promise_is_kept_by_the_entry_it_names(log: Log):
    assert says(promised(a_leaf(7)), log.folder).startswith("KEPT event 00000000-0000-0000-0000-000000000008 is entry 7 of ")


def test_it_is_broken_when_a_later_checkpoint_lacks_the_event_and_open_before(log: Log):
    missing = a_leaf(35)
    assert says(promised(missing, SIGNED - 1), log.folder).startswith("BROKEN")
    assert says(promised(missing, SIGNED), log.folder).startswith("OPEN")
    assert says(promised(missing, SIGNED + 100), log.folder).startswith("OPEN")


def test_the_time_of_a_witness_counts_where_its_key_is_trusted(log: Log, tmp_path: Path):
    promise = promised(a_leaf(35), SIGNED + 50)
    witness = a_witness(tmp_path / "alba", log)
    line = witness.add_checkpoint(asked(log, 0), SIGNED + 100)
    (log.folder / "checkpoint").write_text(log.note + line)
    assert says(promise, log.folder).startswith("OPEN"), "nobody said whose line it is"
    (log.folder / "keys" / "witness-alba.vkey").write_text(f"{witness.verifiers[0]}\n")
    assert says(promise, log.folder).startswith("BROKEN")


def test_a_key_that_says_no_time_accuses_nobody(log: Log):
    said = says(promised(a_leaf(35)), log.folder, log.folder / "keys" / "log.vkey")
    assert said.startswith("OPEN")
    assert "give those of witnesses" in said


def test_whose_entry_was_changed_before_it_was_sealed_holds_a_broken_promise(log: Log):
    for other in (a_leaf(7, note="more"), Leaf(**{**vars(a_leaf(7)), "actor": "ugo"}), Leaf(**{**vars(a_leaf(7)), "position": 9})):
        assert "not what was promised" in says(promised(other, SIGNED + 100), log.folder)


def test_who_took_the_place_is_named(log: Log):
    missing = Leaf(**{**vars(a_leaf(35)), "position": 4})
    assert "in its place 4 of intake stands entry 3" in says(promised(missing), log.folder)


def test_in_a_bundle_all_logs_of_the_project_are_looked_through(log: Log, tmp_path: Path):
    """After a restore another log took the first one up: what was promised before may be sealed in it."""
    second = Log(tmp_path / "logs", log=f"{PROJECT}/2")
    moved = Leaf(**{**vars(a_leaf(35)), "index": 1, "log": f"{PROJECT}/2"})
    second.tell([taking_up(f"{PROJECT}/2", log.note), build(moved)])
    bundle = tmp_path / "bundle"
    shutil.copytree(log.folder, bundle / "log-1")
    shutil.copytree(second.folder, bundle / "log")
    shutil.copytree(log.folder / "keys", bundle / "keys")
    assert f"is entry 1 of {KEYS.name}/{PROJECT}/2" in says(promised(a_leaf(35)), bundle)
    assert says(promised(a_leaf(3)), bundle).startswith("KEPT")
    assert says(promised(a_leaf(36)), bundle).startswith("BROKEN")


def test_a_promise_of_nobody_known_or_of_another_text_is_none(log: Log):
    good = promised(a_leaf(7))
    for bad in (
        promised(a_leaf(7), signer=Signer("else.example", ED25519, b"\x04" * 32)),
        good.replace("service intake", "service housing"),
        sign("something else\n", [PROMISING], 0),
        "no note",
    ):
        with pytest.raises(omission.Bad):
            says(bad, log.folder)


def test_a_log_that_is_not_whole_accuses_nobody(log: Log):
    promise = promised(a_leaf(7))
    (bundle,) = (log.folder / "tile" / "entries").glob("000.p/*")
    whole = bundle.read_bytes()
    for cut in (whole[:-1], b"", whole[10:], whole.replace(b"anna", b"ugo!", 1)):
        bundle.write_bytes(cut)
        with pytest.raises(omission.Bad):
            says(promise, log.folder)


def test_a_checkpoint_that_the_log_did_not_sign_accuses_nobody(log: Log, tmp_path: Path):
    forged = Log(tmp_path / "forged", type(KEYS)(KEYS.name, b"\x07" * 32, b"\x08" * 32)).tell(ENTRIES[:3])
    for path in forged.folder.rglob("checkpoint"):
        shutil.copy(path, log.folder / "checkpoint")
    with pytest.raises(omission.Bad, match="not signed by its log"):
        says(promised(a_leaf(7)), log.folder, log.folder / "keys" / "log.vkey")


def test_the_log_of_another_project_tells_nothing(log: Log, tmp_path: Path):
    common = Log(tmp_path / "logs", log="common").tell([build(a_leaf(0, log="common"))])
    (common.folder / "keys" / "promises.vkey").write_text(f"{PROMISING.verifier}\n")
    with pytest.raises(omission.Bad, match="is not here"):
        says(promised(a_leaf(7)), common.folder)
