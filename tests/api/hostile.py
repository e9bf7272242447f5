"""What people, machines and attackers put into the fields of a command: made from its JSON schema, field by field."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

Path = tuple[str | int, ...]

DEEP: Any = "x"
for _ in range(400):
    DEEP = [DEEP]

TEXTS = [
    "", "   ", "Am\x00al", "Amal\u202egnp.exe", "\ufeffAmal", "a" + "\u0301" * 10_000, "\ud800", "\udfff\ud800", "x" * 40_000,
    "Jos\u00e9", "Jose\u0301", "<script>", "'; drop table event; --", "\x85", "\u2028",
]  # fmt: skip
DAYS = [
    "2026-02-30", "2025-02-29", "0001-01-01", "9999-12-31", "0000-00-00", "10000-01-01", "2026-W10-7", "20260301", "today", 0, "0",
    86_400, 1e30,
]  # fmt: skip
MOMENTS = [
    *DAYS, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-03-01T25:00:00Z", "2026-03-01T10:00:00+99:99",
    "2026-03-01T10:00:00", "2026-03-01T23:59:60Z",
]  # fmt: skip
NUMBERS = [-1, 0, 1.5, 2**31, 2**63, 2**64, 10**30, 1e308, -(10**30), "7", "\u0661"]
TYPES = [None, True, 7, [], {}, [[]], {"": ""}, DEEP]
IDS = ["x", "00000000-0000-0000-0000-000000000000", "{" + "a" * 36 + "}", "\x00" * 16]
BODIES = [
    b"", b" ", b"{", b"null", b"[]", b"7", b'"x"', b"\xff\xfe{}", b"\xef\xbb\xbf{}", b"{}{}", b'{"a":NaN}', b'{"a":1e999}',
    b'{"\\ud800":1}', b'{"\\u0000":1}', b"[" * 5_000, b'{"a":' * 900 + b"1" + b"}" * 900, b"<a/>",
    b"a=1&b=2", b"\x00", b'{"a":"\xed\xa0\x80"}',
]  # fmt: skip
KEYS = [b"", b"x" * 201, b"x" * 8_000, "chiave-è".encode(), "chiave-è".encode("latin-1"), b"\xff", "كلمة".encode()]
MATCHES = ["x", '"-1"', "*", '"1", "2"', "9" * 40, '"１"'.encode()]


def hostile(command: type[BaseModel], valid: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The valid fields with one thing wrong, or odd, each time."""
    schema = command.model_json_schema()
    yield {**valid, "no_such_field": 1}
    yield {**valid, "": 1}
    for name, part in schema["properties"].items():
        for path, kinds in _places(name, part, schema, valid.get(name)):
            for value in _values(kinds):
                yield _with(valid, path, value)
    for name in valid:
        yield {n: v for n, v in valid.items() if n != name}


def _values(kinds: set[str]) -> list[Any]:
    more = {"date": DAYS, "date-time": MOMENTS, "time": ["25:00", "09:00Z", 5, "x"], "integer": NUMBERS, "uuid": IDS}
    found = [*TYPES, *(TEXTS if "string" in kinds else TEXTS[:3])]
    for kind in kinds:
        found.extend(more.get(kind, []))
    return found


def _places(name: str, part: dict[str, Any], schema: dict[str, Any], value: Any) -> Iterator[tuple[Path, set[str]]]:
    """The field itself, and the fields of what stands in it."""
    yield (name,), _kinds(part, schema)
    for path in _inside(value):
        yield (name, *path), {"string", "integer", "date"}


def _inside(value: Any) -> Iterator[Path]:
    items = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, inner in items:
        yield (key,)
        yield from ((key, *path) for path in _inside(inner))


def _kinds(part: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    if "$ref" in part:
        return _kinds(schema["$defs"][part["$ref"].rpartition("/")[2]], schema)
    if "anyOf" in part:
        return set().union(*(_kinds(one, schema) for one in part["anyOf"]))
    kind = part.get("format") or part.get("type", "")
    return {kind} if kind else set()


def _with(valid: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    first, *rest = path
    if isinstance(valid, list):
        return [_with(one, tuple(rest), value) if n == first else one for n, one in enumerate(valid)]
    return {**valid, first: _with(valid.get(first), tuple(rest), value)}
