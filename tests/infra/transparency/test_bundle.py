"""A bundle opens without our software; whatever is done to any file of it is found, and the first bad event is named."""

import base64
import csv
import hashlib
import json
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest

from infra.bundle import Bundle, NoSuchLog, NotEmpty, Range
from infra.transparency.chain import taking_up
from infra.transparency.leaf import build
from infra.transparency.note import COSIGNATURE, Signer, sign
from infra.transparency.published import Keys
from tests.infra.transparency.logs import KEYS, NOON, Log, a_leaf, verified

SIZE, OLD, COMMON = 600, 300, 280
SINCE, UNTIL = NOON + timedelta(seconds=20), NOON + timedelta(seconds=590)
WITNESSES = [Signer(f"witness-{n}.example", COSIGNATURE, bytes([n]) * 32) for n in (1, 2, 3)]
POLICY = "".join(f"witness w{n} {one.verifier} https://{one.name}\n" for n, one in enumerate(WITNESSES, 1))
POLICY += "group both 2 w1 w2 w3\nquorum both\n"
DOCUMENTS = {hashlib.sha256(one).hexdigest(): one for one in (b"a document, encrypted", b"another one")}
CITED = dict(zip((50, 400), DOCUMENTS, strict=True))
LOST = "f" * 64


def person(n: int) -> UUID:
    return UUID(int=1_000_000 + n)


def entry(index: int, log: str, persons: tuple[UUID, ...], note: str = "", cites: str = "") -> bytes:
    said = {"actor": "anna", "agency": "sds", "projectcode": log, "subjectids": [str(one) for one in persons]}
    payload = {"n": index, "note": note} | ({"evidence": [{"sha256": cites, "kind": "invoice"}]} if cites else {})
    made = replace(
        a_leaf(index, log), envelope=json.dumps(said, separators=(",", ":")).encode(),
        payload=json.dumps(payload, separators=(",", ":")).encode(),
    )  # fmt: skip
    return build(
        replace(made, service="intake" if log != "common" else "register", id=UUID(int=index + 1 + 10_000 * (log == "common")))
    )


def story(count: int, note: str = "", log: str = "PROG-2784") -> list[bytes]:
    cites = CITED | {500: LOST}
    return [entry(n, log, (person(n % 30),), note, cites.get(n, "")) for n in range(count)]


def cosigned(note: str, by: int) -> str:
    text = note.rpartition("\n\n")[0] + "\n"
    return note + "".join(sign(text, [one], 1_790_000_001).rpartition("\n\n")[2] for one in WITNESSES[:by])


def a_project(root: Path, note: str = "", keys: Keys = KEYS) -> Path:
    """The folder of logs: the project's, which two of three witnesses have cosigned, and `common`, about 100 persons."""
    whole = story(SIZE, note)
    root.mkdir(exist_ok=True)
    log = Log(root, keys).tell(whole[:OLD])
    shutil.copy(log.folder / "checkpoint", root / "checkpoint.old")
    log.tell(whole[OLD:])
    (log.folder / "checkpoint").write_text(cosigned(log.note, 2))
    (log.folder / "checkpoint.witnessed").write_text(log.note)
    (log.folder / "keys/policy").write_text(POLICY)
    common = [entry(n, "common", (person(n),)) for n in range(COMMON)]
    Log(root, keys, "common").tell(common)
    return root


def exported(logs: Path, out: Path, asked: Range | None = None) -> Path:
    Bundle(logs, asked or Range("PROG-2784", SINCE, UNTIL), out, DOCUMENTS.get).write()
    return out


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_project(tmp_path_factory.mktemp("logs"))


@pytest.fixture(scope="module")
def bundle(logs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(logs, tmp_path_factory.mktemp("bundle") / "bundle")


@pytest.fixture
def copy(bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle, tmp_path / "copy"))


def finds(folder: Path, *words: str, options: tuple[object, ...] = ()) -> None:
    said = verified(folder, *options)
    assert said.returncode == 1, said.stdout
    assert said.stdout.startswith("BAD "), said.stdout + said.stderr
    for word in words:
        assert word in said.stdout


