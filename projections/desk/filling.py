"""Between what is typed in a form and the body of a request: both ways, without loss.

What is typed is names and texts, as a browser sends them; whatever cannot be read goes on as it was typed, so that the
service says what is wrong with it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from projections.desk.asked import ROME
from projections.desk.forms import Field
from services.kernel.time import day_to_moment

Typed = Mapping[str, Sequence[str]]
"""The texts of a form by name."""
NONE = "none"
"""What stands for `null` where a value by key may be that."""


def body_of(fields: Sequence[Field], typed: Typed) -> dict[str, Any]:
    """The body of the request: what was left empty is left out."""
    found = ((field, _read(field, typed)) for field in fields)
    return {field.last: value for field, value in found if value is not None}


def _read(field: Field, typed: Typed) -> Any:
    match field.kind:
        case "group":
            return body_of([part.under(field.name) for part in field.parts], typed) or None
        case "rows":
            return [body_of(parts, typed) for parts in rows_of(field, typed) if _anything(parts, typed)] or None
        case "table":
            return _table(field, typed)
        case "tick":
            return _tick(field, typed)
        case "ticks" | "several":
            return [text for text in typed.get(field.name, ()) if text] or None
        case "lines":
            return [line.strip() for text in typed.get(field.name, ()) for line in text.splitlines() if line.strip()] or None
        case "numbers":
            words = re.split(r"[\s,;]+", " ".join(typed.get(field.name, ())))
            return [_whole(word) for word in words if word] or None
    text = " ".join(typed.get(field.name, ())[:1]).strip()
    return _VALUES.get(field.kind, str)(text) if text else None


def _tick(field: Field, typed: Typed) -> bool | None:
    ticked = bool(typed.get(field.name))
    return ticked if ticked or field.required or field.default else None


def _table(field: Field, typed: Typed) -> dict[str, Any] | None:
    (value,) = field.parts
    found: dict[str, Any] = {}
    for key in keys_of(field, typed):
        text = "".join(typed.get(f"{field.name}.{key}", ())[:1])
        if text == NONE:
            found[key] = None
        elif text:
            found[key] = _VALUES.get(value.kind, str)(text)
    return found or None


def keys_of(field: Field, typed: Typed) -> list[str]:
    """The keys of a table: those it has, and what was typed beside."""
    start = f"{field.name}."
    return [*field.options, *sorted({name[len(start) :] for name in typed if name.startswith(start)} - set(field.options))]


def rows_of(field: Field, typed: Typed, least: int = 0) -> list[list[Field]]:
    """The fields of each row, as many rows as were typed, and at least so many."""
    start = f"{field.name}."
    numbers = [int(name[len(start) :].partition(".")[0]) for name in typed if re.match(r"\d{1,3}\.", name[len(start) :]) and
               name.startswith(start)]  # fmt: skip
    count = max([least, *(number + 1 for number in numbers)])
    return [[part.under(f"{field.name}.{n}") for part in field.parts] for n in range(min(count, field.most or 100))]


def _anything(parts: Sequence[Field], typed: Typed) -> bool:
    return any(_read(replace(part, required=False, default=None), typed) not in (None, False) for part in parts)


def without_gaps(fields: Sequence[Field], typed: Typed) -> dict[str, Sequence[str]]:
    """What was typed, the rows that were left empty taken out, so that the service's numbers of rows are the form's."""
    kept = dict(typed)
    for field in fields:
        if field.kind == "rows":
            filled = [parts for parts in rows_of(field, kept) if _anything(parts, kept)]
            texts = [without_gaps(parts, kept) for parts in filled]
            moved = {
                f"{field.name}.{n}.{name[len(old) + 1 :]}": text
                for n, (parts, row) in enumerate(zip(filled, texts, strict=True))
                for old in [parts[0].name.rpartition(".")[0]]
                for name, text in row.items()
                if name.startswith(f"{old}.")
            }
            kept = {name: text for name, text in kept.items() if not name.startswith(f"{field.name}.")} | moved
        elif field.kind == "group":
            kept = without_gaps([part.under(field.name) for part in field.parts], kept)
    return kept


def typed_of(fields: Sequence[Field], body: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a form shows for a body."""
    return dict(pair for field in fields if field.last in body for pair in _written(field, body[field.last]))


def _written(field: Field, value: Any) -> Iterator[tuple[str, list[str]]]:
    match field.kind:
        case "group" if value is not None:
            yield from typed_of([part.under(field.name) for part in field.parts], value).items()
        case "rows":
            for n, row in enumerate(value):
                yield from typed_of([part.under(f"{field.name}.{n}") for part in field.parts], row).items()
        case "table":
            yield from ((f"{field.name}.{key}", [NONE if one is None else str(one)]) for key, one in value.items())
        case _ if value is not None:
            yield field.name, _texts(field, value)


def _texts(field: Field, value: Any) -> list[str]:
    match value:
        case bool():
            return [str(value).lower()] if value or field.kind == "answer" else []
        case list() | tuple() if field.kind in _JOINED:
            return [_JOINED[field.kind].join(map(str, value))]
        case list() | tuple():
            return [str(one) for one in value]
    return [_TEXTS.get(field.kind, str)(value)]


_JOINED = {"lines": "\n", "numbers": ", "}


def _whole(text: str) -> Any:
    return int(text) if re.fullmatch(r"-?\d{1,15}", text) else text


def _number(text: str) -> Any:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return text
    return float(number) if number.is_finite() else text


def _cents(text: str) -> Any:
    """`1.234,50`, `1234.5` and `€ 1.234` are amounts of money."""
    plain = re.sub(r"[\s€]", "", text)
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d{1,2})?", plain):
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".")
    return int(Decimal(plain) * 100) if re.fullmatch(r"\d{1,12}(\.\d{1,2})?", plain) else text


def _minutes(text: str) -> Any:
    """`1:30` is ninety minutes, and so is `90`."""
    clock = re.fullmatch(r"(\d{1,4}):([0-5]\d)", text)
    return int(clock[1]) * 60 + int(clock[2]) if clock else _whole(text)


def _moment(text: str) -> str:
    """As typed it is Italian time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=ROME)).isoformat()


def _moment_as_typed(value: Any) -> str:
    moment = day_to_moment(value).astimezone(ROME)
    return f"{moment:%Y-%m-%dT%H:%M:%S}" if moment.second else f"{moment:%Y-%m-%dT%H:%M}"


_VALUES: Mapping[str, Any] = {
    "whole": _whole, "scale": _whole, "number": _number, "amount": _cents, "minutes": _minutes, "moment": _moment,
    "answer": lambda text: {"true": True, "false": False}.get(text, text),
}  # fmt: skip
_TEXTS: Mapping[str, Any] = {
    "amount": lambda cents: f"{cents // 100},{cents % 100:02d}",
    "minutes": lambda minutes: f"{minutes // 60}:{minutes % 60:02d}",
    "moment": _moment_as_typed, "hour": lambda hour: str(hour)[:5],
    "day": lambda day: day.isoformat() if isinstance(day, date) else str(day),
}  # fmt: skip
