"""The source as trees: what the tests of the house look at."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSES = ("services", "infra", "projections")


@cache
def files(*folders: str) -> tuple[Path, ...]:
    """Every Python file of these folders, of all houses when none is named."""
    found = (file for folder in folders or HOUSES for file in (ROOT / folder).rglob("*.py"))
    return tuple(sorted(file for file in found if "node_modules" not in file.parts))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(), str(file))


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(file)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def classes(file: Path) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(tree(file)) if isinstance(node, ast.ClassDef))


def lines_of(file: Path, node: ast.FunctionDef | ast.AsyncFunctionDef | None = None) -> int:
    """Non-blank lines of a file, or of one function."""
    text = file.read_text().splitlines()
    part = text[node.lineno - 1 : node.end_lineno] if node else text
    return sum(bool(line.strip()) for line in part)


def place(file: Path) -> str:
    return str(file.relative_to(ROOT))
