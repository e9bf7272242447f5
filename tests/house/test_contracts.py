"""The import contracts hold, and each of them can fail: the kgrzybek lesson."""

import configparser
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from infra.settings import SERVICES
from tests.house.code import HOUSES, ROOT

OFFENCES = {
    "Rooms of a service": ("services/intake/domain/offence.py", "from services.intake import application\n"),
    "and there are no other": ("services/intake/helpers.py", "NOTHING = 0\n"),
    "The house": ("infra/offence.py", "from services.intake import events\n"),
    "Neighbours never meet": ("services/housing/domain/offence.py", "from services.intake.domain import household\n"),
    "Readers see only the events": ("projections/offence.py", "from services.intake.domain import household\n"),
    "What may be asked": ("projections/offence.py", "from services.intake import commands\n"),
    "The domain and its words": ("services/intake/domain/offence.py", "import psycopg\n"),
    "Siblings do not go round": ("infra/clock.py", "from infra import patience, readings\n"),
}


def contracts(where: Path) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "PYTHONPATH": str(where), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"}
    lint = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [lint, "--no-cache", "--no-logo"], cwd=where, env=surroundings, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def a_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("house")
    for house in HOUSES:
        shutil.copytree(ROOT / house, where / house, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    shutil.copy(ROOT / ".importlinter", where)
    (where / "infra" / "readings.py").write_text("from infra import clock\n")
    return where


def test_the_contracts_are_kept() -> None:
    done = contracts(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("contract", OFFENCES)
def test_a_planted_import_breaks_the_contract(a_copy: Path, contract: str) -> None:
    name, text = OFFENCES[contract]
    file = a_copy / name
    before = file.read_text() if file.exists() else None
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((before or '"""An offence."""\n') + text)
    try:
        done = contracts(a_copy)
    finally:
        file.unlink() if before is None else file.write_text(before)
    assert done.returncode != 0
    broken = " ".join(done.stdout.partition("Broken contracts")[2].split()) or done.stdout
    assert contract.split(",")[0] in broken or "no other" in contract, done.stdout
    assert "offence" in broken or "helpers" in broken or "clock" in broken, done.stdout


def test_every_service_that_exists_stands_in_the_contracts() -> None:
    rules = configparser.ConfigParser()
    rules.read(ROOT / ".importlinter")
    present = {f"services.{name}" for name in SERVICES if find_spec(f"services.{name}")}
    for contract, option in (("rooms", "containers"), ("neighbours", "modules"), ("readers", "allowed_importers")):
        assert set(rules[f"importlinter:contract:{contract}"][option].split()) >= present, contract
