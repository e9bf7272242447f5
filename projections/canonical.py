"""Canonical JSON: sorted keys, no white space, UTF-8; the same content gives the same bytes on any machine."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson


def canonical(content: Any) -> bytes:
    """The bytes. Moments are told in UTC, whatever the zone of who asks."""
    return orjson.dumps(plain(content), option=orjson.OPT_SORT_KEYS)


def plain(value: Any) -> Any:
    """Text, numbers, lists and objects, and nothing else. Raises `TypeError` for what has no one form."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case UUID():
            return str(value)
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no one form")
