"""Sizes and names: files that are read in one go, functions seen at a glance, no rooms for everything else."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.code import classes, files, functions, lines_of, place, tree

FILE, FUNCTION = 300, 40
NO_MODULE = {"utils", "util", "helpers", "helper", "common", "constants", "service", "manager", "base", "misc"}
NO_FOLDER = {"models", "schemas", "handlers"}
NO_SUFFIX = re.compile(r"(Manager|Helper|Util|Utils|Processor|Impl|Info)$|^(Base[A-Z]|I[A-Z][a-z])")
NOT_A_FACT = re.compile(r"(Updated|StatusChanged|Event)$")
THE_LAWS_WORD = {"IrregularityUpdated"}
"""What a regulation calls so: an irregularity is reported, then updated."""
PAST = re.compile(
    r"(ed|[^aeiou]ned|Set|Drawn|Left|Lost|Sent|Taken|Given|Held|Paid|Withdrawn|Begun|Spent|Made|Split|Met|Told|Found|Kept|Known"
    r"|Overridden|FellDue|OutOfService)$"
)


@pytest.mark.parametrize("file", files(), ids=place)
def test_a_file_is_read_in_one_go(file: Path) -> None:
    assert lines_of(file) <= FILE


def test_a_function_is_seen_at_a_glance() -> None:
    long = [
        f"{place(file)} {one.name}: {n}" for file in files() for one in functions(file) if (n := lines_of(file, one)) > FUNCTION
    ]
    assert long == []


def test_no_module_is_a_drawer_for_everything_else() -> None:
    assert [place(file) for file in files() if file.stem in NO_MODULE] == []
    assert [place(file) for file in files() if (NO_MODULE | NO_FOLDER).intersection(Path(place(file)).parts[:-1])] == []


def test_classes_are_named_for_what_they_are() -> None:
    assert [f"{place(file)} {one.name}" for file in files() for one in classes(file) if NO_SUFFIX.search(one.name)] == []


def test_events_are_told_in_the_past_tense() -> None:
    told = [(file, one.name) for file in files("services") if file.parent.name == "events" for one in events_of(file)]
    assert told
    wrong = [(file, name) for file, name in told if not PAST.search(name) or NOT_A_FACT.search(name)]
    assert [f"{place(file)} {name}" for file, name in wrong if name not in THE_LAWS_WORD] == []


def test_every_event_says_what_happened() -> None:
    told = [(file, one) for file in files("services") if file.parent.name == "events" for one in events_of(file)]
    assert [f"{place(file)} {one.name}" for file, one in told if not ast.get_docstring(one)] == []


def test_the_domain_knows_no_any_but_for_a_whole_row() -> None:
    """`Any` in the domain stands only where a fact is carried over whole (`dict[str, Any]`)."""
    loose = []
    for file in files("services"):
        if "domain" in file.parts:
            whole = {id(part) for node in ast.walk(tree(file)) if is_row(node) for part in ast.walk(node)}
            names = (node for node in ast.walk(tree(file)) if isinstance(node, ast.Name) and node.id == "Any")
            loose += [f"{place(file)}:{node.lineno}" for node in names if id(node) not in whole]
    assert loose == []


def test_nothing_happens_when_a_module_is_imported() -> None:
    """No loop, no `with`, no `try` at the top of a module of services: what works is called by somebody."""
    busy = (ast.For, ast.While, ast.With, ast.Try)
    assert [place(file) for file in files("services") for node in tree(file).body if isinstance(node, busy)] == []


def is_row(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and ast.unparse(node) in ("dict[str, Any]", "Mapping[str, Any]")


def events_of(file: Path) -> list[ast.ClassDef]:
    return [one for one in classes(file) if any(isinstance(base, ast.Name) and base.id == "Event" for base in one.bases)]
