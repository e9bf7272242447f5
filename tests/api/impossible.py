"""What cannot be, put into the fields of a command: ids of nothing, days that are none or lie ahead, texts that are none.

Which fields are ids, days and texts is read from the command's schema.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from pydantic import BaseModel

Path = tuple[str | int, ...]

NO_DAYS = ("2026-02-30", "1583-01-01", "3000-01-01", "0000-00-00")
NO_TEXTS = ("Am\x00al", "Amal\u202egnp.exe", "a" + "\u0301" * 10_000)
FAR_AHEAD = "2999-12-31"

KEPT_ELSEWHERE = {
    "ApplyAsVolunteer.person", "VetVolunteer.guardian", "RankVolunteers.candidates", "PublishMatchingRules.courses",
    "PlaceHold.person", "RequestErasure.person", "RecordErasure.keys", "RestrictProcessing.person", "RaiseObjection.person",
    "DiscloseData.persons", "RaiseFinding.concerns", "ScheduleSession.teacher", "EnrolLearner.person",
    "OpenRegister.tutor", "OpenRegister.teacher", "RectifyReport.changes",
}  # fmt: skip
"""Ids that the service takes as they are, because a neighbour keeps what they name."""
AHEAD = {
    "answer_by", "measures_by", "expires", "valid_until", "next_review", "due", "until", "expected", "opens", "planned_end",
    "TakeUnitOutOfService.since", "SuspendVolunteer.since", "RegisterVolunteer.start", "ResumeVolunteer.start",
    "CancelRegistration.ended_on", "CloseNeed.closed_on",
}  # fmt: skip
"""Days that may lie ahead."""
SPANS = {
    "RecordResidencePermit": ("valid_from", "valid_until"), "AssignUnit": ("starts", "planned_end"),
    "MakeCommitment": ("starts", "until"), "TakeUnitOutOfService": ("since", "expected"), "StartCover": ("start", "until"),
    "MakeOffer": ("start", "until"), "PublishNeed": ("start", "until"), "OpenEdition": ("start", "until"),
    "OpenControl": ("start", "until"), "ClaimExpense": ("start", "until"),
}  # fmt: skip
"""Commands that name a first day and a last."""


@dataclass(frozen=True)
class Bad:
    """One thing that is wrong with a call, and whether its schema says so or a rule."""

    fields: Mapping[str, Any]
    field: str
    by_schema: bool


def impossible(command: type[BaseModel], valid: Mapping[str, Any], *, in_path: Sequence[str], imports: bool) -> Iterator[Bad]:
    """The valid fields with one impossible thing each time."""
    schema, name = command.model_json_schema(), command.__name__
    for path, kind in _leaves(schema, (), schema):
        field = str(path[0])
        if len(path) > 1 and isinstance(path[-1], str) and not valid.get(field):
            continue
        for value, by_schema in _values(name, field, kind, imports=imports):
            if not (kind == "string" and field in in_path):
                yield Bad(_with(valid, path, value), field, by_schema)
    if name in SPANS:
        start, end = SPANS[name]
        first = date.fromisoformat(valid[start])
        yield Bad({**valid, end: (first - timedelta(1)).isoformat()}, end, by_schema=False)


def _values(command: str, field: str, kind: str, *, imports: bool) -> Iterator[tuple[Any, bool]]:
    if kind == "uuid" and f"{command}.{field}" not in KEPT_ELSEWHERE:
        yield str(uuid4()), False
    if kind in ("date", "date-time"):
        yield from ((day, True) for day in NO_DAYS)
        if not {field, f"{command}.{field}"} & AHEAD and not (field == "occurred_at" and imports):
            yield FAR_AHEAD, False
    if kind == "string":
        yield from ((text, True) for text in NO_TEXTS)


def _leaves(part: Mapping[str, Any], path: Path, schema: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Where a value stands, and of what kind it is."""
    if "$ref" in part:
        yield from _leaves(schema["$defs"][part["$ref"].rpartition("/")[2]], path, schema)
    elif "anyOf" in part:
        yield from _leaves(next(one for one in part["anyOf"] if one.get("type") != "null"), path, schema)
    elif "properties" in part:
        for name, inner in part["properties"].items():
            yield from _leaves(inner, (*path, name), schema)
    elif part.get("type") == "array":
        yield from _leaves(part["items"], (*path, 0), schema)
    elif not {"enum", "const"} & part.keys():
        yield path, part.get("format", part.get("type", ""))


def _with(valid: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    first, *rest = path
    if first == 0:
        items = list(valid or [None])
        return [_with(items[0], tuple(rest), value), *items[1:]]
    return {**(valid or {}), first: _with((valid or {}).get(first), tuple(rest), value)}
