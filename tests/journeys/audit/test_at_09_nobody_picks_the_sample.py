"""AT-09 (Reg. 514/2014 Art. 27(2), 840/2015 Art. 6): samples at random and by risk, which anybody draws again."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from infra import checkpoints
from infra.settings import Settings
from tests.journeys.audit.controlled import eventually
from tests.journeys.audit.inspected import Inspected

PROJECT, CLAIMS = "PROG-AT09", 6
SCRIPT = re.search(r"```python\n(.*?)```", (Path(__file__).parents[3] / "docs" / "sampling.md").read_text(), re.DOTALL)


@pytest.fixture(scope="module")
def inspected(system: Settings) -> Inspected:
    made = Inspected.of(system, PROJECT, "ente09")
    made.claims(CLAIMS)
    made.auditor(
        "/sampling-rules", project=PROJECT, version="1", base=1, most=50, factors=[{"factor": "euros", "points": 0},
        {"factor": "undocumented", "points": 9}],
    )  # fmt: skip
    eventually(lambda: len(made.weita("population", "--of", "claims").splitlines()) == CLAIMS)
    return made


def drawn_again(sample: dict, population: str, folder: Path) -> str:
    """What the script of the documents says, on files, in a Python that knows nothing of us."""
    assert SCRIPT is not None
    files = {"redraw.py": SCRIPT[1], "event.json": json.dumps(sample), "population.txt": population}
    for name, text in files.items():
        (folder / name).write_text(text)
    command = [sys.executable, "-I", *(str(folder / name) for name in files)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("method", ["random", "risk"])
def test_a_sample_is_drawn_by_the_log_and_drawn_again_by_the_controller(method: str, inspected: Inspected, tmp_path: Path):
    population = inspected.weita("population", "--of", "claims", "--method", method)
    control = inspected.opened()
    ask = {"of": "claims", "method": method, "size": 2, "population": population.splitlines()}
    sample = inspected.drawn(control, **ask)
    assert sample["population_sha256"] == hashlib.sha256(population.encode()).hexdigest()
    assert drawn_again(sample, population, tmp_path) == "the same sample"
    assert drawn_again(sample, "".join(population.splitlines(keepends=True)[1:]), tmp_path) == "ANOTHER SAMPLE"
    second = inspected.authority.ask("oversight", f"/controls/{control}/samples", "auditor", None, ask)
    assert second.json()["type"] == "/problems/sample-already-drawn"
    page = eventually(lambda: (found := inspected.project.get(f"/controls/{control}")).status_code == 200 and found.text)
    assert all(one in page for one in sample["drawn"])


def test_the_seed_is_the_last_witnessed_checkpoint_and_cannot_be_said(inspected: Inspected):
    control = inspected.opened()
    ask = {"of": "claims", "method": "random", "size": 1}
    population = inspected.weita("population", "--of", "claims", "--method", "random").splitlines()
    chosen = ask | {"population": population, "seed": "00" * 32}
    refused = inspected.authority.ask("oversight", f"/controls/{control}/samples", "auditor", None, chosen)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/does-not-fit")
    sample = inspected.drawn(control, **ask, population=population)
    with psycopg.connect(inspected.project.settings.database("seal", "weita_desk")) as seal:
        noted = checkpoints.checkpoint_for(seal, PROJECT, sample["checkpoint_size"])
    assert noted is not None
    assert noted.witnessed_at is not None
    assert sample["seed"] == hashlib.sha256(noted.head.text.encode()).hexdigest()
    assert sample["checkpoint_root"] == noted.root.hex()
