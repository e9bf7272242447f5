"""Verifiers written by others accept our logs, proofs, cosignatures and bundles as they are.

The code of Go's checksum database (golang.org/x/mod), and that of transparency.dev: Tessera's fsck, formats and merkle. Go itself
fetches them, by the sums in `go/go.sum` and `go_tessera/go.sum`. Where there is no Go the tests say that they are skipped.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from infra.transparency import merkle
from infra.transparency.chain import taking_up
from infra.transparency.proof import Extension, Proof
from infra.transparency.tiles import View
from tests.infra.transparency.logs import Log, leaves
from tests.infra.transparency.test_bundle import POLICY, a_project, cosigned, exported

GO = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(GO is None, reason="no Go on this machine: the public verifier was not asked")


def built(source: str, folder: Path) -> Path:
    program = folder / source
    done = subprocess.run([str(GO), "build", "-o", program, "."], cwd=HERE / source, capture_output=True, text=True, check=False)
    if "dial tcp" in done.stderr or "proxy" in done.stderr or "toolchain not available" in done.stderr:
        pytest.skip(f"what {source} needs cannot be fetched: the public verifier was not asked")
    assert done.returncode == 0, done.stderr
    return program


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("go", tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def tessera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("go_tessera", tmp_path_factory.mktemp("built"))


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


def read_by(tessera: Path, bundle: Path, logs: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([tessera, bundle, logs / "common/keys/log.vkey"], capture_output=True, text=True, check=False, timeout=60)


def test_tessera_accepts_a_bundle_its_signatures_its_witnesses_and_its_proofs(tessera: Path, tmp_path: Path):
    logs = a_project(tmp_path / "logs")
    bundle = exported(logs, tmp_path / "bundle")
    said = read_by(tessera, bundle, logs)
    assert said.stdout == "accepted: 600 entries, two signatures, the policy, 30 proofs of common\n", said.stdout + said.stderr
    for name in ("log/checkpoint", "common/7.leaf"):
        whole = (bundle / name).read_bytes()
        (bundle / name).write_bytes(whole[:-4] + bytes([whole[-4] ^ 1]) + whole[-3:])
        assert read_by(tessera, bundle, logs).returncode == 1, name
        (bundle / name).write_bytes(whole)


def test_tessera_accepts_a_log_that_takes_up_another(tessera: Path, tmp_path: Path):
    """Its first leaf is of another kind than the others: to a verifier of logs a leaf is bytes."""
    logs = a_project(tmp_path / "logs")
    second = Log(tmp_path / "logs", log="PROG-2784/2")
    second.tell([taking_up("PROG-2784/2", (logs / "PROG-2784/checkpoint").read_text())])
    (second.folder / "checkpoint").write_text(cosigned(second.note, 2))
    (second.folder / "keys/policy").write_text(POLICY)
    bundle = exported(logs, tmp_path / "bundle")
    assert read_by(tessera, bundle, logs).stdout.startswith("accepted: 1 entries")
