"""A verifier written by others, filippo.io/torchwood, accepts our witnesses' cosignatures, our policy and our tlog-proofs.

It is fetched by Go itself, by the sums in `go_witness/go.sum`. Where there is no Go the test says that it is skipped.
"""

import subprocess
from pathlib import Path

import pytest

from infra.transparency import merkle
from infra.transparency.policy import Known, of_witnesses
from infra.transparency.proof import Proof
from infra.transparency.tiles import View
from tests.infra.transparency.logs import Log, leaves
from tests.infra.transparency.test_public_verifier import GO
from tests.infra.transparency.witnesses import AT, a_witness, asked

HERE = Path(__file__).parent / "go_witness"
ENTRIES = leaves(300)
NAMES = ("alba", "borgo", "cascina")
pytestmark = pytest.mark.skipif(GO is None, reason="no Go on this machine: the public verifier was not asked")


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = tmp_path_factory.mktemp("go") / "witnessed"
    done = subprocess.run([str(GO), "build", "-o", program, "."], cwd=HERE, capture_output=True, text=True, check=False)
    if "dial tcp" in done.stderr or "proxy" in done.stderr:
        pytest.skip("filippo.io/torchwood cannot be fetched: the public verifier was not asked")
    assert done.returncode == 0, done.stderr
    return program


@pytest.mark.parametrize(("cosigning", "said"), [(2, "accepted"), (3, "accepted"), (1, "refused"), (0, "refused")])
def test_a_public_verifier_counts_our_witnesses(verifier: Path, tmp_path: Path, cosigning: int, said: str):
    log = Log(tmp_path / "log").tell(ENTRIES)
    witnesses = [a_witness(tmp_path / name, log, f"{name}.example/witness") for name in NAMES]
    note = log.note + "".join(one.add_checkpoint(asked(log, 0), AT) for one in witnesses[:cosigning])
    policy = of_witnesses(2, [Known(name, one.verifiers[0]) for name, one in zip(NAMES, witnesses, strict=True)])
    view = View(log.folder, log.tree.size)
    files = {
        "policy": f"log {log.published.verifiers[0]}\n{policy}".encode(),
        "tlog-proof": str(Proof(7, tuple(merkle.inclusion(7, view.size, view.hash_of)), note)).encode(),
        "leaf": ENTRIES[7],
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    done = subprocess.run([verifier, *(tmp_path / name for name in files)], capture_output=True, text=True, check=False)
    assert done.stdout.startswith(said), done.stdout
