"""The auditor's program, run as the auditor runs it, finds every tampering and names the first bad entry."""

import shutil
import sys
import time
from ast import Import, ImportFrom, parse, walk
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from infra.transparency import verify
from infra.transparency.published import Keys
from tests.infra.transparency.logs import Log, leaves, verified

SIZE = 700


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Log:
    log = Log(tmp_path_factory.mktemp("sealed")).tell(leaves(300))
    shutil.copy(log.folder / "checkpoint", log.folder.parent / "checkpoint.300")
    return log.tell(leaves(SIZE)[300:])


@pytest.fixture
def copy(sealed: Log, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sealed.folder, tmp_path / "copy"))


def framed(entries: Sequence[bytes]) -> bytes:
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def rewrite(folder: Path, change: Callable[[list[bytes]], object]) -> None:
    """Change the entries as somebody does who knows only the bundles."""
    entries = leaves(SIZE)
    change(entries)
    for number, file in enumerate(("000", "001", "002.p/188")):
        (folder / "tile/entries" / file).write_bytes(framed(entries[number * 256 : number * 256 + (256 if number < 2 else 999)]))


def finds(folder: Path, *words: str, options: Sequence[object] = ()) -> None:
    said = verified(folder, *options)
    assert said.returncode == 1, said.stdout
    assert said.stdout.startswith("BAD "), said.stdout + said.stderr
    for word in words:
        assert word in said.stdout


def test_the_program_is_one_file_that_knows_nothing_of_ours():
    text = Path(verify.__file__).read_text()
    names = {a.name for node in walk(parse(text)) if isinstance(node, Import) for a in node.names}
    names |= {str(node.module) for node in walk(parse(text)) if isinstance(node, ImportFrom)}
    assert {name.split(".")[0] for name in names} <= {*sys.stdlib_module_names, "cryptography"}
    assert len(text.splitlines()) <= 300


def test_an_untouched_log_is_in_order(sealed: Log):
    said = verified(sealed.folder, "--not-before", SIZE, "--seen", sealed.folder.parent / "checkpoint.300")
    assert said.returncode == 0, said.stdout
    assert said.stdout.startswith(f"OK weita.example/logs/PROG-2784: {SIZE} entries, root ")
    assert "(Ed25519)" in said.stdout
    assert "(ML-DSA-44)" in said.stdout
    assert said.stderr == ""


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 512])
def test_logs_of_every_size_are_in_order(size: int, tmp_path: Path):
    said = verified(Log(tmp_path).tell(leaves(size)).folder)
    assert (said.returncode, said.stdout.split(" entries")[0].rsplit(" ")[-1]) == (0, str(size))


@pytest.mark.parametrize("index", [0, 5, 255, 256, 511, 699])
def test_one_byte_changed_is_found_at_its_entry(index: int, copy: Path):
    rewrite(copy, lambda all_: all_.__setitem__(index, all_[index][:-3] + b"X" + all_[index][-2:]))
    finds(copy, f"entry {index}:", "was changed")


@pytest.mark.parametrize("index", [0, 5, 255, 256, 698])
def test_an_entry_that_was_dropped_is_found_at_its_place(index: int, copy: Path):
    rewrite(copy, lambda all_: all_.pop(index))
    finds(copy, f"entry {index} (", f"sealed as entry {index + 1}")


@pytest.mark.parametrize("index", [1, 5, 256, 699])
def test_an_entry_that_was_inserted_is_found_at_its_place(index: int, copy: Path):
    rewrite(copy, lambda all_: all_.insert(index, all_[index - 1]))
    finds(copy, f"entry {index} (", f"sealed as entry {index - 1}")


def test_an_entry_added_at_the_end_is_found(copy: Path):
    rewrite(copy, lambda all_: all_.append(leaves(SIZE + 1)[SIZE]))
    finds(copy, f"entry {SIZE}:", "inserted")


@pytest.mark.parametrize(("one", "other"), [(3, 4), (0, 699), (255, 256)])
def test_two_entries_swapped_are_found_at_the_first(one: int, other: int, copy: Path):
    def swap(entries: list[bytes]) -> None:
        entries[one], entries[other] = entries[other], entries[one]

    rewrite(copy, swap)
    finds(copy, f"entry {one} (", "swapped")