def test_an_untouched_bundle_is_in_order(bundle: Path, logs: Path):
    said = verified(bundle, "--seen", logs / "checkpoint.old", "--policy", bundle / "keys/policy")
    assert (said.returncode, said.stderr) == (0, ""), said.stdout
    assert said.stdout.splitlines()[0].startswith(f"OK weita.example/logs/PROG-2784: {SIZE} entries")
    assert f"witnessed by w1, w2 to entry {SIZE}" in said.stdout
    assert "OK bundle: 570 events from 2026-03-01T12:00:20.000000+00:00 to 2026-03-01T12:09:50.000000+00:00" in said.stdout
    assert "30 entries of common" in said.stdout
    assert "1 documents lacking" in said.stdout


def test_it_checks_itself_with_the_program_that_is_in_it(bundle: Path):
    command = [sys.executable, "-I", str(bundle / "verify.py"), "."]
    said = subprocess.run(command, cwd=bundle, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_lines_and_rows_are_read_by_anybody(bundle: Path):
    lines = [json.loads(line) for line in (bundle / "events.jsonl").read_text().splitlines()]
    rows = list(csv.DictReader(StringIO((bundle / "events.csv").read_text(), newline="")))
    assert [line["index"] for line in lines] == [int(row["index"]) for row in rows] == list(range(20, 590))
    assert lines[30]["payload"]["evidence"][0]["sha256"] == next(iter(DOCUMENTS))
    for line, row in zip(lines, rows, strict=True):
        assert json.loads(row["payload"]) == line["payload"]
        assert json.loads(row["envelope"]) == line["envelope"]
        assert {name: str(line[name]) for name in row if name not in ("payload", "envelope")} == {
            name: row[name] for name in row if name not in ("payload", "envelope")
        }


def test_whole_days_without_bounds_tell_everything(logs: Path, tmp_path: Path):
    out = exported(logs, tmp_path / "all", Range("PROG-2784"))
    assert "OK bundle: 600 events from the first to the last" in verified(out).stdout
    assert json.loads((out / "manifest.json").read_text())["missing_evidence"] == [LOST]


def test_of_what_is_not_sealed_there_is_no_bundle_and_none_is_written_over(logs: Path, bundle: Path, tmp_path: Path):
    with pytest.raises(NoSuchLog):
        exported(logs, tmp_path / "out", Range("PROG-9"))
    with pytest.raises(NotEmpty):
        exported(logs, bundle)


def edited(name: str, old: bytes, new: bytes, count: int = 1) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        data = (folder / name).read_bytes()
        assert data.count(old) >= 1, f"{old!r} is not in {name}"
        (folder / name).write_bytes(data.replace(old, new, count))

    return change


def flipped(name: str, at: int = -20) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        data = bytearray((folder / name).read_bytes())
        data[at] ^= 1
        (folder / name).write_bytes(data)

    return change


def lines(name: str, change: Callable[[list[bytes]], object]) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        found = (folder / name).read_bytes().splitlines(keepends=True)
        change(found)
        (folder / name).write_bytes(b"".join(found))

    return changed


def entries(change: Callable[[list[bytes]], object]) -> Callable[[Path], None]:
    """Bundles of entries written anew, as somebody does who knows only them."""

    def changed(folder: Path) -> None:
        found = story(SIZE)
        change(found)
        for number, file in enumerate(("000", "001", "002.p/88")):
            part = found[number * 256 : number * 256 + (256 if number < 2 else 999)]
            (folder / "log/tile/entries" / file).write_bytes(b"".join(len(one).to_bytes(2) + one for one in part))

    return changed


def swap(one: int, other: int) -> Callable[[list[bytes]], None]:
    def swapped(found: list[bytes]) -> None:
        found[one], found[other] = found[other], found[one]

    return swapped


def gone(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def manifest(change: Callable[[dict], object]) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        said = json.loads((folder / "manifest.json").read_text())
        change(said)
        (folder / "manifest.json").write_text(json.dumps(said))

    return changed


def id_of(index: int) -> str:
    return f"entry {index} (FamilyEnrolled {UUID(int=index + 1)})"


FIRST, SECOND = DOCUMENTS
TAMPERINGS = {
    "one byte of an event in events.jsonl": (edited("events.jsonl", b'"n":77,', b'"n":78,'), id_of(77), "events.jsonl"),
    "an event dropped from events.jsonl": (lines("events.jsonl", lambda all_: all_.pop(100)), id_of(120), "events.jsonl"),
    "an event put into events.jsonl": (lines("events.jsonl", lambda all_: all_.insert(100, all_[99])), id_of(120), "events.jsonl"),
    "two events swapped in events.jsonl": (lines("events.jsonl", swap(7, 9)), id_of(27), "events.jsonl"),
    "the tail of events.jsonl cut": (lines("events.jsonl", lambda all_: all_.pop()), id_of(589), "events.jsonl"),
    "a line added to events.jsonl": (lines("events.jsonl", lambda all_: all_.append(all_[-1])), "events.jsonl: holds more"),
    "a cell edited in events.csv": (edited("events.csv", b'"sds"', b'"xxx"'), id_of(20), "events.csv"),
    "a row dropped from events.csv": (lines("events.csv", lambda all_: all_.pop(400)), id_of(419), "events.csv"),
    "two columns renamed in events.csv": (edited("events.csv", b'"agency","actor"', b'"actor","agency"'), "its first line"),
    "a range made smaller in the manifest": (manifest(lambda m: m.update(to="2026-03-01T12:05:00.000000+00:00")), "holds more"),
    "a range made larger in the manifest": (manifest(lambda m: m.update({"from": None})), id_of(0), "events.jsonl"),
    "one byte of an entry in the log": (flipped("log/tile/entries/001", -3), "entry 511", "was changed"),
    "an entry dropped from the log": (entries(lambda all_: all_.pop(333)), "entry 333 (", "sealed as entry 334"),
    "an entry put into the log": (entries(lambda all_: all_.insert(333, all_[0])), "entry 333 (", "sealed as entry 0"),
    "two entries of the log swapped": (entries(swap(5, 6)), "entry 5 (", "swapped"),
    "the tail of the log cut": (entries(lambda all_: all_.__delitem__(slice(590, None))), "entry 590:", "the tail was cut"),
    "a hash in a tile": (flipped("log/tile/0/001", 32 * 7), "entry 263:"),
    "a hash in a tile above": (flipped("log/tile/1/000.p/2", 40), "entry 256:"),
    "a tile lost": (gone("log/tile/0/000"), "entry 0:", "is missing"),
    "the checkpoint": (edited("log/checkpoint", b"\n600\n", b"\n599\n"), "checkpoint:", "false"),
    "a signature of the checkpoint": (flipped("log/checkpoint", -60), "checkpoint:"),
    "the last witnessed checkpoint": (edited("log/checkpoint.witnessed", b"\n600\n", b"\n599\n"), "checkpoint:", "false"),
    "the key swapped": (
        lambda folder: (folder / "keys/log.vkey").write_text(f"{Signer('weita.example/logs/PROG-2784', 1, bytes(32)).verifier}\n"),
        "not signed by the log's key",
    ),
    "a key broken": (edited("keys/log.vkey", b"+A", b"+B"), "not signed by the log's key"),
    "a leaf of common": (flipped("common/7.leaf", -3), "common entry 7", "its proof does not show it"),
    "a leaf of common that is no event": (flipped("common/7.leaf", 0), "common entry 7", "cannot be taken apart"),
    "a leaf of common in another's place": (
        lambda folder: shutil.copy(folder / "common/8.leaf", folder / "common/7.leaf"), "common entry 7", "sealed as entry 8",
    ),
    "a hash of a proof": (lambda folder: mangle(folder / "common/9.tlog-proof", 2), "common entry 9", "its proof does not show it"),
    "an index of a proof": (edited("common/9.tlog-proof", b"index 9", b"index 8"), "common entry 9", "its proof does not show it"),
    "another checkpoint in a proof": (edited("common/9.tlog-proof", b"\n280\n", b"\n281\n"), "common entry 9"),
    "the checkpoint of common": (edited("common/checkpoint", b"\n280\n", b"\n281\n"), "checkpoint:", "false"),
    "a proof lost": (gone("common/9.tlog-proof"), "9.tlog-proof"),
    "a leaf of common and its proof taken away": (
        lambda folder: [(folder / f"common/9.{kind}").unlink() for kind in ("leaf", "tlog-proof")],
        "manifest: common/9.leaf is missing",
    ),
    "a document altered": (flipped(f"evidence/{FIRST}", 3), id_of(50), "was altered"),
    "a document taken away": (gone(f"evidence/{SECOND}"), id_of(400), "is missing"),
    "a document taken away, said not to be kept": (
        lambda folder: (gone(f"evidence/{SECOND}")(folder), manifest(lambda m: m["missing_evidence"].append(SECOND))(folder)),
        f"manifest: evidence/{SECOND} is missing",
    ),
    "one document under the name of another": (
        lambda folder: shutil.copy(folder / f"evidence/{FIRST}", folder / f"evidence/{SECOND}"), id_of(400), "was altered",
    ),
    "the README": (flipped("README.txt"), "manifest: README.txt"),
    "the program itself": (edited("verify.py", b"raise Bad(otherwise)", b"return"), "manifest: verify.py"),
    "a file more": (lambda folder: (folder / "more.txt").write_text("x"), "manifest: more.txt"),
    "the manifest": (edited("manifest.json", b'"README.txt": "', b'"README.txt": "0'), "manifest: README.txt"),
    "the manifest lost": (gone("manifest.json"), "manifest.json"),
    "the manifest empty": (lambda folder: (folder / "manifest.json").write_text("{}"), "from"),
}  # fmt: skip


def mangle(file: Path, line: int) -> None:
    found = file.read_text().split("\n")
    found[line] = base64.b64encode(bytes(32)).decode()
    file.write_text("\n".join(found))


@pytest.mark.parametrize("what", TAMPERINGS)
def test_found_and_named(what: str, copy: Path):
    change, *words = TAMPERINGS[what]
    change(copy)
    finds(copy, *words)


def test_a_checkpoint_replayed_and_a_fork_are_found_by_what_was_seen(logs: Path, bundle: Path, tmp_path: Path):
    seen = ("--seen", bundle / "log/checkpoint")
    early = Log(tmp_path / "early").tell(story(OLD))
    (early.folder / "keys/policy").write_text(POLICY)
    Log(tmp_path / "early", KEYS, "common").tell([entry(n, "common", (person(n),)) for n in range(COMMON)])
    replayed = exported(tmp_path / "early", tmp_path / "replayed")
    assert verified(replayed).returncode == 0, "an old state is a true one: who has seen nothing later cannot tell"
    finds(replayed, f"entry {OLD}: {SIZE} entries were signed already", options=seen)
    finds(replayed, f"entry {OLD}: {SIZE} were seen", options=("--not-before", SIZE))

    other = exported(a_project(tmp_path / "other", note="another story"), tmp_path / "fork")
    assert verified(other).returncode == 0, "the operator, with all keys, has told another story"
    finds(other, f"fork at size {SIZE}", options=seen)
    finds(other, f"fork at size {OLD}", options=("--seen", logs / "checkpoint.old"))


def test_the_key_may_come_from_elsewhere_and_is_one_for_all_logs(bundle: Path, logs: Path, tmp_path: Path):
    assert verified(bundle, "--key", logs / "common/keys/log.vkey").returncode == 0
    other = Log(tmp_path, Keys("weita.example/logs", b"\x07" * 32, b"\x08" * 32))
    finds(bundle, "not signed by the log's key", options=("--key", other.folder / "keys/log.vkey"))
    stranger = Log(tmp_path / "s", Keys("another.example/logs", b"\x01" * 32, b"\x02" * 32))
    finds(bundle, "not signed by the log's key", options=("--key", stranger.folder / "keys/log.vkey"))


def test_a_checkpoint_that_too_few_have_witnessed_says_so_and_does_not_pass_the_auditors_own_policy(copy: Path, tmp_path: Path):
    note = re.sub(r"(?m)^— witness-2.*\n", "", (copy / "log/checkpoint").read_text())
    (copy / "log/checkpoint").write_text(note)
    (copy / "log/checkpoint.witnessed").unlink()
    manifest(lambda m: m["files"].update({"log/checkpoint": hashlib.sha256(note.encode()).hexdigest()}))(copy)
    manifest(lambda m: m["files"].pop("log/checkpoint.witnessed"))(copy)
    said = verified(copy)
    assert said.returncode == 0
    assert "UNDER-WITNESSED by w1" in said.stdout
    (tmp_path / "policy").write_text(POLICY)
    finds(copy, "UNDER-WITNESSED", "the policy is not met", options=("--policy", tmp_path / "policy"))
    (tmp_path / "policy").write_text(f"# one is enough\nwitness w1 {WITNESSES[0].verifier} https://witness.example\nquorum w1\n")
    assert verified(copy, "--policy", tmp_path / "policy").returncode == 0
    (tmp_path / "policy").write_text(f"witness w1 {Signer('witness-1.example', 4, bytes(32)).verifier}\nquorum w1\n")
    finds(copy, "the policy is not met", options=("--policy", tmp_path / "policy"))


def test_a_cosignature_that_is_false_is_found(copy: Path):
    text = (copy / "log/checkpoint").read_text()
    false = sign(text.replace("\n600\n", "\n599\n").rpartition("\n\n")[0] + "\n", [WITNESSES[0]], 1).rpartition("\n\n")[2]
    (copy / "log/checkpoint").write_text(re.sub(r"(?m)^— witness-1.*\n", lambda _: false, text))
    finds(copy, "the signature of witness-1.example")


def test_logs_that_follow_one_another_are_checked_with_their_link(tmp_path: Path):
    first = Log(tmp_path / "logs").tell(story(OLD))
    (first.folder / "keys/policy").write_text("quorum none\n")
    second = Log(tmp_path / "logs", KEYS, "PROG-2784/2")
    again = [build(replace(a_leaf(n, "PROG-2784/2"), position=n + 1000, id=UUID(int=50_000 + n))) for n in range(1, 40)]
    second.tell([taking_up("PROG-2784/2", first.note), *again])
    out = exported(tmp_path / "logs", tmp_path / "out", Range("PROG-2784"))
    said = verified(out)
    assert said.returncode == 0, said.stdout
    assert "PROG-2784/2: 40 entries" in said.stdout
    assert f"takes up weita.example/logs/PROG-2784 at {OLD}" in said.stdout
    assert f"OK bundle: {OLD + 39} events" in said.stdout

    alone = verified(second.folder)
    assert "which is not here" in alone.stdout
    other = Log(tmp_path / "elsewhere").tell(story(OLD, note="another story"))
    for name in ("tile", "checkpoint"):
        shutil.rmtree(out / "log-1" / name, ignore_errors=True) if name == "tile" else (out / "log-1" / name).unlink()
    shutil.copytree(other.folder / "tile", out / "log-1/tile")
    shutil.copy(other.folder / "checkpoint", out / "log-1/checkpoint")
    finds(out, "")
    unlinked = Log(tmp_path / "third", KEYS, "PROG-2784/2").tell([build(a_leaf(n, "PROG-2784/2")) for n in range(5)])
    shutil.copytree(first.folder, tmp_path / "third/PROG-2784")
    assert unlinked
    loose = exported(tmp_path / "third", tmp_path / "loose", Range("PROG-2784"))
    finds(loose, "does not begin with the last checkpoint")


MEASURE = """
import sys, time
from pathlib import Path
from infra.bundle import Bundle, Range
began = time.process_time()
report = Bundle(Path(sys.argv[1]), Range("PROG-2784"), Path(sys.argv[2]), lambda _: None).write()
most = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(report.events, most, time.process_time() - began)
"""


def test_100_000_events_are_exported_in_the_memory_of_10_000(tmp_path: Path):
    used = {}
    for size in (10_000, 100_000):
        root = tmp_path / str(size)
        Log(root).tell([entry(n, "PROG-2784", (person(n),), "n" * 500) for n in range(size)])
        said = subprocess.run(
            [sys.executable, "-c", MEASURE, root, tmp_path / f"out-{size}"], capture_output=True, text=True, check=True,
            env={"PYTHONPATH": str(Path(__file__).parents[3])},
        ).stdout.split()  # fmt: skip
        used[size] = int(said[1])
        print(f"{said[0]} events exported with {used[size]} KiB, in {float(said[2]):.1f} s of the processor")
        assert float(said[2]) < 60
    assert used[100_000] < 1.3 * used[10_000]
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert verified(tmp_path / "out-100000").returncode == 0
    alone = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    print(f"100,000 events verified in {time.monotonic() - began:.1f} s, {alone:.1f} s of the processor")
