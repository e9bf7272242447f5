"""A verifier written by others, the code of Go's checksum database, accepts our logs and proofs as they are.

It is fetched by Go itself (golang.org/x/mod, by the sums in `go/go.sum`). Where there is no Go the test says that it is skipped.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from infra.transparency import merkle
from infra.transparency.proof import Extension, Proof
from infra.transparency.tiles import View
from tests.infra.transparency.logs import Log, leaves

GO = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
HERE = Path(__file__).parent / "go"
pytestmark = pytest.mark.skipif(GO is None, reason="no Go on this machine: the public verifier was not asked")


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = tmp_path_factory.mktemp("go") / "verifier"
    done = subprocess.run([str(GO), "build", "-o", program, "."], cwd=HERE, capture_output=True, text=True, check=False)
    if "dial tcp" in done.stderr or "proxy" in done.stderr:
        pytest.skip("golang.org/x/mod cannot be fetched: the public verifier was not asked")
    assert done.returncode == 0, done.stderr
    return program


def asked(verifier: Path, log: Log, index: int, old: int, folder: Path) -> str:
    view = View(log.folder, log.tree.size)
    inclusion, extension = folder / "inclusion.tlog-proof", folder / "extension"
    inclusion.write_text(str(Proof(index, tuple(merkle.inclusion(index, view.size, view.hash_of)), log.note)))
    extension.write_text(str(Extension(old, tuple(merkle.consistency(old, view.size, view.hash_of)), log.note)))
    return subprocess.run([verifier, log.folder, inclusion, extension], capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(
    ("size", "index", "old"), [(1, 0, 1), (2, 1, 1), (255, 7, 128), (256, 255, 256), (257, 256, 256), (1000, 511, 700)]
)
def test_a_public_verifier_accepts_tiles_checkpoint_and_proofs(size: int, index: int, old: int, verifier: Path, tmp_path: Path):
    said = asked(verifier, Log(tmp_path).tell(leaves(size)), index, old, tmp_path)
    assert said == f"accepted: {size} entries, one proof of inclusion, one of consistency\n"


def test_a_public_verifier_refuses_what_was_changed(verifier: Path, tmp_path: Path):
    log = Log(tmp_path).tell(leaves(300))
    file = log.folder / "tile/entries/000"
    file.write_bytes(file.read_bytes()[:-1] + b"X")
    assert asked(verifier, log, 7, 100, tmp_path).startswith("refused: ")
