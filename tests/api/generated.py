"""Calls that schemathesis generates from what a service publishes, and what comes of them."""

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.auth import issue_token
from services.kernel.access import ROLES, SYSTEM
from tests.api.commands import ROWS
from tests.api.scenes import Scene
from tests.api.stack import Call, Stack

CONFIG = Path(__file__).with_name("schemathesis.toml")
METHODS = ("get", "post")


@dataclass(frozen=True)
class Outcome:
    """What was found, in words; and how often each operation was answered with which status."""

    passed: bool
    report: str
    answers: Counter[tuple[str, int]]

    def accepted(self) -> set[str]:
        return {name for name, status in self.answers if status in (200, 201)}


def generate(stack: Stack, service: str, folder: Path) -> Outcome:
    """Let schemathesis call every operation of a service; each command about things that are in a state for it."""
    calls = {name: row(Scene(stack)) for name, row in ROWS[service].items()}
    document = stack.http.get(f"/{service}/openapi.json").json()
    (folder / "openapi.json").write_text(json.dumps(with_examples(document, calls)))
    (folder / "known.json").write_text(json.dumps({"": somebody(stack)} | {n: known(stack, service, c) for n, c in calls.items()}))
    (folder / "calls.txt").touch()
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", str(folder / "openapi.json")]
    url = ["--url", f"{str(stack.http.base_url).rstrip('/')}/{service}"]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.api.generated_hooks", "WEITA_TESTS_GENERATED": str(folder), "NO_COLOR": "1"}
    done = subprocess.run(
        [*command, *url, "--no-color"], env=os.environ | hooks, cwd=CONFIG.parents[2], capture_output=True, text=True, check=False
    )
    lines = [line.split() for line in (folder / "calls.txt").read_text().splitlines()]
    return Outcome(done.returncode == 0, done.stdout + done.stderr, Counter((name, int(status)) for name, status, _ in lines))


def somebody(stack: Stack) -> dict[str, Any]:
    roles = [role for role in ROLES if role != SYSTEM]
    return {"token": issue_token(stack.settings, agency="nobody", roles=roles, subject="somebody"), "path": {}, "ids": {}}


def known(stack: Stack, service: str, call: Call) -> dict[str, Any]:
    """Who gives the command, and the ids in it."""
    route = stack.routes[service][call.command]
    path = {name: call.fields[name] for name in route.path_fields}
    ids = {name: value for name, value in call.fields.items() if name not in path and is_id(value)}
    return {"token": stack.bearer(call.by), "path": path, "ids": ids}


def is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 36 and value.count("-") == 4


def with_examples(document: dict[str, Any], calls: dict[str, Call]) -> dict[str, Any]:
    """The document, with the accepted calls as its examples."""
    for operations in document["paths"].values():
        for operation in operations.values():
            if call := calls.get(operation["operationId"]):
                body = dict(call.fields)
                for parameter in operation["parameters"]:
                    if parameter["in"] == "path":
                        parameter["example"] = body.pop(parameter["name"])
                operation["requestBody"]["content"]["application/json"]["example"] = body
    return document
