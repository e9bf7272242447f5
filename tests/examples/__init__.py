"""Named example facts ("controls") of every event: one story of one family, told by the five services.

Tests and the history of events (`tests/history`) use them. `python -m tests.examples` adds to the history what is new there;
it never changes a line, for a line is what an earlier version of us has written.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import services.housing.events
import services.intake.events
import services.oversight.events
import services.register.events
import services.training.events
from services.kernel.event import Catalogue, Event
from tests.examples.housing import HOUSING
from tests.examples.intake import INTAKE
from tests.examples.oversight import OVERSIGHT
from tests.examples.register import REGISTER
from tests.examples.training import TRAINING

HISTORY = Path(__file__).parent.parent / "history"

STORY: Mapping[str, tuple[Event, ...]] = {
    "intake": INTAKE, "housing": HOUSING, "register": REGISTER, "training": TRAINING, "oversight": OVERSIGHT,
}  # fmt: skip
CATALOGUES: Mapping[str, Catalogue] = {
    "intake": services.intake.events.CATALOGUE,
    "housing": services.housing.events.CATALOGUE,
    "register": services.register.events.CATALOGUE,
    "training": services.training.events.CATALOGUE,
    "oversight": services.oversight.events.CATALOGUE,
}


def history(service: str) -> list[dict[str, Any]]:
    """The stored examples of a service: type, schema version and clear data."""
    file = HISTORY / f"{service}.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def missing(service: str) -> Iterator[dict[str, Any]]:
    """What the history of a service does not hold yet."""
    held = {(line["type"], line["schema_version"]) for line in history(service)}
    for fact in STORY[service]:
        if (type(fact).__name__, fact.schema_version) not in held:
            yield {"type": type(fact).__name__, "schema_version": fact.schema_version, "data": fact.model_dump(mode="json")}
