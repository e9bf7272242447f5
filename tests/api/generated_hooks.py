"""What schemathesis is told when it runs against a service: who may give which command, and which things are there.

Its command line imports this (`SCHEMATHESIS_HOOKS`); `WEITA_TESTS_GENERATED` names the folder that `generated.py` has filled.
"""

import json
import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import schemathesis
from schemathesis import Case, CheckContext, HookContext, Response
from schemathesis.generation.modes import GenerationMode

FOLDER = Path(os.environ["WEITA_TESTS_GENERATED"])
KNOWN: dict[str, dict[str, Any]] = json.loads((FOLDER / "known.json").read_text())


MISFIT = "/problems/does-not-fit"
OF_ANY_FACT = {"CorrectFact"}
"""Its fields are those of the fact, which only the record knows."""


def operation(case: Case) -> str:
    return str(case.operation.definition.raw["operationId"])


def known(case: Case) -> dict[str, Any]:
    return KNOWN.get(operation(case), KNOWN[""])


@schemathesis.auth(refresh_interval=None, cache_by_key=lambda case, _: known(case)["token"])
class Bearer:
    """Each command is given by somebody who may."""

    def get(self, case: Case, _: Any) -> str:
        return str(known(case)["token"])

    def set(self, case: Case, token: str, _: Any) -> None:
        case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.hook
def before_call(_: HookContext, case: Case, __: dict[str, Any]) -> None:
    """What fits the schema is asked under a fresh key and about things that exist, so that it is decided upon."""
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    things = known(case)
    case.path_parameters.update(things["path"])
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid4())
    if isinstance(case.body, dict):
        case.body.update({name: value for name, value in things["ids"].items() if name in case.body})


@schemathesis.hook
def after_call(_: HookContext, case: Case, response: Response) -> None:
    mode = case.meta.generation.mode.value if case.meta else "none"
    with (FOLDER / "calls.txt").open("a") as calls:
        calls.write(f"{operation(case)} {response.status_code} {mode}\n")


@schemathesis.check
def what_fits_the_published_schema_fits(_: CheckContext, response: Response, case: Case) -> None:
    """A schema cannot say all that a text or a day must be, and takes 3.0 for an integer; every other misfit it foretells."""
    by_schema = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    if by_schema and response.status_code == 422 and response.json()["type"] == MISFIT and operation(case) not in OF_ANY_FACT:
        errors = response.json()["errors"]
        assert any(error["kind"] in ("value_error", "int_type") for error in errors), errors


@schemathesis.serializer("application/x-ndjson")
def as_text(_: Any, value: Any) -> Any:
    return {"data": value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")}
