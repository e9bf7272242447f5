"""What the README says can be done and found is there: its harmless commands run, its files and names exist."""

import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from infra.cli.main import app
from infra.cli.programs import PROGRAMS
from infra.schemas import reactions
from infra.settings import SERVICES
from services.kernel.access import ROLES, SYSTEM
from tests.house.code import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
FILE = re.compile(r"`((?:services|infra|projections|docs)/[\w/.-]+\.\w+)(?: (\w+))?`")


def weita(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    said = {**os.environ, "WEITA_DATA": str(data)}
    return subprocess.run([str(ROOT / "weita"), *words], env=said, capture_output=True, text=True, timeout=60, check=False)


def test_every_command_of_the_readme_is_one():
    known = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    known |= {name for group in app.registered_groups for name in (group.name, group.typer_instance.info.name)}
    assert set(re.findall(r"weita ([a-z][a-z-]*)", README)) - known == set()


def test_help_names_the_commands(tmp_path):
    answer = weita(tmp_path, "--help")
    assert answer.returncode == 0
    assert {"demo", "status", "import"} <= set(answer.stdout.split())


@pytest.mark.parametrize("command", ["status", "doctor"])
def test_a_command_that_only_looks_answers_where_there_is_nothing_yet_and_leaves_nothing(tmp_path, command):
    answer = weita(tmp_path / "data", command)
    assert "Traceback" not in answer.stderr
    assert answer.stdout.strip() or answer.stderr.strip()
    assert not (tmp_path / "data").exists()


def test_every_file_of_the_readme_is_there_and_holds_what_is_looked_for_in_it():
    found = FILE.findall(README)
    assert found
    for path, name in found:
        assert re.search(rf"def {name}\b", (ROOT / path).read_text(encoding="utf-8")) if name else (ROOT / path).exists(), path


def test_every_link_of_the_readme_leads_somewhere():
    assert [to for to in re.findall(r"]\((?!http)([^)#]+)", README) if not (ROOT / to).exists()] == []


def rows_of(title: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    section = README.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("|")][2:]


def test_what_follows_by_itself_is_what_the_services_do():
    said = Counter(
        (fact, service)
        for facts, services, _ in rows_of("What follows by itself")
        for fact in re.findall(r"`(\w+)`", facts)
        for service in services.split(", ")
    )
    assert said == Counter((event.__name__, service) for service, on in reactions().items() for event in on)


def test_every_program_is_named():
    said = " ".join(row[0] for row in rows_of("Programs"))
    kept_running = {" ".join(program.words) for program in PROGRAMS} - {f"services.{name} serve" for name in SERVICES}
    assert {words for words in kept_running if f"`{words}`" not in said} == set()


def test_every_role_of_people_is_told_what_it_does_here():
    said = " ".join(row[0] for row in rows_of("What it is, and for whom"))
    words = {
        "caseworker": "caseworkers",
        "housing": "housing staff",
        "registrar": "keepers of the register",
        "dpo": "data protection",
    }
    assert {role for role in ROLES if role != SYSTEM and words.get(role, role) not in said} == set()