def test_a_tail_that_was_cut_is_found(copy: Path):
    rewrite(copy, lambda all_: all_.__delitem__(slice(690, None)))
    finds(copy, "entry 690:", "the tail was cut")
    shutil.rmtree(copy / "tile/entries/002.p")
    finds(copy, "entry 512:", "the tail was cut")


def test_a_checkpoint_replayed_is_found_by_who_has_seen_more(copy: Path, sealed: Log):
    shutil.copy(sealed.folder.parent / "checkpoint.300", copy / "checkpoint")
    assert verified(copy).returncode == 0, "an old checkpoint is a true one: who has seen nothing later cannot tell"
    finds(copy, "entry 300:", "replayed", options=("--not-before", SIZE))
    finds(copy, "entry 300:", "700 entries were signed already", options=("--seen", sealed.folder / "checkpoint"))


def test_a_fork_is_found_by_two_checkpoints_of_one_size(copy: Path, tmp_path: Path):
    other = Log(tmp_path / "other").tell(leaves(SIZE, note="another story"))
    assert verified(other.folder).returncode == 0
    finds(copy, f"fork at size {SIZE}", "entries 0 to 699", options=("--seen", other.folder / "checkpoint"))


def test_a_log_written_anew_and_signed_anew_is_found_by_an_older_checkpoint(tmp_path: Path, sealed: Log):
    """What the operator with all keys can do: only a checkpoint that others keep tells."""
    other = Log(tmp_path / "other").tell(leaves(SIZE, note="another story"))
    finds(other.folder, "fork at size 300", options=("--seen", sealed.folder.parent / "checkpoint.300"))


def test_entries_and_tiles_written_anew_under_the_old_signature_are_found(copy: Path, tmp_path: Path):
    other = Log(tmp_path / "other").tell(leaves(SIZE, note="another story"))
    shutil.rmtree(copy / "tile")
    shutil.copytree(other.folder / "tile", copy / "tile")
    finds(copy, "checkpoint:", "not the signed one")


def test_an_entry_written_anew_with_its_hash_is_found_by_the_tile_above(copy: Path, tmp_path: Path):
    other = Log(tmp_path / "other").tell(leaves(SIZE, note="another story"))
    for name in ("tile/entries/001", "tile/0/001"):
        shutil.copy(other.folder / name, copy / name)
    finds(copy, "entry 256:", "entry 511", "tile/1/000")


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2"])
def test_a_tile_changed_cut_or_lost_is_found(name: str, copy: Path):
    data = (copy / name).read_bytes()
    (copy / name).write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
    finds(copy, "entry ")
    (copy / name).write_bytes(data[:40])
    finds(copy, "entry ")
    (copy / name).unlink()
    finds(copy, "is missing")


def test_a_checkpoint_that_another_signed_or_that_was_changed_is_found(copy: Path, tmp_path: Path):
    other = Log(tmp_path / "other", Keys("weita.example/logs", b"\x07" * 32, b"\x08" * 32)).tell(leaves(SIZE))
    finds(copy, "not signed by the log's key", options=("--key", other.folder / "keys/log.vkey"))
    text = (copy / "checkpoint").read_text()
    for bad in (text.replace(f"\n{SIZE}\n", "\n699\n"), text.replace("PROG-2784\n", "PROG-2785\n", 1)):
        (copy / "checkpoint").write_text(bad)
        finds(copy, "checkpoint:", "false")
    for bad in ("", "x", text.split("— ")[0], text.replace("\n\n", "\n")):
        (copy / "checkpoint").write_text(bad)
        finds(copy, "checkpoint:")


def test_another_logs_folder_under_this_name_is_found(tmp_path: Path):
    """Signed by the right key, with the entries of another log: they say which log they are of."""
    log = Log(tmp_path)
    log.published.origin = "weita.example/logs/PROG-9"
    said = verified(log.tell(leaves(3)).folder)
    assert said.returncode == 1


def test_100_000_entries_are_checked_in_five_seconds(tmp_path: Path):
    log = Log(tmp_path).tell(leaves(100_000, note="n" * 600))
    began = time.monotonic()
    said, took = verified(log.folder), time.monotonic() - began
    print(f"100,000 entries checked in {took:.1f} s")
    assert said.returncode == 0, said.stdout
