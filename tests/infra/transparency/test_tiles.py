"""Tiles on disk: the layout of C2SP tlog-tiles, proofs from them, and what a kill or a cut leaves behind."""

import os
import shutil
from pathlib import Path

import pytest

from infra.transparency import merkle
from infra.transparency.merkle import leaf_hash, range_of, root
from infra.transparency.published import Forked, Keys
from infra.transparency.tiles import Damaged, Tree, View, path_of
from tests.infra.transparency.logs import KEYS, Log, leaves

MANY = [f"entry {n}".encode() for n in range(70_000)]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    tree = Tree(tmp_path_factory.mktemp("large"))
    for entry in MANY:
        tree.append(entry)
    tree.write()
    return tree


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_paths_are_those_of_the_specification():
    assert path_of(3, 1_234_067) == "tile/3/x001/x234/067"
    assert path_of("entries", 0) == "tile/entries/000"
    assert path_of(0, 273, 112) == "tile/0/273.p/112"
    assert path_of(0, 1000) == "tile/0/x001/000"


def test_a_tree_of_70_000_has_the_tiles_that_the_specification_counts(large: Tree):
    """273 full and one partial of 112 at level 0, one full and one partial of 17 at level 1, a partial of 1 at level 2."""
    levels = {
        level: [name for name in files(large.folder) if name.startswith(f"tile/{level}/")] for level in ("0", "1", "2", "entries")
    }
    assert [len(levels[level]) for level in ("0", "1", "2", "entries")] == [274, 2, 1, 274]
    assert "tile/0/273.p/112" in levels["0"]
    assert levels["1"] == ["tile/1/000", "tile/1/001.p/17"]
    assert levels["2"] == ["tile/2/000.p/1"]
    assert {len(data) for name, data in files(large.folder).items() if ".p/" not in name and "entries" not in name} == {8192}


def test_the_root_and_any_proof_follow_from_the_tiles(large: Tree):
    hashes = [leaf_hash(entry) for entry in MANY]
    view = View(large.folder, len(MANY))
    assert large.root == root(hashes) == view.hash_of(0, len(MANY))
    for index in (0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999):
        assert view.entry(index) == MANY[index]
        assert merkle.inclusion(index, len(MANY), view.hash_of) == merkle.inclusion(index, len(MANY), range_of(hashes))
    for old in (1, 255, 256, 257, 65_536, 65_537, 69_999):
        assert merkle.consistency(old, len(MANY), view.hash_of) == merkle.consistency(old, len(MANY), range_of(hashes))


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537])
def test_a_tree_goes_on_from_its_files_as_if_it_had_never_stopped(size: int, large: Tree, tmp_path: Path):
    one = Tree(tmp_path / "one")
    for entry in MANY[:size]:
        one.append(entry)
    one.write()
    other = Tree.open(tmp_path / "one", size, one.root)
    for entry in MANY[size:66_000]:
        one.append(entry)
        other.append(entry)
    assert one.root == other.root
    other.write()
    View(tmp_path / "one", 66_000).check_edge(one.root)


def test_an_older_checkpoint_can_still_be_read_from_what_came_later(tmp_path: Path):
    log = Log(tmp_path)
    roots = {}
    for step in range(0, 700, 37):
        log.tell(leaves(step + 37)[step:])
        roots[log.tree.size] = log.tree.root
    for size, whole in roots.items():
        assert View(log.folder, size).hash_of(0, size) == whole
        assert len(View(log.folder, size).entries((size - 1) // 256)) == (size - 1) % 256 + 1


def test_the_files_are_the_same_however_the_entries_came(tmp_path: Path):
    """So that two programs that write one page never disagree: a stand-by, or the same one after a kill."""
    at_once, in_steps = Log(tmp_path / "a").tell(leaves(600)), Log(tmp_path / "b")
    for step in range(0, 600, 50):
        in_steps.tell(leaves(step + 50)[step:])
    for name, data in files(at_once.folder / "tile").items():
        assert files(in_steps.folder / "tile")[name] == data


@pytest.mark.parametrize("size", [256, 300])
def test_a_page_cut_at_any_byte_or_changed_or_lost_is_noticed(size: int, tmp_path: Path):
    log = Log(tmp_path).tell(leaves(size))
    whole, tiles = log.tree.root, log.folder / "tile"
    Tree.open(log.folder, size, whole)
    page = (size - 1) // 256
    edge = [name for name in files(tiles) if name.startswith((f"0/{page:03d}", f"entries/{page:03d}", "1/"))]
    assert len(edge) == 3
    for name in edge:
        data = (tiles / name).read_bytes()
        for cut in {*range(0, len(data), 1 if len(data) < 2000 else 97), len(data) - 1}:
            (tiles / name).write_bytes(data[:cut])
            with pytest.raises(Damaged):
                Tree.open(log.folder, size, whole)
            (tiles / name).write_bytes(data[:cut] + bytes([data[cut] ^ 1]) + data[cut + 1 :])
            with pytest.raises(Damaged):
                Tree.open(log.folder, size, whole)
        (tiles / name).unlink()
        with pytest.raises(Damaged):
            Tree.open(log.folder, size, whole)
        (tiles / name).write_bytes(data)
    Tree.open(log.folder, size, whole)


def test_what_a_kill_leaves_half_written_is_nobodys_page(tmp_path: Path):
    log = Log(tmp_path).tell(leaves(300))
    (log.folder / "tile" / "0" / f".001.{os.getpid()}").write_bytes(b"half")
    assert Tree.open(log.folder, 300, log.tree.root).root == log.tree.root


def test_nothing_is_signed_for_a_tree_that_is_smaller_or_another(tmp_path: Path):
    log = Log(tmp_path).tell(leaves(300))
    with pytest.raises(Forked, match="are not more"):
        log.tell([])
    other = Log(tmp_path / "other")
    for entry in leaves(400, note="another story"):
        other.tree.append(entry)
    other.tree.write()
    with pytest.raises(Forked, match="does not begin with"):
        other.published.sign(other.tree, log.head, 1)


def test_nothing_is_signed_that_is_not_on_the_disk(tmp_path: Path):
    log = Log(tmp_path).tell(leaves(300))
    for entry in leaves(310)[300:]:
        log.tree.append(entry)
    with pytest.raises(Damaged):
        log.published.sign(log.tree, log.head, 1)


def test_an_older_checkpoint_never_takes_the_place_of_a_newer_one(tmp_path: Path):
    """A program paused before it shows its checkpoint, overtaken by a stand-by and resumed."""
    log = Log(tmp_path).tell(leaves(10))
    older, note = log.head, log.note
    log.tell(leaves(20)[10:])
    log.published.publish(older, note)
    assert log.published.newest() == log.head


def test_another_signers_folder_is_left_alone(tmp_path: Path):
    Log(tmp_path).tell(leaves(10))
    with pytest.raises(Forked, match="another signer"):
        Log(tmp_path, Keys(KEYS.name, b"\x07" * 32, KEYS.ml_dsa_44))


def test_a_checkpoint_cut_at_any_byte_is_none(tmp_path: Path):
    log = Log(tmp_path).tell(leaves(3))
    data = (log.folder / "checkpoint").read_bytes()
    for cut in range(len(data)):
        (log.folder / "checkpoint").write_bytes(data[:cut])
        shown = log.published.newest()
        assert shown in (None, log.head), "the first signature alone may stand, and then it says the same"
    shutil.rmtree(log.folder)
    assert log.published.newest() is None
