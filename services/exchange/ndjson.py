"""Commands as JSON lines, `{"service", "command", "key", "body", "after"?}`: for any agency that can write them."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from infra.settings import SERVICES
from services.exchange.asks import Answer, Ask
from services.exchange.client import Services
from services.exchange.files import NoSuchFile, Refusal, Refused, Row
from services.exchange.readback import ReadModels
from services.exchange.report import Check, Report

Advance = Callable[[int], None]


def import_commands(
    path: Path, agency: str, services: Services, read_models: ReadModels, progress: Callable[[int], Advance]
) -> Report:
    """Send the commands of a file in the order of its lines. Raises `NoSuchFile` and `NotAnswering`."""
    if not path.is_file():
        raise NoSuchFile(f"{path}: no such file")
    began = time.monotonic()
    report = Report(f"commands {path}", agency)
    asks, events = read_commands(path, report), set[str]()
    advance = progress(len(asks))

    def hear(ask: Ask, answer: Answer) -> None:
        report.hear(ask, answer)
        events.update(event["id"] for event in answer.document.get("events", ()) if answer.accepted)
        advance(1)

    services.carry_out(asks, hear)
    report.seconds["sent"] = time.monotonic() - began
    if not read_models.wait_until_applied():
        report.notes.append("the read models have not caught up in time: the counts below are not final")
    report.checks = [Check("events recorded", len(events), read_models.events(events))]
    report.seconds["in all"] = time.monotonic() - began
    return report


def read_commands(path: Path, report: Report) -> list[Ask]:
    """The commands of a file; a line that is none is noted in the report as a refusal."""
    lines = [(n, line) for n, line in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines(), 1) if line.strip()]
    report.read = {path.name: len(lines)}
    asks = []
    for n, line in lines:
        try:
            asks.append(_ask(Row(path.name, n, {}), line))
        except Refused as refused:
            report.refusals.append(Refusal(path.name, n, refused.column, refused.reason))
    return asks


def _ask(row: Row, line: bytes) -> Ask:
    """One line. Commands about one household keep their order; those that name none follow each other too."""
    try:
        said: Any = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Refused("line", "not JSON") from error
    if not isinstance(said, dict):
        raise Refused("line", "not a JSON object")
    for name, kind in (("service", str), ("command", str), ("key", str), ("body", dict)):
        if not isinstance(said.get(name), kind):
            raise Refused(name, "missing, or not as it should be")
    if said["service"] not in SERVICES:
        raise Refused("service", f"one of {', '.join(SERVICES)}")
    after = str(said.get("after") or said["body"].get("household") or "")
    hearing = said["service"] != "intake"
    return Ask(said["service"], said["command"], said["key"], said["body"], after, (row,), "line", hearing)
