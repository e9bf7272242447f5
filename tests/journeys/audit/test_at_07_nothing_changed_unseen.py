"""AT-07 (Reg. 514/2014 Art. 21(g), (h); 1042/2014 Annex 2(I)): what is changed or removed is found, and its place is named."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from infra.settings import Settings
from infra.transparency.leaf import parse
from infra.transparency.tiles import View
from tests.infra.transparency.logs import verified
from tests.journeys.audit.controlled import Controlled, eventually

PROJECT = "PROG-AT07"


@pytest.fixture(scope="module")
def log(system: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of a project on the running system, as a controller copies it away."""
    made = Controlled(system, PROJECT, "ente07").declare()
    made.family("Amal")
    folder = system.logs / PROJECT
    eventually(lambda: size_of(system) >= 3)
    return Path(shutil.copytree(folder, tmp_path_factory.mktemp("at07") / "log", ignore=shutil.ignore_patterns(".*")))


def size_of(settings: Settings) -> int:
    with psycopg.connect(settings.database("seal", "weita_desk")) as connection:
        row = connection.execute("select max(size) from checkpoint where log = %s", (PROJECT,)).fetchone()
    return row[0] if row and row[0] else 0


def written_anew(log: Path, to: Path, change) -> tuple[Path, list[bytes]]:
    copy = Path(shutil.copytree(log, to))
    size = int((copy / "checkpoint").read_text().split("\n")[1])
    entries = View(copy, size).entries(0)
    before = list(entries)
    change(entries)
    (copy / f"tile/entries/000.p/{size}").write_bytes(b"".join(len(one).to_bytes(2) + one for one in entries))
    return copy, before


def flip(entries: list[bytes]) -> None:
    entries[1] = entries[1][:-3] + bytes([entries[1][-3] ^ 1]) + entries[1][-2:]


def swap(entries: list[bytes]) -> None:
    entries[0], entries[1] = entries[1], entries[0]


@pytest.mark.parametrize(
    ("change", "first"), [(flip, 1), (lambda entries: entries.pop(1), 1), (swap, 0)], ids=["flip", "drop", "swap"]
)
def test_one_byte_flipped_one_event_dropped_two_swapped_are_found_and_the_place_is_named(
    log: Path, tmp_path: Path, change, first: int
):
    assert verified(log).returncode == 0
    copy, before = written_anew(log, tmp_path / "copy", change)
    said = verified(copy)
    assert said.returncode == 1
    assert said.stdout.startswith(f"BAD entry {first}"), said.stdout
    assert parse(before[first]).log == PROJECT


def test_a_row_of_the_record_that_was_edited_is_named_and_the_log_still_holds_what_was(system: Settings, log: Path):
    size = int((log / "checkpoint").read_text().split("\n")[1])
    sealed = next(one for one in map(parse, View(log, size).entries(0)) if one.service == "intake")
    url = psycopg.conninfo.make_conninfo(system.server("intake"), dbname="weita_intake")
    with psycopg.connect(url, autocommit=True) as owner:
        assert PROJECT not in compared(system).stdout
        owner.execute("update event set data = data || ' ' where position = %s", (sealed.position,))
        try:
            found = compared(system)
        finally:
            owner.execute("update event set data = %s where position = %s", (sealed.payload.decode(), sealed.position))
        assert found.returncode == 1
        named = f"intake {sealed.position} ({sealed.type} {sealed.id}), sealed as {PROJECT} {sealed.index}: payload was edited"
        assert named in found.stdout
        assert json.loads(sealed.payload)
        assert PROJECT not in compared(system).stdout


def compared(settings: Settings) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "infra.cli", "audit", "compare"]
    env = os.environ | {"WEITA_DATA": str(settings.data)}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)
