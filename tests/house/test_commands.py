"""Every command has one route, one method and one entry in the table of access; every rule has a test and a sentence."""

import ast
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from inspect import getmembers, isclass
from pathlib import Path
from types import ModuleType

import pytest

from infra.settings import SERVICES
from services.kernel import amending, rules
from services.kernel.access import ACCESS, ROLES, may
from services.kernel.command import Command
from services.kernel.rules import RuleBroken
from tests.house.code import ROOT, files, place, tree

PRESENT = [name for name in SERVICES if find_spec(f"services.{name}") and find_spec(f"services.{name}.commands")]


def commands(service: str) -> list[str]:
    module = import_module(f"services.{service}.commands")
    return [
        name for name, one in getmembers(module, isclass) if issubclass(one, Command) and one.__module__.startswith(module.__name__)
    ]


AMENDING = [name for name, one in getmembers(amending, isclass) if issubclass(one, Command) and one is not Command]
"""Commands that every service takes alike."""


def routed(service: str) -> Counter[str]:
    rooms = [file for file in files("services") if f"services/{service}/api" in place(file)]
    calls = (node for file in rooms for node in ast.walk(tree(file)) if isinstance(node, ast.Call))
    routes = (call.args[1] for call in calls if getattr(call.func, "id", "") == "Route")
    return Counter(ast.unparse(command).rpartition(".")[2] for command in routes)


def reacted(service: str) -> set[str]:
    """Commands that only this service's own reactions give: no route, no role."""
    module = f"services.{service}.reactions"
    if not find_spec(module):
        return set()
    return {name for name in commands(service) if name in Path(import_module(module).__file__ or "").read_text()}


@pytest.mark.parametrize("service", PRESENT)
def test_every_command_has_exactly_one_route(service: str) -> None:
    counted = routed(service)
    internal = {name for name in reacted(service) if name not in ACCESS}
    assert {name: counted[name] for name in commands(service) if counted[name] != 1 and name not in internal} == {}


@pytest.mark.parametrize("service", PRESENT)
def test_every_command_that_can_be_asked_stands_in_the_table_of_access(service: str) -> None:
    assert sorted(set(routed(service)) - set(ACCESS)) == []
    assert [name for name in commands(service) if name not in ACCESS and name not in reacted(service)] == []


def test_every_command_of_the_table_of_access_exists() -> None:
    known = {*AMENDING, *(name for service in PRESENT for name in commands(service))}
    assert [action for action in ACCESS if " " not in action and action not in known] == []


@pytest.mark.parametrize("service", PRESENT)
def test_every_command_has_one_method_that_bears_its_name(service: str) -> None:
    application = "".join(file.read_text() for file in (ROOT / "services" / service / "application").glob("*.py"))
    asked = {name: "".join(f"_{c.lower()}" if c.isupper() else c for c in name)[1:] for name in commands(service)}
    assert [name for name, method in asked.items() if application.count(f"def {method}(") != 1] == []


@pytest.mark.parametrize("action", ACCESS)
def test_every_cell_of_the_table_of_access_is_what_the_page_says(action: str) -> None:
    page = (ROOT / "docs" / "access.md").read_text().splitlines()
    (line,) = [row for row in page if row.startswith(f"| {action} |")]
    cells = [cell.strip() for cell in line.strip("|").split("|")][1:]
    assert cells == ["yes" if may(role, action) else "·" for role in ROLES]


def test_nobody_may_do_what_the_table_does_not_name() -> None:
    assert not any(may(role, "DropEverything") for role in ROLES)
    assert all(roles <= set(ROLES) for roles in ACCESS.values())


CONTROLLING = {"OpenControl", "PublishSamplingRules", "DrawSample", "RaiseFinding", "CloseControl"}
"""What a controller writes: controls, and nothing else."""


PROTECTING = {
    "PlaceHold", "ReleaseHold", "RequestErasure", "ReadmitSubject", "RestrictProcessing", "LiftRestriction", "RaiseObjection",
    "DecideObjection", "DiscloseData", "TellRecipient",
}  # fmt: skip
"""What the data protection officer writes: what becomes of what is known of persons."""


def test_who_only_reads_gives_no_command() -> None:
    commands_ = [action for action in ACCESS if " " not in action]
    assert [action for action in commands_ if may("funder", action)] == []
    assert {action for action in commands_ if may("dpo", action)} == PROTECTING
    assert {action for action in commands_ if may("auditor", action)} == CONTROLLING


def broken_rules() -> Iterator[tuple[ModuleType, type[RuleBroken]]]:
    for file in files("services"):
        if "domain" in file.parts and file.stem != "__init__":
            module = import_module(place(file).removesuffix(".py").replace("/", "."))
            for _, one in getmembers(module, isclass):
                if issubclass(one, RuleBroken) and one.__module__ == module.__name__:
                    yield module, one


def refused_in_tests() -> set[str]:
    """The names given to `.refuses(...)` or `pytest.raises(...)` anywhere in the tests."""
    found: set[str] = set()
    for file in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("refuses", "raises"):
                found |= {
                    name.id if isinstance(name, ast.Name) else name.attr
                    for name in node.args
                    if isinstance(name, ast.Name | ast.Attribute)
                }
            if isinstance(node, ast.Call) and "refuse" in ast.unparse(node.func):
                found |= {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    return found


def test_every_rule_of_the_domain_is_seen_to_refuse() -> None:
    seen = refused_in_tests()
    assert sorted(f"{module.__name__}.{rule.__name__}" for module, rule in broken_rules() if rule.__name__ not in seen) == []


def test_every_rule_says_in_a_sentence_what_holds() -> None:
    kernel = {one for _, one in getmembers(rules, isclass) if issubclass(one, RuleBroken)}
    silent = [
        rule.__name__ for rule in kernel | {rule for _, rule in broken_rules()} if not (rule.__doc__ or "").strip().endswith(".")
    ]
    assert silent == []


def test_the_tree_of_refusals_at_the_head_of_the_rules_is_complete() -> None:
    drawn = rules.__doc__ or ""
    assert [
        one.__name__ for one in RuleBroken.__subclasses__() if one.__module__ == rules.__name__ and one.__name__ not in drawn
    ] == []
